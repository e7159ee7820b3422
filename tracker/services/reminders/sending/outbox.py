"""What a person may do with the outbox: send again, mark as sent, let it go on, or pass over what waits."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, update

from tracker.domain.calendar import local_date
from tracker.domain.terms import MessageState
from tracker.models import Heartbeat, Message, db
from tracker.queries.reminders.heartbeat import SCHEDULER
from tracker.queries.reminders.outbox import NEEDS_SOMEONE
from tracker.services.refusal import Refusal
from tracker.services.reminders.due.survey import survey
from tracker.services.reminders.sending.hand_over import Outgoing
from tracker.services.reminders.sending.prepare_mail import prepare
from tracker.services.reminders.sending.record import changed
from tracker.services.reminders.writing.enqueue import note, row_item
from tracker.services.reminders.writing.requests import ask_again


def send_again(message_id: int, *, now: datetime) -> bool:
    """Lets an uncertain mail wait once more; one that certainly never arrived is withdrawn and written anew.

    Returns True when that very mail waits: it goes as the same bytes, because it may have arrived. False when
    the next tick writes a new one in the words of its day, if an answer is still owed. Refused for a mail
    that waits, was sent or was withdrawn.
    """
    never_arrived = update(Message).where(
        Message.id == message_id, Message.state == MessageState.FAILED, Message.sha256.is_(None)
    )
    anew = {
        "state": MessageState.CANCELLED,
        "reason": "Ett nytt mejl skrivs i stället, på en persons begäran.",
    }
    if changed(never_arrived.values(**anew)) == 1:
        message = db.session.get_one(Message, message_id, populate_existing=True)
        if message.at_once and not ask_again(message, now):
            db.session.rollback()
            raise Refusal(
                "Det är för länge sedan mejlet begärdes. Be om nya länkar eller skicka ett nytt prov."
            )
        db.session.commit()
        return False
    values: dict[str, object] = {
        "state": MessageState.PENDING,
        "reason": "Samma mejl skickas igen, på en persons begäran.",
        "next_at": now,
        "claim": None,
        "lease_until": None,
    }
    values |= _its_bytes(message_id, now)
    _settle(message_id, values, "Mejlet kan inte skickas igen: det är varken misslyckat eller oklart.")
    return True


def _its_bytes(message_id: int, now: datetime) -> dict[str, object]:
    """The digest of a mail whose intent was lost with a backup: it may have arrived, and must stay the same."""
    message = db.session.get(Message, message_id, populate_existing=True)
    if message is None or message.sha256 is not None:
        return {}
    prepared = prepare([message], local_date(now))[0]
    return {"sha256": prepared.digest} if isinstance(prepared, Outgoing) else {}


def mark_as_sent(message_id: int, *, now: datetime) -> None:
    """Settles a failed or uncertain mail: a person knows that it arrived, or has told the owner otherwise.

    Refused for a mail that waits, was sent or was withdrawn.
    """
    _settle(
        message_id,
        _sent(now),
        "Mejlet kan inte markeras som skickat: det är varken misslyckat eller oklart.",
    )


def mark_all_as_sent(message_ids: Iterable[int], *, now: datetime) -> int:
    """Settles all of these that are uncertain; returns how many were."""
    settled = changed(
        update(Message)
        .where(Message.id.in_(list(message_ids)), Message.state == MessageState.UNCERTAIN)
        .values(**_sent(now))
    )
    db.session.commit()
    return settled


def _sent(now: datetime) -> dict[str, object]:
    return {
        "state": MessageState.SENT,
        "sent_at": now,
        "claim": None,
        "reason": "Markerat som skickat av en person.",
    }


def release() -> None:
    """Lets mails leave again after they were held; refused when they are not held."""
    _let_go()
    db.session.commit()


def pass_over(now: datetime) -> int:
    """Lets mails leave again, and passes over all that waits or is due now; returns how many mails that were.

    For a database that was restored, or a clock that was wrong: what waits has been sent already, and counts
    as sent. Refused when mails are not held.
    """
    _let_go()
    # Mails are held, so that nobody has these in hand any more.
    changed(
        update(Message).where(_state(MessageState.CLAIMED)).values(state=MessageState.PENDING, claim=None)
    )
    found = survey(local_date(now))
    for planned in found.mails:
        for row in planned.rows:
            db.session.add(row_item(row, now))
        changed(
            update(Message)
            .where(Message.id.in_(planned.replaces), _state(MessageState.PENDING))
            .values(state=MessageState.SUPERSEDED, reason="Överhoppat på en persons begäran.")
        )
    db.session.add_all(note(passed, now) for passed in found.passed_by)
    waited = changed(update(Message).where(_state(MessageState.PENDING)).values(**_sent(now)))
    db.session.commit()
    return len(found.mails) + waited


def _state(state: MessageState) -> ColumnElement[bool]:
    return Message.state == state


def _let_go() -> None:
    statement = update(Heartbeat).where(Heartbeat.name == SCHEDULER, Heartbeat.held.is_not(None))
    if changed(statement.values(held=None)) == 0:
        db.session.rollback()
        raise Refusal("Utskicken är inte stoppade.")


def _settle(message_id: int, values: dict[str, object], refused: str) -> None:
    # Judged in the same statement: two people at once, or a slow process's late answer, settle it once.
    statement = update(Message).where(Message.id == message_id, Message.state.in_(NEEDS_SOMEONE))
    if changed(statement.values(**values)) == 0:
        known = db.session.get(Message, message_id) is not None
        db.session.rollback()
        raise Refusal(refused) if known else Refusal("Det finns inget sådant mejl.", 404)
    db.session.commit()
