"""Sends what waits in the outbox: claim, hand over, record (DESIGN section 6)."""

import logging
import secrets
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import joinedload, selectinload

from tracker.domain.calendar import local_date
from tracker.domain.reminders.trying import CLOCKS_DIFFER, LONGEST_PAUSE
from tracker.domain.terms import MessageState
from tracker.models import AnswerLink, Message, MessageItem, User, db
from tracker.services.reminders.due.survey import sending_day_at
from tracker.services.reminders.sending import mark
from tracker.services.reminders.sending.hand_over import Outgoing, Transport, transport_for
from tracker.services.reminders.sending.prepare_mail import Unsendable, prepare
from tracker.services.reminders.sending.record import (
    DOUBTFUL,
    HANDING_LEASE,
    Claimed,
    changed,
    intend,
    record,
)
from tracker.services.reminders.writing.requests import ask_again

log = logging.getLogger(__name__)

#: How long a claimed mail may take to the dot.
CLAIM_LEASE = timedelta(minutes=10)
#: So many are claimed and looked at together, and handed over within this time or looked at again.
_HANDFUL = 40
_TRUE_FOR = timedelta(seconds=30)
#: A server that could not be used for so many mails in a row is left alone until the next tick.
AWAY_IN_A_ROW = 3


def deliver(
    now: datetime,
    *,
    transport: Transport | None = None,
    stopping: Callable[[], bool] = lambda: False,
    alive: Callable[[datetime], None] = lambda _moment: None,
) -> Counter[MessageState]:
    """Sends every mail that waits; returns how many ended in which state.

    Mails leave on working days from 07:00 only, except those that somebody waits for at this moment.
    `stopping` is asked between mails: one in hand is finished. `alive` is told the moment now and then.
    """
    moment = _stopwatch(now)
    mark.count()
    recover(now)
    settings = current_app.config["SETTINGS"]
    transport = transport or transport_for(settings.mail_url, urlsplit(settings.public_url).hostname)
    ended: Counter[MessageState] = Counter()
    away = 0
    try:
        while (handful := _claim(moment(), ended)) is not None:
            away = _deliver(handful, transport, moment, ended, stopping, away)
            alive(moment())
            if stopping() or away >= AWAY_IN_A_ROW:
                break
    finally:
        transport.close()
    return ended


def recover(now: datetime) -> None:
    """Takes up what a dead process left: claimed mails wait again, handed-over ones are uncertain.

    An uncertain mail whose link has been opened has arrived. A lease far in the future is a wrong clock's.
    """
    expired = or_(Message.lease_until < now, Message.lease_until > now + 2 * HANDING_LEASE)
    opened = exists().where(
        MessageItem.message_id == Message.id,
        AnswerLink.item_id == MessageItem.id,
        AnswerLink.first_opened_at.is_not(None),
    )
    for state, condition, values in (
        (MessageState.CLAIMED, expired, {"state": MessageState.PENDING, "claim": None, "next_at": now}),
        # The claim stays: should the slow process get its answer after all, it may still record it.
        (MessageState.HANDING, expired, {"state": MessageState.UNCERTAIN, "reason": f"{DOUBTFUL}avbrott."}),
        (MessageState.UNCERTAIN, opened, {"state": MessageState.SENT, "reason": "Länken har öppnats."}),
    ):
        changed(update(Message).where(Message.state == state, condition).values(**values))
    db.session.commit()


def _stopwatch(now: datetime) -> Callable[[], datetime]:
    """The moment, as it moves on from `now`; a clock that jumps meanwhile does not matter."""
    started = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - started)


def _deliver(
    handful: list[Claimed],
    transport: Transport,
    moment: Callable[[], datetime],
    ended: Counter[MessageState],
    stopping: Callable[[], bool],
    away: int,
) -> int:
    """Hands over the claimed mails; returns for how many in a row the server could not be used.

    Those that are not reached in time, or not at all, wait again: what was true of them may not be so any more.
    """
    begun = moment()
    left = list(handful)
    while left and not stopping() and away < AWAY_IN_A_ROW and moment() - begun < _TRUE_FOR:
        state, server_away = _hand_over(left.pop(0), transport, moment)
        ended[state] += 1
        away = away + 1 if server_away else 0
    if left:
        _let_go(left, moment())
    return away


def _hand_over(
    claimed: Claimed, transport: Transport, moment: Callable[[], datetime]
) -> tuple[MessageState, bool]:
    """Hands over one mail: its state afterwards, and whether the server was away."""
    result = transport.hand_over(claimed.mail, lambda: intend(claimed, moment()))
    if result is None:
        log.warning("mail %d was not sent: its claim was not ours any more, or could not be kept", claimed.id)
        return MessageState.PENDING, True
    return record(claimed, result, moment()), result.server_away


def _let_go(left: list[Claimed], now: datetime) -> None:
    """Lets claimed mails wait again that nothing was done for."""
    for claimed in left:
        changed(
            update(Message)
            .where(
                Message.id == claimed.id,
                Message.claim == claimed.claim,
                Message.state == MessageState.CLAIMED,
            )
            .values(
                state=MessageState.PENDING,
                claim=None,
                lease_until=None,
                next_at=now,
                attempts=Message.attempts - 1,
            )
        )
    db.session.commit()


def _claim(now: datetime, ended: Counter[MessageState]) -> list[Claimed] | None:
    """Takes the mails that have waited longest, a handful in a transaction of its own; None when none waits.

    Those that must not go end here.
    """
    query = (
        select(Message)
        .where(_leaves_at(now))
        .options(
            joinedload(Message.user).joinedload(User.organisation),
            selectinload(Message.items).options(
                joinedload(MessageItem.follow_up), joinedload(MessageItem.plan)
            ),
        )
        .order_by(Message.at_once.desc(), Message.next_at, Message.id)
        .limit(_HANDFUL)
        .with_for_update(skip_locked=True, of=Message)
    )
    messages = db.session.scalars(query.execution_options(populate_existing=True)).all()
    if not messages:
        db.session.rollback()
        return None
    taken = []
    for message, outgoing in zip(messages, prepare(messages, local_date(now)), strict=True):
        if isinstance(outgoing, Unsendable):
            message.state, message.reason = outgoing.state, outgoing.reason
            if outgoing.ask_again and not ask_again(message, now):
                log.warning("mail %d is not written anew: its request is forgotten", message.id)
            log.info("mail %d to %s: %s", message.id, message.to_address, message.state)
            ended[outgoing.state] += 1
        else:
            taken.append(_take(message, outgoing, now))
    db.session.commit()
    # The claims are plain values; what the session still knows would be looked through at every commit.
    db.session.expunge_all()
    return taken


def _take(message: Message, outgoing: Outgoing, now: datetime) -> Claimed:
    message.state = MessageState.CLAIMED
    message.claim = secrets.token_hex(16)
    message.lease_until = now + CLAIM_LEASE
    message.attempts += 1
    message.reason = None
    return Claimed(
        message.id,
        message.user_id,
        message.claim,
        outgoing,
        message.attempts,
        message.trying_since,
        handed_before=message.sha256 is not None,
        redirected=message.redirected_to is not None,
    )


def _leaves_at(now: datetime) -> ColumnElement[bool]:
    """Which mails wait for this moment. One parked far ahead was parked by a wrong clock."""
    day: date | None = sending_day_at(now)
    at_once: ColumnElement[bool] = Message.at_once.is_(True)
    todays = at_once if day is None else or_(at_once, Message.send_on <= day)
    waited = or_(Message.next_at <= now, Message.next_at > now + LONGEST_PAUSE + CLOCKS_DIFFER)
    return and_(Message.state == MessageState.PENDING, todays, waited)
