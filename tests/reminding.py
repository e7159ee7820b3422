"""An open follow-up of the 26-punktsplan, answers to it, and moments in Swedish time, for tests of reminders."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import select

from tracker.domain.calendar import STOCKHOLM
from tracker.domain.reminders.steps import Step
from tracker.domain.terms import FollowUpState, MatterKind, MessageState, WayIn
from tracker.models import (
    Activity,
    FollowUp,
    Message,
    MessageItem,
    Plan,
    Responsibility,
    StatusUpdate,
    User,
    db,
)

#: Monday morning on which the follow-up opens; the last day to answer is Friday 9 September.
OPENING = datetime(2022, 8, 29, 5, 0, tzinfo=UTC)
#: Who answers for what in the seed: address before the @, and the activities that are asked.
ASKED = {
    "rektor.vuxenutbildningen": ["1a", "1b", "8"],
    "omradeschef.arbetsmarknad": ["10"],
    "omradeschef.utbud.insatser": ["12"],
    "ekonomichef": ["22"],
    "utvecklingschef": ["23"],
    "strateg.samverkan": ["25"],
}


def item(
    follow_up: FollowUp, row: Responsibility, user: User, step: Step, moment: datetime, **more: object
) -> MessageItem:
    """The record that a person was told of a row in a follow-up; not yet added to the session."""
    return MessageItem(
        kind=MatterKind.ANSWER,
        identity=f"answer/{follow_up.id}/{row.id}",
        plan_id=follow_up.plan_id,
        follow_up=follow_up,
        responsibility=row,
        user=user,
        step=step,
        step_on=moment.date(),
        counted_from=follow_up.answer_by or moment.date(),
        created_at=moment,
        **more,
    )


def swedish(text: str) -> datetime:
    """A moment as a clock in Sweden shows it, such as 2022-08-29T07:00."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).astimezone(UTC)


def address(role: str) -> str:
    """The address of a role in Uppsala."""
    return f"{role}@uppsala.example.org"


def open_follow_up(
    as_of: date = date(2022, 8, 31),
    opens_on: date | None = date(2022, 8, 29),
    answer_by: date | None = date(2022, 9, 9),
    state: FollowUpState = FollowUpState.OPEN,
    slug: str = "26-punktsplan",
) -> int:
    """Opens a follow-up; returns its id."""
    plan = db.session.scalars(select(Plan).where(Plan.slug == slug)).one()
    follow_up = FollowUp(
        plan_id=plan.id, as_of=as_of, opens_on=opens_on, answer_by=answer_by, meeting_on=None, state=state
    )
    db.session.add(follow_up)
    db.session.flush()
    follow_up_id = follow_up.id
    db.session.commit()
    return follow_up_id


def responsibility(number: str) -> Responsibility:
    """The row that answers for an activity of the 26-punktsplan."""
    return db.session.scalars(
        select(Responsibility)
        .join(Responsibility.activity)
        .join(Activity.plan)
        .where(Plan.slug == "26-punktsplan", Activity.number == number)
        .execution_options(populate_existing=True)
    ).one()


def person(role: str) -> User:
    """The person as stored now."""
    return db.session.scalars(
        select(User).where(User.email == address(role)).execution_options(populate_existing=True)
    ).one()


def answer(follow_up_id: int, number: str, moment: datetime = OPENING) -> None:
    """The owner answers: the last status stands."""
    row = responsibility(number)
    follow_up = db.session.get_one(FollowUp, follow_up_id)
    last = db.session.scalars(
        select(StatusUpdate).where(StatusUpdate.responsibility_id == row.id).order_by(StatusUpdate.id.desc())
    ).first()
    assert last is not None
    db.session.add(
        StatusUpdate(
            responsibility_id=row.id,
            follow_up_id=follow_up.id,
            as_of=follow_up.as_of,
            label_id=last.label_id,
            target_year=last.target_year,
            ongoing=last.ongoing,
            comment="Som förut.",
            author_id=row.owner_id,
            way_in=WayIn.LINK,
            created_at=moment,
        )
    )
    db.session.commit()


def outbox() -> Sequence[Message]:
    """Every mail, oldest first, as stored now."""
    return db.session.scalars(
        select(Message).order_by(Message.id).execution_options(populate_existing=True)
    ).all()


def states() -> list[MessageState]:
    """The states of all mails, oldest first."""
    return [message.state for message in outbox()]


def mail_to(role: str) -> Message:
    """The newest mail to a role, as stored now."""
    return [message for message in outbox() if message.user.email == address(role)][-1]


def said() -> list[tuple[str, Step, str]]:
    """Every step said or passed by: the activity, the step, and the mail's state (or -)."""
    items = db.session.scalars(
        select(MessageItem).order_by(MessageItem.id).execution_options(populate_existing=True)
    )
    return [
        (item.responsibility.activity.number, item.step, item.message.state.value if item.message else "-")
        for item in items
    ]
