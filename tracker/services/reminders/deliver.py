"""Sends what waits in the outbox: claim, hand over, record (DESIGN section 6)."""

import logging
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import CursorResult, Update, exists, or_, select, update

from tracker.domain.calendar import local_date
from tracker.domain.reminders import sending_day
from tracker.domain.terms import MessageState
from tracker.models import AnswerLink, Message, MessageItem, db
from tracker.services.reminders.free_days import free_days
from tracker.services.reminders.hand_over import Outgoing, Result, Transport, transport_for
from tracker.services.reminders.prepare_mail import Unsendable, prepare

log = logging.getLogger(__name__)

#: How long a claimed mail may take to the dot, and from the dot to the server's answer.
CLAIM_LEASE = timedelta(minutes=10)
HANDING_LEASE = timedelta(minutes=15)
#: The longest pause between two attempts; also how far ahead another machine's clock can park a mail.
LONGEST_PAUSE = timedelta(hours=1)

_DOUBTFUL = "Det är oklart om mejlet kom fram: "


@dataclass(frozen=True)
class _Claimed:
    """A claimed mail as plain values: no transaction is open while the server is spoken to."""

    id: int
    claim: str
    mail: Outgoing
    attempts: int
    handed_before: bool


def deliver(
    now: datetime,
    *,
    transport: Transport | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> Counter[MessageState]:
    """Sends every mail that waits; returns how many ended in which state.

    Mails leave on working days from 07:00 only. `stopping` is asked between mails: one in hand is finished.
    """
    moment = _stopwatch(now)
    recover(now)
    ended: Counter[MessageState] = Counter()
    day = sending_day(now, free_days(local_date(now).year))
    if day is None:
        return ended
    settings = current_app.config["SETTINGS"]
    transport = transport or transport_for(settings.mail_url, urlsplit(settings.public_url).hostname)
    try:
        while not stopping():
            state, server_away = _deliver_next(transport, moment, day)
            if state is None:
                break
            ended[state] += 1
            if server_away:
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
        (MessageState.HANDING, expired, {"state": MessageState.UNCERTAIN, "reason": f"{_DOUBTFUL}avbrott."}),
        (MessageState.UNCERTAIN, opened, {"state": MessageState.SENT, "reason": "Länken har öppnats."}),
    ):
        statement = update(Message).where(Message.state == state, condition).values(**values)
        _changed(statement.execution_options(synchronize_session=False))
    db.session.commit()


def _stopwatch(now: datetime) -> Callable[[], datetime]:
    """The moment, as it moves on from `now`; a clock that jumps meanwhile does not matter."""
    started = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - started)


def _deliver_next(
    transport: Transport, moment: Callable[[], datetime], day: date
) -> tuple[MessageState | None, bool]:
    """Claims and sends one mail: its state afterwards (None when nothing waits), and whether to stop."""
    claimed = _claim(moment(), day)
    if not isinstance(claimed, _Claimed):
        return claimed, False
    result = transport.hand_over(claimed.mail, lambda: _intend(claimed, moment()))
    if result is None:
        log.warning("mail %d was taken over by another process before it was sent", claimed.id)
        return MessageState.PENDING, False
    _record(claimed, result, moment())
    return result.state, result.server_away


def _claim(now: datetime, day: date) -> _Claimed | MessageState | None:
    """Takes the mail that has waited longest, in a transaction of its own.

    Returns the state of one that must not go, and None when none waits.
    """
    message = db.session.scalars(
        select(Message)
        .where(
            Message.state == MessageState.PENDING,
            Message.send_on <= day,
            or_(Message.next_at <= now, Message.next_at > now + LONGEST_PAUSE),
        )
        .order_by(Message.next_at, Message.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if message is None:
        db.session.rollback()
        return None
    outgoing = prepare(message)
    if isinstance(outgoing, Unsendable):
        message.state, message.reason = outgoing.state, outgoing.reason
        log.info("mail %d to %s: %s", message.id, message.to_address, message.state)
        db.session.commit()
        return outgoing.state
    message.state = MessageState.CLAIMED
    message.claim = secrets.token_hex(16)
    message.lease_until = now + CLAIM_LEASE
    message.attempts += 1
    message.reason = None
    claimed = _Claimed(message.id, message.claim, outgoing, message.attempts, message.sha256 is not None)
    db.session.commit()
    return claimed


def _intend(claimed: _Claimed, now: datetime) -> bool:
    """Records that the dot is about to be sent; False when the claim is no longer ours."""
    statement = (
        update(Message)
        .where(
            Message.id == claimed.id,
            Message.claim == claimed.claim,
            Message.state == MessageState.CLAIMED,
            Message.lease_until > now,
        )
        .values(state=MessageState.HANDING, lease_until=now + HANDING_LEASE, sha256=claimed.mail.digest)
    )
    ours = _changed(statement) == 1
    db.session.commit()
    return ours


def _record(claimed: _Claimed, result: Result, now: datetime) -> None:
    """Writes down what came of it, as long as nobody else has taken the mail over."""
    log.info("mail %d to %s: %s (%s)", claimed.id, claimed.mail.recipient, result.state, result.reply)
    values: dict[str, object] = {"state": result.state, "server_reply": result.reply, "lease_until": None}
    if result.state is MessageState.SENT:
        values["sent_at"] = now
    elif result.state is MessageState.PENDING:
        pause = timedelta(minutes=2 ** min(claimed.attempts - 1, 10))
        values["next_at"] = now + min(pause, LONGEST_PAUSE)
    elif result.state is MessageState.UNCERTAIN:
        values["reason"] = f"{_DOUBTFUL}mejlservern svarade inte."
    else:
        values["reason"] = "Mejlservern tog inte emot mejlet."
    if result.state in (MessageState.PENDING, MessageState.FAILED) and not claimed.handed_before:
        values["sha256"] = None  # certainly never delivered: it may still be written anew
    in_hand = (MessageState.CLAIMED, MessageState.HANDING, MessageState.UNCERTAIN)
    statement = update(Message).where(
        Message.id == claimed.id, Message.claim == claimed.claim, Message.state.in_(in_hand)
    )
    if _changed(statement.values(**values, claim=None)) != 1:
        log.warning("mail %d had been taken over; its outcome was %s", claimed.id, result.state)
    db.session.commit()


def _changed(statement: Update) -> int:
    result = db.session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount
