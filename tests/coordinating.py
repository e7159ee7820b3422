"""What the tests of coordination share: people, rows, an open follow-up, and answers in it."""

from datetime import UTC, date, datetime, timedelta

from flask import Flask
from sqlalchemy import select

from tests.page_check import PageClient, text_of
from tests.signing_in import sign_in
from tracker.domain.follow_up_dates import Dates
from tracker.domain.terms import WayIn
from tracker.models import FollowUp, Plan, Responsibility, StatusUpdate, User, db
from tracker.queries.plans.standing import StandingRow, rows_of
from tracker.services.follow_ups.open_follow_up import Opening, open_follow_up

PLAN = "26-punktsplan"
DATES = Dates(
    as_of=date(2022, 8, 31),
    opens_on=date(2022, 8, 22),
    answer_by=date(2022, 9, 9),
    meeting_on=date(2022, 9, 28),
)
AS_OF = DATES.as_of.isoformat()
HERE = f"/samordning/{PLAN}"
COCKPIT = f"{HERE}/uppfoljningar/{AS_OF}"
#: A Monday, eleven days before the last day to answer.
NOW = datetime(2022, 8, 29, 10, 0, tzinfo=UTC)


def plan() -> Plan:
    """The real plan."""
    return db.session.scalars(select(Plan).where(Plan.slug == PLAN)).one()


def person(email: str) -> User:
    """Somebody of seed/organisations.yaml."""
    return db.session.scalars(select(User).where(User.email == f"{email}@uppsala.example.org")).one()


def opened() -> FollowUp:
    """The follow-up of August 2022, open."""
    return open_follow_up(plan().id, Opening(DATES))


def row(number: str, follow_up: FollowUp | None = None) -> StandingRow:
    """How one activity stands."""
    return rows_of(plan().id, follow_up, number=number)[0]


def responsibility(number: str) -> Responsibility:
    """Who answers for an activity."""
    return row(number).responsibility


def answer(
    follow_up: FollowUp, number: str, text: str = "Vi har börjat.", *, nothing_new: bool = False
) -> StatusUpdate:
    """An owner's answer with last time's status, as services/report_status stores it."""
    standing = row(number, follow_up)
    assert standing.previous is not None and standing.responsibility.owner is not None
    standing.responsibility.version += 1
    update = StatusUpdate(
        responsibility=standing.responsibility,
        follow_up=follow_up,
        as_of=follow_up.as_of,
        label=standing.previous.label,
        target_year=standing.previous.target_year,
        ongoing=standing.previous.ongoing,
        comment=standing.previous.comment if nothing_new else text,
        nothing_new=nothing_new,
        author=standing.responsibility.owner,
        author_title=standing.responsibility.owner.title,
        way_in=WayIn.WEB,
        created_at=NOW + timedelta(days=len(number)),
    )
    db.session.add(update)
    db.session.commit()
    return update


def with_open_follow_up(app: Flask, *answered: str) -> int:
    """Opens the follow-up and answers these activities; gives the follow-up's id."""
    with app.app_context():
        follow_up = opened()
        for number in answered:
            answer(follow_up, number)
        return follow_up.id


def as_coordinator(client: PageClient) -> PageClient:
    """The client, signed in as the plan's coordinator."""
    sign_in(client, "coordinator")
    return client


def send(client: PageClient, url: str, **changed: str) -> int:
    """Fetches the page and sends its form with these fields changed."""
    client.get(url)
    fields = {**client.page.fields("main form[method=post]"), **changed}
    return client.post(url, data=fields).status_code


def cells(client: PageClient, table: str) -> dict[str, list[str]]:
    """A table's rows by their number."""
    rows = client.page.select(f"#{table} table tbody tr")
    texts = [[text_of(cell) for cell in line] for line in rows]
    return {line[0]: line[1:] for line in texts}
