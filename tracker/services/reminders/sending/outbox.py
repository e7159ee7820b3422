"""What a person may do with the outbox: send again, mark as sent, let it go on, or pass over what waits."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, select, true, update

from tracker.domain.calendar import local_date, local_time
from tracker.domain.swedish.words import capitalised, day_and_month
from tracker.domain.terms import MessageState
from tracker.models import Heartbeat, Message, User, db
from tracker.queries.reminders.heartbeat import SCHEDULER, heartbeat
from tracker.queries.reminders.outbox import NEEDS_SOMEONE, WAITING
from tracker.services.refusal import Refusal
from tracker.services.reminders.due.survey import Survey, survey
from tracker.services.reminders.sending.hand_over import Outgoing
from tracker.services.reminders.sending.prepare_mail import prepare
from tracker.services.reminders.sending.record import changed
from tracker.services.reminders.writing.enqueue import note, row_item
from tracker.services.reminders.writing.requests import ask_again

_SETTLED = "Mejlet är redan hanterat: det väntar, är skickat eller har avbrutits."


class OthersWait(Refusal):
    """Mail of another municipality would leave too: that is for the one who runs the server to decide."""

    def __init__(self) -> None:
        super().__init__(
            "Mejlen är inte släppta, för även en annan kommun har mejl som väntar. "
            "Den som sköter servern släpper dem med kommandot outbox release."
        )


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
        # What was tried in vain before says nothing of the mail server from now on.
        "trying_since": now,
        "claim": None,
        "lease_until": None,
    }
    values |= _its_bytes(message_id, now)
    _settle(message_id, values)
    return True


def _its_bytes(message_id: int, now: datetime) -> dict[str, object]:
    """The digest of a mail whose intent was lost with a backup: it may have arrived, and must stay the same."""
    message = db.session.get(Message, message_id, populate_existing=True)
    if message is None or message.sha256 is not None:
        return {}
    prepared = prepare([message], local_date(now))[0]
    return {"sha256": prepared.digest} if isinstance(prepared, Outgoing) else {}


def mark_as_sent(message_id: int, *, by_title: str | None, now: datetime) -> None:
    """Settles a failed or uncertain mail: a person knows that it arrived, or has told the owner otherwise.

    Without a title it was somebody at the command line. Refused for a mail that waits, was sent or was withdrawn.
    """
    _settle(message_id, _sent(_marked(by_title, now), now))


def mark_all_as_sent(message_ids: Iterable[int], *, by_title: str | None, now: datetime) -> int:
    """Settles all of these that are uncertain; returns how many were."""
    settled = changed(
        update(Message)
        .where(Message.id.in_(list(message_ids)), Message.state == MessageState.UNCERTAIN)
        .values(**_sent(_marked(by_title, now), now))
    )
    db.session.commit()
    return settled


def _marked(by_title: str | None, now: datetime) -> str:
    did = f"{capitalised(by_title)} markerade mejlet som framme" if by_title else None
    return f"{did or 'Mejlet markerades som framme vid kommandoraden'} {_spoken(now)}."


def _passed(by_title: str | None, now: datetime) -> str:
    did = f"{capitalised(by_title)} hoppade över mejlet" if by_title else None
    return f"{did or 'Mejlet hoppades över vid kommandoraden'} {_spoken(now)}."


def _spoken(now: datetime) -> str:
    local = local_time(now)
    return f"{day_and_month(local.date())} kl. {local:%H.%M}"


def _sent(reason: str, now: datetime) -> dict[str, object]:
    return {"state": MessageState.SENT, "sent_at": now, "claim": None, "reason": reason}


def release() -> None:
    """Lets mails leave again after they were held; refused when they are not held."""
    _let_go()
    db.session.commit()


def release_for(organisation_id: int, *, now: datetime) -> None:
    """The same for an administrator of one municipality, as long as no mail of another leaves with it.

    Raises OthersWait when one would.
    """
    _let_go()
    if _others_wait(survey(local_date(now)), organisation_id):
        db.session.rollback()
        raise OthersWait
    db.session.commit()


def pass_over(now: datetime) -> int:
    """Lets mails leave again, and passes over all that waits or is due now; returns how many mails that were.

    For a database that was restored, or a clock that was wrong: what waits has been sent already, and counts
    as sent. Refused when mails are not held.
    """
    _let_go()
    _take_back(true())
    passed = _pass_over(survey(local_date(now)), true(), None, now)
    db.session.commit()
    return passed


def pass_over_for(organisation_id: int, *, by_title: str, now: datetime) -> tuple[int, bool]:
    """The same for the people of one municipality: how many mails, and whether mails leave again.

    They are still held when others wait for mail: whether theirs has been sent is not for this one to say.
    """
    beat = heartbeat()
    if beat is None or beat.held is None:
        raise _not_held()
    people = Message.user_id.in_(select(User.id).where(User.organisation_id == organisation_id))
    _take_back(people)
    found = survey(local_date(now))
    own = Survey(
        [planned for planned in found.mails if planned.user.organisation_id == organisation_id],
        [passed for passed in found.passed_by if passed.matter.user.organisation_id == organisation_id],
    )
    passed = _pass_over(own, people, by_title, now)
    held = _others_wait(found, organisation_id)
    if not held:
        _let_go()
    db.session.commit()
    return passed, not held


def _take_back(whose: ColumnElement[bool]) -> None:
    """Lets claimed mails wait again: mails are held, so that nobody has them in hand any more."""
    pending = {"state": MessageState.PENDING, "claim": None}
    changed(update(Message).where(_state(MessageState.CLAIMED), whose).values(**pending))


def _pass_over(found: Survey, whose: ColumnElement[bool], by_title: str | None, now: datetime) -> int:
    """Passes over what was found and what waits of these mails."""
    for planned in found.mails:
        for row in planned.rows:
            db.session.add(row_item(row, now))
        changed(
            update(Message)
            .where(Message.id.in_(planned.replaces), _state(MessageState.PENDING))
            .values(state=MessageState.SUPERSEDED, reason=_passed(by_title, now))
        )
    db.session.add_all(note(passed, now) for passed in found.passed_by)
    sent = _sent(_passed(by_title, now), now)
    waited = changed(update(Message).where(_state(MessageState.PENDING), whose).values(**sent))
    return len(found.mails) + waited


def _others_wait(found: Survey, organisation_id: int) -> bool:
    """Whether a mail to somebody of another municipality waits, or is due."""
    if any(planned.user.organisation_id != organisation_id for planned in found.mails):
        return True
    others = select(User.id).where(User.organisation_id != organisation_id)
    waiting = select(Message.id).where(Message.state.in_(WAITING), Message.user_id.in_(others)).limit(1)
    return db.session.scalar(waiting) is not None


def _state(state: MessageState) -> ColumnElement[bool]:
    return Message.state == state


def _let_go() -> None:
    statement = update(Heartbeat).where(Heartbeat.name == SCHEDULER, Heartbeat.held.is_not(None))
    if changed(statement.values(held=None)) == 0:
        db.session.rollback()
        raise _not_held()


def _not_held() -> Refusal:
    return Refusal("Utskicken är inte stoppade.")


def _settle(message_id: int, values: dict[str, object]) -> None:
    # Judged in the same statement: two people at once, or a slow process's late answer, settle it once.
    statement = update(Message).where(Message.id == message_id, Message.state.in_(NEEDS_SOMEONE))
    if changed(statement.values(**values)) == 0:
        known = db.session.get(Message, message_id) is not None
        db.session.rollback()
        raise Refusal(_SETTLED) if known else Refusal("Det finns inget sådant mejl.", 404)
    db.session.commit()
