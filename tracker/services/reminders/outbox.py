"""What a person may do with the outbox: send again, mark as sent, let it go on after a jump of the clock."""

from datetime import datetime

from sqlalchemy import CursorResult, Update, update

from tracker.domain.terms import MessageState
from tracker.models import Heartbeat, Message, db
from tracker.queries.reminders.heartbeat import SCHEDULER
from tracker.queries.reminders.outbox import NEEDS_SOMEONE
from tracker.services.refusal import Refusal


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
    if _changed(never_arrived.values(**anew)) == 1:
        db.session.commit()
        return False
    values = {"state": MessageState.PENDING, "next_at": now, "claim": None, "lease_until": None}
    _settle(message_id, values, "Mejlet kan inte skickas igen: det är varken misslyckat eller oklart.")
    return True


def mark_as_sent(message_id: int, *, now: datetime) -> None:
    """Settles a failed or uncertain mail: a person knows that it arrived, or has told the owner otherwise.

    Refused for a mail that waits, was sent or was withdrawn.
    """
    values = {
        "state": MessageState.SENT,
        "sent_at": now,
        "claim": None,
        "reason": "Markerat som skickat av en person.",
    }
    _settle(
        message_id, values, "Mejlet kan inte markeras som skickat: det är varken misslyckat eller oklart."
    )


def release() -> None:
    """Lets mails leave again after they were held; refused when they are not held."""
    statement = update(Heartbeat).where(Heartbeat.name == SCHEDULER, Heartbeat.held.is_not(None))
    if _changed(statement.values(held=None)) == 0:
        db.session.rollback()
        raise Refusal("Utskicken är inte stoppade.")
    db.session.commit()


def _settle(message_id: int, values: dict[str, object], refused: str) -> None:
    # Judged in the same statement: two people at once, or a slow process's late answer, settle it once.
    statement = update(Message).where(Message.id == message_id, Message.state.in_(NEEDS_SOMEONE))
    if _changed(statement.values(**values)) == 0:
        known = db.session.get(Message, message_id) is not None
        db.session.rollback()
        raise Refusal(refused) if known else Refusal("Det finns inget sådant mejl.", 404)
    db.session.commit()


def _changed(statement: Update) -> int:
    result = db.session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount
