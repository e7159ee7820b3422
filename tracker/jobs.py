"""The timetable: APScheduler as an alarm clock that rings every minute; what is due stands in the database."""

import logging
import signal
import threading
from datetime import UTC, timedelta
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from tracker.clock import utc_now
from tracker.models import db
from tracker.queries.jobs import left_waiting
from tracker.services.jobs.queue import DEAD_AFTER
from tracker.services.jobs.worker import start_worker
from tracker.services.kolada.refresh import refresh_due
from tracker.services.reminders.tick import tick

log = logging.getLogger(__name__)


#: So long a job is left to the worker that its page started.
_OWN_WORKER_COMES = timedelta(seconds=5)
_TICK, _EVERY = "tick", timedelta(minutes=1)
#: Whoever has just closed a follow-up wants its PDF soon.
_WATCH, _OFTEN = "jobs", timedelta(seconds=10)
#: Kolada is asked by a thread of its own: no mail waits for its answer.
_KOLADA = "kolada"


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
    threading.Thread(target=_mind_the_clock, args=[scheduler, stopping], daemon=True).start()
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
            _forget_connections(error)
            log.error("the database does not answer; trying again in a minute: %s", _first_line(error))
            return
    if done.held:
        log.warning("mails are held until `outbox release`: %s", done.held)


def watch(app: Flask, stopping: threading.Event) -> None:
    """Starts a worker for jobs that nobody does: a frozen report's PDF, and what a page's own worker has left."""
    if stopping.is_set():
        return
    now = utc_now()
    with app.app_context():
        try:
            left = left_waiting(now - _OWN_WORKER_COMES, now - DEAD_AFTER)
        except DBAPIError as error:
            _forget_connections(error)  # the tick tells of it
            return
    if left:
        # A process of its own: no mail waits for a PDF. The child is looked after when the next one starts.
        start_worker(app.config["SETTINGS"])


def ask_kolada(app: Flask, stopping: threading.Event) -> None:
    """Asks Kolada for what is due tonight. Whatever goes wrong with it, mails and jobs go on."""
    if stopping.is_set():
        return
    with app.app_context():
        try:
            asked = refresh_due(utc_now(), stopping=stopping.is_set, sleep=stopping.wait)
        except DBAPIError as error:
            _forget_connections(error)  # the tick tells of it
            return
    if asked:
        log.info("Kolada was asked for %s key figures", asked)


def _forget_connections(error: DBAPIError) -> None:
    """Lets go of a database that is away; any other error is raised again."""
    if not (isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated):
        raise error
    db.session.remove()
    db.engine.dispose()  # what is left in the pool is dead too


def alarm_clock(app: Flask, stopping: threading.Event) -> BlockingScheduler:
    """A scheduler, not yet started, that rings now and then every minute, and looks for jobs more often."""
    scheduler = BlockingScheduler(
        timezone=UTC,
        jobstores={"default": MemoryJobStore()},
        executors={"default": ThreadPoolExecutor(1), _KOLADA: ThreadPoolExecutor(1)},
        # Late is never too late, and one ring makes up for many.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for work, every, name, executor in (
        (ring, _EVERY, _TICK, "default"),
        (watch, _OFTEN, _WATCH, "default"),
        (ask_kolada, _EVERY, _KOLADA, _KOLADA),
    ):
        scheduler.add_job(
            work,
            "interval",
            seconds=every.total_seconds(),
            next_run_time=utc_now(),
            args=[app, stopping],
            id=name,
            executor=executor,
        )
    return scheduler


def set_right(scheduler: BlockingScheduler) -> None:
    """Lets the clock ring now when its next ring has come to lie far off: somebody has set the time back."""
    late = [job for job in scheduler.get_jobs() if job.next_run_time - utc_now() > 2 * _EVERY]
    if late:
        log.warning("the clock has been set back; the scheduler goes on")
    for job in late:
        job.modify(next_run_time=utc_now())


def _mind_the_clock(scheduler: BlockingScheduler, stopping: threading.Event) -> None:
    # The wait goes by a clock that nobody can set.
    while not stopping.wait(_EVERY.total_seconds()):
        set_right(scheduler)


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().split("\n", 1)[0]
