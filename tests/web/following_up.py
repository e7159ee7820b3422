"""A follow-up of the 26-punktsplan that is opened, answered and closed, and news between, for tests of pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from flask import Flask
from sqlalchemy import event, select

from tracker.domain.follow_up_dates import Dates
from tracker.domain.terms import FollowUpState, WayIn
from tracker.models import Activity, FollowUp, Plan, Responsibility, StatusLabel, StatusUpdate, User, db
from tracker.services.follow_ups.close_follow_up import close_follow_up
from tracker.services.follow_ups.open_follow_up import Opening, open_follow_up
from tracker.services.revision import touch

PLAN = "/planer/26-punktsplan"
AS_OF = date(2022, 8, 31)
#: After the seeded follow-up was loaded and closed, whatever day the test runs on.
NOW = datetime(2100, 9, 5, 8, tzinfo=UTC)


def the_plan() -> Plan:
    """The 26-punktsplan."""
    return db.session.scalars(select(Plan).where(Plan.slug == "26-punktsplan")).one()


def open_next(app: Flask, as_of: date = AS_OF) -> None:
    """Opens the follow-up per August 2022."""
    with app.app_context():
        dates = Dates(
            as_of, opens_on=as_of, answer_by=date(as_of.year, 9, 9), meeting_on=date(as_of.year, 10, 5)
        )
        open_follow_up(the_plan().id, Opening(dates))


def close_open(app: Flask) -> None:
    """Closes the open follow-up, which freezes its report."""
    with app.app_context():
        found = db.session.scalars(select(FollowUp).where(FollowUp.state == FollowUpState.OPEN)).one()
        close_follow_up(found.id, by=None, now=NOW)


def tell(
    app: Flask, number: str, label: str, comment: str, *, year: int | None = None, between: bool = False
) -> None:
    """The owner's status update, in the open follow-up or as news between them."""
    with app.app_context():
        plan = the_plan()
        follow_up = db.session.scalars(select(FollowUp).where(FollowUp.state == FollowUpState.OPEN)).first()
        row = db.session.scalars(
            select(Responsibility)
            .join(Activity)
            .where(Activity.number == number, Activity.plan_id == the_plan().id)
        ).one()
        word = db.session.scalars(select(StatusLabel).where(StatusLabel.label == label)).first()
        assert word is not None
        assert row.owner is not None
        inside = None if between else follow_up
        db.session.add(
            StatusUpdate(
                responsibility=row, follow_up=inside, as_of=inside.as_of if inside else NOW.date(), label=word,
                target_year=year, comment=comment, author=row.owner, author_title=row.owner.title,
                way_in=WayIn.WEB, created_at=NOW,
            )
        )  # fmt: skip
        touch(plan)
        db.session.commit()


def change_activity(app: Flask, number: str, **values: object) -> None:
    """Edits the plan's activity as a coordinator would."""
    with app.app_context():
        row = db.session.scalars(
            select(Activity).where(Activity.number == number, Activity.plan_id == the_plan().id)
        ).one()
        for name, value in values.items():
            setattr(row, name, value)
        touch(the_plan())
        db.session.commit()


def change_user(app: Flask, email: str, **values: object) -> None:
    """Edits a person."""
    with app.app_context():
        person = db.session.scalars(select(User).where(User.email == email)).one()
        for name, value in values.items():
            setattr(person, name, value)
        db.session.commit()


@contextmanager
def counted_queries(app: Flask) -> Iterator[list[str]]:
    """The SELECTs that are sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
