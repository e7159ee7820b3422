"""The timetable: APScheduler as an alarm clock that rings every minute; what is due stands in the database."""

import logging
import signal
import threading
from datetime import UTC
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask
from sqlalchemy.exc import DBAPIError

from tracker.clock import utc_now
from tracker.models import db
from tracker.services.reminders.tick import tick

log = logging.getLogger(__name__)


class _Stopped(Exception):
    """A signal asked us to end."""


def run_scheduler(app: Flask) -> None:
    """Ticks every minute, the first time at once, until SIGTERM or SIGINT; the mail in hand is finished."""
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        # A second signal must not interrupt the mail in hand.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        stopping.set()
        raise _Stopped

    scheduler = alarm_clock(app, stopping)
    try:
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        log.info("the scheduler ticks every minute")
        scheduler.start()
    except _Stopped:
        log.info("the scheduler stops")
    finally:
        stopping.set()
        if scheduler.running:
            scheduler.shutdown(wait=True)


def ring(app: Flask, stopping: threading.Event) -> None:
    """One tick. When the database is away that is one line in the log, and the next minute tries again."""
    if stopping.is_set():
        return
    with app.app_context():
        try:
            done = tick(utc_now(), stopping=stopping.is_set)
        except DBAPIError as error:
            log.error("the database does not answer; trying again in a minute: %s", _first_line(error))
            db.engine.dispose()  # what is left in the pool is dead too
            return
    if done.held:
        log.warning("mails are held until `outbox release`: %s", done.held)


def alarm_clock(app: Flask, stopping: threading.Event) -> BlockingScheduler:
    """A scheduler, not yet started, that rings now and then every minute."""
    scheduler = BlockingScheduler(
        timezone=UTC,
        jobstores={"default": MemoryJobStore()},
        executors={"default": ThreadPoolExecutor(1)},
        # Late is never too late, and one ring makes up for many.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    scheduler.add_job(ring, "interval", minutes=1, next_run_time=utc_now(), args=[app, stopping], id="tick")
    return scheduler


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().split("\n", 1)[0]
