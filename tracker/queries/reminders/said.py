"""What has been said already: steps, mails to a person, and when an owner was last reminded."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import and_, func, literal, or_, select

from tracker.domain.reminders.due import Said
from tracker.domain.reminders.steps import REQUESTED, Occasion, Step
from tracker.domain.terms import MatterKind, MessageState
from tracker.models import AnswerLink, Message, MessageItem, User, db

#: The mail was withdrawn before it left: what it covered may be said anew.
WITHDRAWN = frozenset({MessageState.CANCELLED, MessageState.SUPERSEDED})
# A mail that failed says nothing of the address that the person has been given since.
_MISSED = func.coalesce(
    and_(Message.state == MessageState.FAILED, Message.to_address != User.email), literal(False)
)


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
    query = (
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
        .where(or_(MessageItem.follow_up_id.in_(follow_up_ids), outside))
        .order_by(MessageItem.id)
    )
    if user_ids is not None:
        query = query.where(MessageItem.user_id.in_(user_ids))
    return [SaidItem(**row._mapping) for row in db.session.execute(query)]


def said_occasions(follow_up_id: int) -> set[Occasion]:
    """The steps of a follow-up that have been said to somebody, each with the day that it had then."""
    found = db.session.execute(
        select(MessageItem.step_on, MessageItem.step)
        .join(Message, MessageItem.message_id == Message.id)
        .where(
            MessageItem.follow_up_id == follow_up_id,
            MessageItem.kind == MatterKind.ANSWER,
            Message.state.not_in(WITHDRAWN),
        )
        .distinct()
    )
    return {Occasion(on, step) for on, step in found}


def said_today(follow_up_id: int, today: date) -> set[Step]:
    """The steps of a follow-up that have been said on their day, which is today."""
    return {one.step for one in said_occasions(follow_up_id) if one.on == today}


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


def last_reminders(
    follow_up_id: int, responsibility_ids: Collection[int] | None = None
) -> dict[int, LastReminder]:
    """The newest reminder about each activity of a follow-up (None: all), by responsibility id.

    Withdrawn ones are left out. Links that the person has asked for since are no reminder, but one that was
    opened shows that mail arrives.
    """
    found: dict[int, LastReminder] = {}
    for row_id, mail in _mails_about(follow_up_id, responsibility_ids):
        last = found.get(row_id)
        if mail.step != REQUESTED:
            found[row_id] = mail
        elif last is not None and last.to_user_id == mail.to_user_id and mail.link_opened_at:
            found[row_id] = replace(last, link_opened_at=mail.link_opened_at)
    return found


def _mails_about(
    follow_up_id: int, responsibility_ids: Collection[int] | None
) -> list[tuple[int, LastReminder]]:
    """Every mail about these activities of the follow-up that was not withdrawn, oldest first."""
    query = (
        select(
            MessageItem.responsibility_id,
            MessageItem.step,
            Message.send_on,
            Message.state,
            Message.sent_at,
            AnswerLink.first_opened_at,
            MessageItem.user_id,
            Message.redirected_to,
            Message.id,
        )
        .join(Message, MessageItem.message_id == Message.id)
        .outerjoin(AnswerLink, AnswerLink.item_id == MessageItem.id)
        .where(
            MessageItem.follow_up_id == follow_up_id,
            MessageItem.kind == MatterKind.ANSWER,
            Message.state.not_in(WITHDRAWN),
        )
        .order_by(MessageItem.id)
    )
    if responsibility_ids is not None:
        query = query.where(MessageItem.responsibility_id.in_(responsibility_ids))
    found = db.session.execute(query)
    return [(row[0], LastReminder(*row[1:])) for row in found if row[0] is not None]
