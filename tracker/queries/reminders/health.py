"""How the service is: database, migration, scheduler and outbox, judged once for /halsa and for `check`."""

from datetime import datetime
from typing import Any

from tracker.domain.terms import MessageState
from tracker.queries.reminders.heartbeat import heartbeat, migration_applied, migration_head
from tracker.queries.reminders.outbox import SILENT_AFTER, STUCK_AFTER, WAITING, counts, refused_since


def health(now: datetime) -> dict[str, Any]:
    """What monitoring is told; `faults` names each part that is not as it should be.

    migration: the tables are not those of this release; scheduler: it has not ticked lately; held: a guard has
    stopped all mail; outbox: mail has been refused for long. Raises DBAPIError when the database does not answer.
    """
    applied, head = migration_applied(), migration_head()
    faults = []
    report: dict[str, Any] = {"database": "ok", "migration": {"applied": applied, "head": head}}
    if applied != head:
        faults.append("migration")
    if applied is not None:
        report["scheduler"], scheduler_faults = _scheduler(now)
        report["outbox"], outbox_faults = _outbox(now)
        faults += scheduler_faults + outbox_faults
    return {"status": "degraded" if faults else "ok", "faults": faults, **report}


def _scheduler(now: datetime) -> tuple[dict[str, Any], list[str]]:
    beat = heartbeat()
    if beat is None:
        return {"last_tick_at": None, "age_seconds": None, "held": False}, ["scheduler"]
    age = now - beat.at
    report = {
        "last_tick_at": beat.at.isoformat(timespec="seconds"),
        "age_seconds": round(age.total_seconds()),
        "held": beat.held is not None,
    }
    faults = ["scheduler"] if age > SILENT_AFTER else []
    return report, faults + (["held"] if beat.held is not None else [])


def _outbox(now: datetime) -> tuple[dict[str, Any], list[str]]:
    number, oldest = counts(), refused_since(now)
    age = now - oldest if oldest else None
    report = {
        "waiting": sum(number.get(state, 0) for state in WAITING),
        "age_seconds": round(age.total_seconds()) if age is not None else None,
        "uncertain": number.get(MessageState.UNCERTAIN, 0),
        "failed": number.get(MessageState.FAILED, 0),
    }
    return report, ["outbox"] if age is not None and age > STUCK_AFTER else []
