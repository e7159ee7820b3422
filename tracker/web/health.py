"""How the service is, for monitoring: database, migration, scheduler, outbox."""

import logging
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from tracker.clock import utc_now
from tracker.domain.terms import MessageState
from tracker.models import db
from tracker.queries.reminders.heartbeat import heartbeat, migration_applied, migration_head
from tracker.queries.reminders.outbox import SILENT_AFTER, STUCK_AFTER, WAITING, counts, refused_since
from tracker.web.frame.access import anyone

blueprint = Blueprint("health", __name__)
log = logging.getLogger(__name__)


@blueprint.get("/halsa")
@anyone
def show() -> Response:
    """JSON for monitoring: 200 with status ok or degraded, 503 when the database does not answer."""
    now = utc_now()
    try:
        report = _report(now)
    except (DBAPIError, PoolTimeoutError) as error:
        db.session.rollback()
        log.error("the database does not answer: %s", error)
        report = {"status": "down", "database": "does not answer"}
    report["release"] = current_app.config["SETTINGS"].release
    response = jsonify(report)
    response.status_code = 503 if report["status"] == "down" else 200
    response.headers["Cache-Control"] = "no-store"
    return response


def _report(now: datetime) -> dict[str, Any]:
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
