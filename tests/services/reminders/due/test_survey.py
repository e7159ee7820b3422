"""What is due is found with as many questions whatever the number of people: it is asked every minute."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event, select

from tests.reminding import outbox, swedish
from tests.torture.crowd import SLUG, add_crowd
from tracker.domain.terms import MatterKind, MessageState
from tracker.models import Activity, HandOver, Plan, Responsibility, User, db
from tracker.services.reminders.due.survey import look
from tracker.services.reminders.writing.enqueue import enqueue

DAY_AFTER, LATER, LIST_DAY = (swedish(f"2022-09-{day}T07:00") for day in (12, 13, 15))
CROWD = 12


@pytest.fixture(autouse=True)
def context(any_app: Flask) -> Iterator[None]:
    """A plan with people who each have a manager and have handed something over; no mail has arrived."""
    with any_app.app_context():
        add_crowd(CROWD)
        plan = db.session.scalars(select(Plan).where(Plan.slug == SLUG)).one()
        plan.coordinator_id = None
        for row in _rows():
            assert row.owner is not None
            row.owner.manager = User(
                organisation_id=plan.organisation_id, email=f"chef.{row.id}@example.org", title="Chef"
            )
        db.session.commit()
        enqueue(DAY_AFTER)
        for message in outbox():
            message.state = MessageState.FAILED
        db.session.add_all(_handed_over(row) for row in _rows())
        db.session.commit()
        yield


def _rows() -> list[Responsibility]:
    query = select(Responsibility).join(Responsibility.activity).join(Activity.plan)
    return list(db.session.scalars(query.where(Plan.slug == SLUG).order_by(Responsibility.id)))


def _handed_over(row: Responsibility) -> HandOver:
    return HandOver(
        responsibility_id=row.id,
        from_user_id=row.owner_id,
        from_title="Ansvarig",
        created_at=LATER,
        settled_at=LATER,
        to_user_id=row.owner_id,
        nonce=f"form-{row.id}",
    )


def questions(count: int) -> int:
    """How many it takes while so many of the crowd are followed up."""
    for number, row in enumerate(_rows()):
        row.activity.withdrawn = number >= count
    db.session.commit()
    db.session.remove()
    seen: list[str] = []
    listen = lambda *args: seen.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listen)
    found = look(LIST_DAY.date())
    event.remove(db.engine, "before_cursor_execute", listen)
    told = [row.matter for mail in found.mails for row in mail.rows if row.matter.plan.slug == SLUG]
    assert len([matter for matter in told if matter.kind is MatterKind.LIST]) == count
    assert {MatterKind.HANDOVER, MatterKind.DELIVERY} <= {matter.kind for matter in told}
    return len(seen)


def test_the_number_of_questions_does_not_grow_with_the_people() -> None:
    assert questions(3) == questions(CROWD)
