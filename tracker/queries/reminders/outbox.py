"""What lies in the outbox: what waits, what failed, and what nobody can be sure of."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.domain.terms import MessageState
from tracker.models import Activity, FollowUp, Message, MessageItem, Plan, Responsibility, User, db

#: On its way: not yet sent, and nobody needs to do anything.
WAITING = frozenset({MessageState.PENDING, MessageState.CLAIMED, MessageState.HANDING})
#: A person has to look: send again or mark as sent.
NEEDS_SOMEONE = frozenset({MessageState.FAILED, MessageState.UNCERTAIN})


def messages(
    states: Collection[MessageState] = tuple(MessageState),
    *,
    board_ids: Collection[int] | None = None,
    limit: int = 200,
) -> Sequence[Message]:
    """The newest mails in these states, newest first, with what they cover; about the boards' plans, or all."""
    query = (
        select(Message)
        .where(Message.state.in_(states))
        .options(
            joinedload(Message.user),
            selectinload(Message.items).options(
                joinedload(MessageItem.responsibility).joinedload(Responsibility.activity),
                joinedload(MessageItem.follow_up).joinedload(FollowUp.plan),
            ),
        )
        .order_by(Message.id.desc())
        .limit(limit)
    )
    if board_ids is not None:
        asked = select(MessageItem.message_id).join(FollowUp).join(Plan).where(Plan.board_id.in_(board_ids))
        query = query.where(Message.id.in_(asked))
    return db.session.scalars(query).unique().all()


def message(message_id: int, *, organisation_id: int | None = None) -> Message | None:
    """One mail with its person, or None; of one organisation or of all."""
    query = select(Message).where(Message.id == message_id).options(joinedload(Message.user))
    if organisation_id is not None:
        query = query.where(Message.user.has(User.organisation_id == organisation_id))
    return db.session.scalars(query).one_or_none()


def plans_of(message_id: int) -> Sequence[Plan]:
    """The plans that a mail asks about, in the order of their titles."""
    return db.session.scalars(
        select(Plan)
        .where(
            Plan.id.in_(
                select(Activity.plan_id)
                .join(Responsibility, Responsibility.activity_id == Activity.id)
                .join(MessageItem, MessageItem.responsibility_id == Responsibility.id)
                .where(MessageItem.message_id == message_id)
            )
        )
        .order_by(Plan.short_title, Plan.id)
    ).all()


def counts() -> dict[MessageState, int]:
    """How many mails are in each state; states without any are left out."""
    found = db.session.execute(
        select(Message.state, func.count()).group_by(Message.state).order_by(Message.state)
    )
    return {state: number for state, number in found}


def oldest_waiting() -> datetime | None:
    """When the oldest mail that has not left was written, or None when none waits."""
    oldest: datetime | None = db.session.scalar(
        select(func.min(Message.written_at)).where(Message.state.in_(WAITING))
    )
    return oldest


def anything_waits(day: date) -> bool:
    """Whether a mail for that day or an earlier one waits to be sent."""
    waiting = select(Message.id).where(Message.state == MessageState.PENDING, Message.send_on <= day).limit(1)
    return db.session.scalar(waiting) is not None
