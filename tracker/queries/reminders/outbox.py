"""What lies in the outbox: what waits, what failed, and what nobody can be sure of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.domain.terms import MessageState
from tracker.models import (
    AnswerLink,
    Heartbeat,
    MailPause,
    Message,
    MessageItem,
    Plan,
    Responsibility,
    StatusUpdate,
    TestMode,
    User,
    db,
)  # fmt: skip
from tracker.queries.reminders.heartbeat import SCHEDULER

#: The scheduler ticks every minute; five missed ones are no accident.
SILENT_AFTER = timedelta(minutes=5)
#: A mail that has waited longer says that the mail server is away.
STUCK_AFTER = timedelta(hours=1)
#: On its way: not yet sent, and nobody needs to do anything.
WAITING = frozenset({MessageState.PENDING, MessageState.CLAIMED, MessageState.HANDING})
#: A person has to look: send again or mark as sent.
NEEDS_SOMEONE = frozenset({MessageState.FAILED, MessageState.UNCERTAIN})


def messages(
    states: Collection[MessageState] = tuple(MessageState),
    *,
    board_ids: Collection[int] | None = None,
    limit: int = 200,
    offset: int = 0,
) -> Sequence[Message]:
    """The newest mails in these states, newest first, with what they cover; about the boards' plans, or all."""
    query = (
        select(Message)
        .where(*_of(states, board_ids))
        .options(*_with_contents())
        .order_by(Message.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return db.session.scalars(query).unique().all()


def message_count(states: Collection[MessageState], board_ids: Collection[int] | None = None) -> int:
    """How many mails are in these states; about the boards' plans, or all."""
    return db.session.scalar(select(func.count(Message.id)).where(*_of(states, board_ids))) or 0


def _of(states: Collection[MessageState], board_ids: Collection[int] | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Message.state.in_(states)]
    if board_ids is not None:
        found.append(Message.id.in_(_about(board_ids)))
    return found


def _about(board_ids: Collection[int]) -> Select[int | None]:
    """The mails that are about a plan of these boards."""
    return select(MessageItem.message_id).join(MessageItem.plan).where(Plan.board_id.in_(board_ids))


def _with_contents() -> tuple[Any, ...]:
    return (
        joinedload(Message.user),
        selectinload(Message.items).options(
            joinedload(MessageItem.responsibility).joinedload(Responsibility.activity),
            joinedload(MessageItem.plan),
        ),
    )


def message(message_id: int, *, organisation_id: int | None = None) -> Message | None:
    """One mail with its person and what it covers, or None; of one organisation or of all."""
    query = select(Message).where(Message.id == message_id).options(*_with_contents())
    if organisation_id is not None:
        query = query.where(Message.user.has(User.organisation_id == organisation_id))
    return db.session.scalars(query).unique().one_or_none()


def to_settle(board_ids: Collection[int]) -> Sequence[int]:
    """The uncertain mails about the boards' plans, oldest first."""
    query = select(Message.id).where(*_of((MessageState.UNCERTAIN,), board_ids)).order_by(Message.id)
    return db.session.scalars(query).all()


@dataclass(frozen=True)
class Evidence:
    """What says that a mail arrived: when one of its links was first opened, and when its person first answered.

    However the answer was given: who answers on the page has perhaps read the mail, and needs no other.
    """

    opened_at: datetime | None
    answered_at: datetime | None


def evidence_of(message: Message, items: Collection[MessageItem]) -> Evidence:
    """What is known of a mail besides the server's words, from those of its items that the reader may see."""
    opened = db.session.scalar(
        select(func.min(AnswerLink.first_opened_at)).where(AnswerLink.item_id.in_(item.id for item in items))
    )
    rows = [item.responsibility_id for item in items if item.responsibility_id]
    answered = db.session.scalar(
        select(func.min(StatusUpdate.created_at)).where(
            StatusUpdate.responsibility_id.in_(rows),
            StatusUpdate.author_id == message.user_id,
            StatusUpdate.created_at >= message.written_at,
        )
    )
    return Evidence(opened, answered)


def counts() -> dict[MessageState, int]:
    """How many mails are in each state; states without any are left out."""
    found = db.session.execute(
        select(Message.state, func.count()).group_by(Message.state).order_by(Message.state)
    )
    return {state: number for state, number in found}


def refused_since(now: datetime) -> datetime | None:
    """Since when the oldest mail has waited that the mail server does not take, or None when it takes them."""
    since: datetime | None = db.session.scalar(_refused_since(now))
    return since


def _refused_since(now: datetime) -> Select[datetime]:
    """One refusal may be an accident, and a mail that was not tried lately says nothing of the server now.

    Such a one waits for something else: its day, its hour, a person. Nor does one whose address is refused. One
    that a person has sent again, as the same bytes, counts from then.
    """
    since = case((Message.sha256.is_(None), Message.written_at), else_=Message.trying_since)
    return select(func.min(since)).where(
        Message.state.in_(WAITING),
        Message.attempts > 1,
        Message.next_at > now - STUCK_AFTER,
        Message.address_refused.is_(False),
    )


def anything_waits(day: date) -> bool:
    """Whether a mail for that day or an earlier one waits to be sent, or is in some process's hands."""
    waiting = select(Message.id).where(Message.state.in_(WAITING), Message.send_on <= day).limit(1)
    return db.session.scalar(waiting) is not None


@dataclass(frozen=True)
class Sending:
    """How sending stands, for the banner on a coordinator's pages."""

    last_tick_at: datetime | None
    held: str | None
    #: Of the municipality's own mails.
    refused_since: datetime | None
    test_address: str | None
    paused_at: datetime | None


def sending(organisation_id: int, now: datetime) -> Sending:
    """How sending stands in a municipality, in one question."""
    people = select(User.id).where(User.organisation_id == organisation_id)
    beat = select(Heartbeat).where(Heartbeat.name == SCHEDULER)
    row = db.session.execute(
        select(
            beat.with_only_columns(Heartbeat.at).scalar_subquery(),
            beat.with_only_columns(Heartbeat.held).scalar_subquery(),
            _refused_since(now).where(Message.user_id.in_(people)).scalar_subquery(),
            select(TestMode.address).where(TestMode.organisation_id == organisation_id).scalar_subquery(),
            select(MailPause.paused_at)
            .where(MailPause.organisation_id == organisation_id, MailPause.plan_id.is_(None))
            .scalar_subquery(),
        )
    ).one()
    return Sending(*row)
