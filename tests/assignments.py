"""Uppdrag of the council in Borås, with two boards and an open follow-up, as the tests of the two steps need them."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from sqlalchemy import select

from tests.boras import COORDINATOR, LABOUR, OFFICE, OWNER, SCHOOL, activity, person, plan, share
from tracker.domain.demands import Answer
from tracker.domain.follow_up_dates import Dates
from tracker.domain.terms import WayIn
from tracker.models import (
    Activity,
    Board,
    FollowUp,
    FulfilmentProposal,
    Responsibility,
    StatusLabel,
    StatusUpdate,
    db,
)
from tracker.services.answers.report_status import Saved, Sheet, save_answer
from tracker.services.council.decide import Form, NewDecision, declare_fulfilled
from tracker.services.council.propose import Proposal, propose
from tracker.services.follow_ups.open_follow_up import Opening, open_follow_up

NOW = datetime(2022, 9, 5, 8, 0, tzinfo=UTC)
TODAY = NOW.date()
#: What the council decided, as the minutes have it.
DECISION = NewDecision(date(2022, 2, 24), "§ 45", "KS 2022-00101")
_nonces = count(1)


def add_assignment(number: str, *boards: str, **facts: object) -> Activity:
    """One more uppdrag, given to these boards on 20 January 2021; the first one leads."""
    added = Activity(
        plan=plan(), number=number, sort_key=number.zfill(3), short_text=f"Uppdrag nummer {number}.",
        full_text="", source="Mål och budget 2021", decided_on=date(2021, 1, 20), **facts,
    )  # fmt: skip
    db.session.add(added)
    for slug in boards or (LABOUR, SCHOOL):
        board = db.session.scalars(
            select(Board).where(Board.slug == slug, Board.organisation_id == added.plan.organisation_id)
        ).one()
        added.responsibilities.append(
            Responsibility(board=board, owner=person(OWNER), lead=slug == (boards or (LABOUR,))[0])
        )
    db.session.commit()
    return added


def nonce() -> str:
    """That of a form that was opened just now."""
    return f"ett formulär {next(_nonces)}"


def form(moment: datetime = NOW, **changed: object) -> Form:
    """Who records a decision, and when."""
    given = {"nonce": nonce(), "by": person(OFFICE), "now": moment, "today": moment.date(), **changed}
    return Form(**given)  # type: ignore[arg-type]


def proposed(
    number: str = "1", board: str = LABOUR, moment: datetime = NOW, text: str = "Klart."
) -> FulfilmentProposal:
    """The board's proposal."""
    return propose(
        plan().id, share(number, board).id, Proposal(text, 0), nonce=nonce(), by=person(COORDINATOR[board]), now=moment
    )  # fmt: skip


def declared(*numbers: str, moment: datetime = NOW) -> None:
    """The council declares these fulfilled."""
    declare_fulfilled(
        plan().id, [activity(number).id for number in numbers or ("1",)], DECISION, form(moment)
    )


def opened() -> FollowUp:
    """The follow-up of August 2022, open."""
    dates = Dates(date(2022, 8, 31), date(2022, 8, 22), date(2022, 9, 9), date(2022, 9, 28))
    return open_follow_up(plan().id, Opening(dates))


def sheet(follow_up: FollowUp | None, number: str = "1") -> Sheet:
    """The owner's form, opened just now."""
    row = share(number)
    newest = db.session.scalars(
        select(StatusUpdate.id)
        .where(StatusUpdate.responsibility_id == row.id)
        .order_by(StatusUpdate.id.desc())
    ).first()
    return Sheet(
        row.id, follow_up.id if follow_up else None, person(OWNER), WayIn.WEB, row.version, newest or 0, nonce()
    )  # fmt: skip


def labels() -> dict[str, StatusLabel]:
    """The plan's statuses by their words."""
    vocabulary = plan().kind.vocabulary
    assert vocabulary is not None
    return {label.label: label for label in vocabulary.labels}


def answer(
    follow_up: FollowUp | None, number: str = "1", moment: datetime = NOW + timedelta(hours=1)
) -> Saved:
    """The owner answers that it is done."""
    label = labels()["Genomfört"]
    saved = save_answer(
        sheet(follow_up, number), Answer("", False, "Allt är klart."), label_id=label.id, now=moment
    )
    assert isinstance(saved, Saved)
    return saved
