"""What reminders are made of: open follow-ups, what has been said already, when an owner was reminded."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.domain.reminders import Occasion
from tracker.domain.terms import FollowUpState, MessageState, Step
from tracker.models import AnswerLink, FollowUp, Message, MessageItem, Plan, db

#: The mail was withdrawn before it left: what it covered may be said anew.
WITHDRAWN = frozenset({MessageState.CANCELLED, MessageState.SUPERSEDED})


@dataclass(frozen=True)
class SaidItem:
    """A step that was sent, waits, was withdrawn (`state`) or was passed by (no message, no state)."""

    follow_up_id: int
    responsibility_id: int
    user_id: int
    step: Step
    #: The day that the step had in the schedule then.
    step_on: date
    series: int
    message_id: int | None
    state: MessageState | None

    @property
    def occasion(self) -> Occasion:
        """The step and its day, as the rules know it."""
        return Occasion.of(self.step, self.step_on)

    @property
    def withdrawn(self) -> bool:
        """Whether the step's mail never left and never will."""
        return self.state in WITHDRAWN


@dataclass(frozen=True)
class PersonsMail:
    """A mail to a person as far as the next one must know: may it still be replaced, and is it today's?"""

    id: int
    user_id: int
    send_on: date
    series: int
    state: MessageState
    #: Whether its bytes may have reached the person at least once.
    handed: bool

    @property
    def withdrawn(self) -> bool:
        """Whether it never left and never will."""
        return self.state in WITHDRAWN

    @property
    def replaceable(self) -> bool:
        """Whether it waits, and certainly never arrived."""
        return self.state is MessageState.PENDING and not self.handed


@dataclass(frozen=True)
class LastReminder:
    """The newest mail about one activity, for the coordinator's follow-up page."""

    step: Step
    send_on: date
    state: MessageState
    sent_at: datetime | None
    link_opened_at: datetime | None
    #: Who got it: after a change of owner it was not the one who answers now.
    to_user_id: int


def follow_ups_to_remind() -> Sequence[FollowUp]:
    """The open follow-ups that have both dates, by plan title, with all that a mail says of the plan."""
    return db.session.scalars(
        select(FollowUp)
        .join(FollowUp.plan)
        .where(
            FollowUp.state == FollowUpState.OPEN,
            FollowUp.opens_on.is_not(None),
            FollowUp.answer_by.is_not(None),
        )
        .options(
            joinedload(FollowUp.plan).options(
                joinedload(Plan.board), joinedload(Plan.kind), joinedload(Plan.coordinator)
            )
        )
        .order_by(Plan.short_title, FollowUp.as_of, FollowUp.id)
    ).all()


def said(follow_up_ids: Collection[int]) -> list[SaidItem]:
    """Every step said or passed by in these follow-ups, oldest first."""
    found = db.session.execute(
        select(
            MessageItem.follow_up_id,
            MessageItem.responsibility_id,
            MessageItem.user_id,
            MessageItem.step,
            MessageItem.step_on,
            MessageItem.series,
            MessageItem.message_id,
            Message.state,
        )
        .outerjoin(Message, MessageItem.message_id == Message.id)
        .where(MessageItem.follow_up_id.in_(follow_up_ids))
        .order_by(MessageItem.id)
    )
    return [SaidItem(*row) for row in found]


def mails_to(user_ids: Collection[int], day: date) -> list[PersonsMail]:
    """The mails of that day to these people, and the ones that still wait, oldest first."""
    found = db.session.execute(
        select(Message.id, Message.user_id, Message.send_on, Message.key, Message.state, Message.sha256)
        .where(
            Message.user_id.in_(user_ids),
            (Message.send_on == day) | (Message.state == MessageState.PENDING),
        )
        .order_by(Message.id)
    )
    return [
        PersonsMail(id_, user_id, send_on, int(key.rsplit("/", 1)[1]), state, sha256 is not None)
        for id_, user_id, send_on, key, state, sha256 in found
    ]


def last_reminders(follow_up_id: int) -> dict[int, LastReminder]:
    """The newest mail about each activity of a follow-up, by responsibility id; no withdrawn ones."""
    found = db.session.execute(
        select(
            MessageItem.responsibility_id,
            MessageItem.step,
            Message.send_on,
            Message.state,
            Message.sent_at,
            AnswerLink.first_opened_at,
            MessageItem.user_id,
        )
        .join(Message, MessageItem.message_id == Message.id)
        .outerjoin(AnswerLink, AnswerLink.item_id == MessageItem.id)
        .where(MessageItem.follow_up_id == follow_up_id, Message.state.not_in(WITHDRAWN))
        .order_by(MessageItem.id)
    )
    return {row[0]: LastReminder(*row[1:]) for row in found}
