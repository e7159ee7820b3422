"""What happens every minute: write what is due, send what waits, say that we are alive (DESIGN section 6)."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from tracker.domain.calendar import local_date, local_time
from tracker.domain.reminders.trying import CLOCKS_DIFFER
from tracker.domain.swedish.words import long_date
from tracker.domain.terms import MessageState
from tracker.models import Heartbeat, db
from tracker.queries.reminders.heartbeat import SCHEDULER, heartbeat
from tracker.queries.reminders.outbox import SILENT_AFTER, anything_waits
from tracker.services.reminders.due.survey import look, sending_day_at, unreachable_rows
from tracker.services.reminders.sending import mark
from tracker.services.reminders.sending.deliver import deliver
from tracker.services.reminders.writing.enqueue import enqueue
from tracker.services.reminders.writing.requests import answer_requests, forget_requests

log = logging.getLogger(__name__)

#: After a longer silence a person decides whether what is due now should still be sent.
SILENCE_TOLERATED = timedelta(days=7)
#: Without the count beside the database, a silence longer than a restart may mean a backup on a new machine:
#: other machines on the same database beat every minute.
UNCOUNTED_SILENCE_TOLERATED = SILENT_AFTER
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Ticked:
    """What a tick did: mails written, mails by the state they ended in, or why nothing is sent."""

    written: int = 0
    ended: Counter[MessageState] = field(default_factory=Counter)
    held: str | None = None


def tick(now: datetime, *, stopping: Callable[[], bool] = lambda: False) -> Ticked:
    """One minute's work; may run any number of times in any number of processes.

    Holds all mail until a person says go when the clock has jumped back since the last tick, when there was
    none for a week and something is due, and when the database was restored from a backup or may have been.
    The very first tick is no jump.
    """
    last = heartbeat()
    first_today = last is None or sending_day_at(last.at) != sending_day_at(now)
    already = last.held if last else None
    jumped = None if already else _jump(last.at if last else None, now)
    db.session.rollback()
    restored = mark.restored_from_backup()
    if held := restored or already or jumped:
        _beat(now, held if held != already else None)
        return Ticked(held=held)
    mark.follow()
    db.session.rollback()
    if first_today:
        forget_requests(now)
    # Thousands of mails take longer than a silence that is told of: it beats between them, too.
    done = work(now, stopping=stopping, alive=_go_on, tell_unreachable=first_today)
    _beat(now, None)
    return done


def work(
    now: datetime,
    *,
    stopping: Callable[[], bool] = lambda: False,
    alive: Callable[[datetime], None] = lambda _moment: None,
    tell_unreachable: bool = True,
) -> Ticked:
    """The tick without heartbeat and guard: writes what is due and sends what waits.

    `tell_unreachable` puts the activities that nobody can be asked about in the log.
    """
    if tell_unreachable and sending_day_at(now) is not None:
        for row in unreachable_rows():
            log.warning(
                "nobody can be reminded of %s: it has neither owner nor deputy with a working address", row
            )
    written = answer_requests(now) + enqueue(now)
    return Ticked(written, deliver(now, stopping=stopping, alive=alive))


def _jump(last: datetime | None, now: datetime) -> str | None:
    """Why nothing may be sent after this jump of the clock, in Swedish for the outbox page, or None."""
    if last is None:
        return None
    if now < last - CLOCKS_DIFFER:
        return f"Klockan har gått bakåt: den var {_spoken(last)} och är nu {_spoken(now)}."
    still = f"Utskicken har stått stilla sedan {_spoken(last)}"
    # Also when nothing is due now: this silence is over with the next heartbeat, what was sent is not known then.
    if now - last > UNCOUNTED_SILENCE_TOLERATED and mark.is_missing():
        return f"{still}, och räkningen av de mejl som har gått saknas. Databasen kan vara en säkerhetskopia."
    if now - last > SILENCE_TOLERATED and _something_is_due(now):
        return f"{still}, och det finns mejl som borde ha skickats."
    return None


def _something_is_due(now: datetime) -> bool:
    day = local_date(now)
    return anything_waits(day) or bool(look(day).mails)


def _spoken(moment: datetime) -> str:
    local = local_time(moment)
    return f"{long_date(local.date())} kl. {local:%H.%M}"


def _go_on(moment: datetime) -> None:
    """Beats in the middle of a tick that takes longer than a minute."""
    last = heartbeat()
    if last is not None and moment - last.at >= _MINUTE:
        _beat(moment, None)
    else:
        db.session.rollback()


def _beat(now: datetime, held: str | None) -> None:
    """Writes the heartbeat, and a new hold. An old one is left to the person who releases it."""
    last = heartbeat()
    if last is None:
        db.session.add(Heartbeat(name=SCHEDULER, at=now, held=held))
    else:
        # Another machine may have ticked while this one was sending; a clock that was set back is believed.
        last.at = now if held or last.held else max(last.at, now)
        last.held = held or last.held
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()  # another process made the row at the same moment
