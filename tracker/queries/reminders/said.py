"""What has been said already: steps, mails to a person, and when an owner was last reminded."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, literal, or_, select

from tracker.domain.reminders.due import Said
from tracker.domain.reminders.steps import REQUESTED, Occasion, Step
from tracker.domain.terms import MatterKind, MessageState
from tracker.models import AnswerLink, Message, MessageItem, User, db

#: The mail was withdrawn before it left: what it covered may be said anew.
WITHDRAWN = frozenset({MessageState.CANCELLED, MessageState.SUPERSEDED})
#: What asks for an answer to a follow-up.
_ASKING = (MatterKind.ANSWER, MatterKind.BOARD_ROWS)
# A mail that failed says nothing of the address that the person has been given since.
_MISSED = func.coalesce(
    and_(Message.state == MessageState.FAILED, Message.to_address != User.email), literal(False)
)


def was_a_test(redirected_to: str | None, goes_to: str | None) -> bool:
    """Whether a mail went somewhere else than mails to its person go now: the person has heard nothing."""
    return redirected_to is not None and redirected_to != goes_to


@dataclass(frozen=True)
class SaidItem:
    """A step that was sent, waits, was withdrawn (`state`) or was passed by (no message, no state)."""

    identity: str
    user_id: int
    step: Step
    #: The day that the step had in the schedule then, and the last day that it was counted from.
    step_on: date
    counted_from: date
    series: int
    message_id: int | None
    state: MessageState | None
    redirected_to: str | None
    send_on: date | None
    #: Whether it failed at an address that the person no longer has.
    missed: bool

    @property
    def said(self) -> Said:
        """The step and its days, as the rules know them."""
        return Said(Occasion(self.step_on, self.step), self.counted_from)

    @property
    def withdrawn(self) -> bool:
        """Whether the step's mail never left, or never arrived, and never will.

        Links that were asked for say nothing before they are sent: a request takes no reminder away.
        """
        not_yet = self.step == REQUESTED and self.state is not MessageState.SENT
        return self.missed or not_yet or self.state in WITHDRAWN

    def may_be_said_anew(self, goes_to: str | None) -> bool:
        """Whether what the mail covered may be said again: it never left, or was a test."""
        return self.withdrawn or was_a_test(self.redirected_to, goes_to)

    @property
    def sent_on(self) -> date | None:
        """The day on which the mail left, or may have left."""
        sent = self.state in (MessageState.SENT, MessageState.UNCERTAIN)
        return self.send_on if sent and self.redirected_to is None else None


@dataclass(frozen=True)
class PersonsMail:
    """A mail to a person as far as the next one must know: may it still be replaced, and is it today's?"""

    id: int
    user_id: int
    send_on: date
    series: int
    state: MessageState
    redirected_to: str | None
    trying_since: datetime | None
    #: Whether its bytes may have reached the person at least once.
    handed: bool
    #: Whether it failed at an address that the person no longer has.
    missed: bool

    @property
    def withdrawn(self) -> bool:
        """Whether it never left, or never arrived, and never will."""
        return self.missed or self.state in WITHDRAWN

    @property
    def replaceable(self) -> bool:
        """Whether it waits, and certainly never arrived."""
        return self.state is MessageState.PENDING and not self.handed

    def has_left(self, goes_to: str | None) -> bool:
        """Whether it left, or is on its way, to the person; what went to a test address did not."""
        return not (self.withdrawn or self.replaceable or was_a_test(self.redirected_to, goes_to))


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
    redirected_to: str | None
    message_id: int


def said(
    follow_up_ids: Collection[int], *, since: datetime, user_ids: Collection[int] | None = None
) -> list[SaidItem]:
    """Every step said or passed by in these follow-ups, and since then about everything else; oldest first."""
    outside = and_(MessageItem.follow_up_id.is_(None), MessageItem.created_at >= since)
    query = _said().where(or_(MessageItem.follow_up_id.in_(follow_up_ids), outside))
    if user_ids is not None:
        query = query.where(MessageItem.user_id.in_(user_ids))
    return [SaidItem(**row._mapping) for row in db.session.execute(query)]


def _said() -> Select[*tuple[Any, ...]]:
    """The columns of a SaidItem, oldest first."""
    return (
        select(
            MessageItem.identity,
            MessageItem.user_id,
            MessageItem.step,
            MessageItem.step_on,
            MessageItem.counted_from,
            MessageItem.series,
            MessageItem.message_id,
            Message.state,
            Message.redirected_to,
            Message.send_on,
            _MISSED.label("missed"),
        )
        .join(User, MessageItem.user_id == User.id)
        .outerjoin(Message, MessageItem.message_id == Message.id)
        .order_by(MessageItem.id)
    )


@dataclass(frozen=True)
class Told:
    """All that has been said in one follow-up: every step, and the newest reminder by responsibility id.

    Links that a person has asked for are no reminder, but one that was opened shows that mail arrives.
    """

    items: list[SaidItem]
    reminders: dict[int, LastReminder]

    @property
    def occasions(self) -> set[Occasion]:
        """The steps at which owners have been written to, each with the day that it had then."""
        return {item.said.occasion for item in self.items if item.state and item.state not in WITHDRAWN}


def told(follow_up_id: int, responsibility_ids: Collection[int] | None = None) -> Told:
    """What has been said of the answers that a follow-up waits for, of these rows or all, in one question.

    With all rows also what has been said to boards that have none yet.
    """
    query = (
        _said()
        .add_columns(MessageItem.responsibility_id, Message.sent_at, AnswerLink.first_opened_at)
        .outerjoin(AnswerLink, AnswerLink.item_id == MessageItem.id)
        .where(MessageItem.follow_up_id == follow_up_id, MessageItem.kind.in_(_ASKING))
    )
    if responsibility_ids is not None:
        query = query.where(MessageItem.responsibility_id.in_(responsibility_ids))
    found = Told([], {})
    for *columns, row_id, sent_at, opened_at in db.session.execute(query):
        item = SaidItem(*columns)
        found.items.append(item)
        if row_id is not None and item.state is not None and item.state not in WITHDRAWN:
            _remember(found.reminders, row_id, item, sent_at, opened_at)
    return found


def _remember(
    found: dict[int, LastReminder],
    row_id: int,
    item: SaidItem,
    sent_at: datetime | None,
    opened_at: datetime | None,
) -> None:
    """Makes the mail the newest reminder about the row, or notes that a link asked for was opened."""
    last = found.get(row_id)
    if item.step != REQUESTED:
        assert item.message_id is not None and item.state is not None and item.send_on is not None
        found[row_id] = LastReminder(
            item.step,
            item.send_on,
            item.state,
            sent_at,
            opened_at,
            item.user_id,
            item.redirected_to,
            item.message_id,
        )
    elif last is not None and last.to_user_id == item.user_id and opened_at is not None:
        found[row_id] = replace(last, link_opened_at=opened_at)


def mails_to(user_ids: Collection[int] | None, day: date) -> list[PersonsMail]:
    """The mails of that day to these people (None: to all), and the ones that still wait, oldest first.

    Those that somebody asked for at once are no reminders and left out.
    """
    query = (
        select(
            Message.id,
            Message.user_id,
            Message.send_on,
            Message.key,
            Message.state,
            Message.redirected_to,
            Message.trying_since,
            Message.sha256,
            _MISSED,
        )
        .join(User, Message.user_id == User.id)
        .where(
            Message.at_once.is_(False),
            (Message.send_on == day) | (Message.state == MessageState.PENDING),
        )
        .order_by(Message.id)
    )
    if user_ids is not None:
        query = query.where(Message.user_id.in_(user_ids))
    return [
        PersonsMail(
            id_, user_id, send_on, _series(key), state, redirected, trying, sha256 is not None, missed
        )
        for id_, user_id, send_on, key, state, redirected, trying, sha256, missed in db.session.execute(query)
    ]


def _series(key: str) -> int:
    """The last part of a key: person/day/series."""
    return int(key.rsplit("/", 1)[1])
