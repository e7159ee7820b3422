"""How the service is, for monitoring: database, migration, scheduler, outbox."""

import logging

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from tracker.clock import utc_now
from tracker.models import db
from tracker.queries.reminders.health import health
from tracker.web.frame.access import anyone

blueprint = Blueprint("health", __name__)
log = logging.getLogger(__name__)


@blueprint.get("/halsa")
@anyone
def show() -> Response:
    """JSON for monitoring: 200 with status ok or degraded, 503 when the database does not answer."""
    try:
        report = health(utc_now())
    except (DBAPIError, PoolTimeoutError) as error:
        db.session.rollback()
        log.error("the database does not answer: %s", error)
        report = {"status": "down", "database": "does not answer"}
    report["release"] = current_app.config["SETTINGS"].release
    response = jsonify(report)
    response.status_code = 503 if report["status"] == "down" else 200
    response.headers["Cache-Control"] = "no-store"
    return response
