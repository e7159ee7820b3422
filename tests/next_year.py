"""What the tests of the year after share: Borås' uppdrag with boards, parts, own fields and a schedule of its own."""

from datetime import date

from flask import Flask
from sqlalchemy import select

from tests.boras import KF, board, plan
from tracker.domain.numbering import sort_key
from tracker.domain.reminders.rules import CountedFrom, ListTo
from tracker.domain.reminders.texts import TextKind
from tracker.domain.terms import WayIn
from tracker.models import (
    Activity,
    Plan,
    ReminderSchedule,
    ReminderText,
    Responsibility,
    StatusUpdate,
    User,
    db,
)
from tracker.queries.plans.next_year import rows_to_carry
from tracker.services.plans.next_year.make import NextYear, make_next_year, suggested

NEXT = "kf-uppdrag-2022"
HERE = f"/samordning/{KF}"
MAKE = f"{HERE}/nasta-ar"
TODAY = date(2021, 12, 6)


def add(number: str, *, parent: Activity | None = None, **more: object) -> Activity:
    """One more uppdrag of Arbetslivsnämnden, with an owner."""
    owner = db.session.scalars(select(User).where(User.email.startswith("verksamhetschef.arbetsliv"))).one()
    values = {"number": number, "sort_key": sort_key(number), "short_text": f"Uppdrag {number}", **more}
    new = Activity(plan_id=plan().id, parent_id=parent.id if parent else None, **values)
    db.session.add(new)
    db.session.flush()
    db.session.add(Responsibility(activity_id=new.id, board_id=board().id, owner_id=owner.id))
    db.session.commit()
    return new


def own_reminders() -> None:
    """A schedule and a text that only this plan has."""
    usual = {"opening": True, "before": [9], "after": [2], "hour": 8, "not_in_july": True, "list_after": 4}
    rules = {"review": False, "values": True, "assignment_before": [20]}
    db.session.add(
        ReminderSchedule(
            plan_id=plan().id,
            counted_from=next(iter(CountedFrom)),
            list_to=next(iter(ListTo)),
            **usual,
            **rules,
        )
    )
    db.session.add(
        ReminderText(plan_id=plan().id, kind=next(iter(TextKind)), subject="Hej", text="Svara gärna.")
    )
    db.session.commit()


def wanted(**more: object) -> NextYear:
    """The year after as it is suggested, with these things changed."""
    return NextYear(**{**vars(suggested(plan(), rows_to_carry(plan()), TODAY)), **more})  # type: ignore[arg-type]


def made(**more: object) -> Plan:
    """The plan of the year after."""
    return make_next_year(plan().id, wanted(**more))


def made_in(app: Flask) -> None:
    """The same, for tests of pages."""
    with app.app_context():
        made()


def report(share: Responsibility, day: date, text: str, label: str = "") -> StatusUpdate:
    """Something that was said between follow-ups."""
    from tests.coordinating import NOW

    labels = share.activity.plan.kind.vocabulary.labels  # type: ignore[union-attr]
    update = StatusUpdate(
        responsibility=share, as_of=day, label=next((one for one in labels if one.label == label), labels[0]),
        comment=text, way_in=WayIn.WEB, created_at=NOW, author_id=share.owner_id, author_title="Verksamhetschef",
    )  # fmt: skip
    db.session.add(update)
    db.session.commit()
    return update
