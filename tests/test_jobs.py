"""The alarm clock: one job that may run late, never twice at once, and survives a database that is away."""

import threading
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import make_app, make_settings
from tests.postgresql import free_port
from tracker import jobs
from tracker.queries.reminders.heartbeat import heartbeat


def test_a_ring_is_a_tick(app: Flask) -> None:
    jobs.ring(app, threading.Event())
    with app.app_context():
        assert heartbeat() is not None


def test_after_the_signal_nothing_is_begun(app: Flask) -> None:
    stopping = threading.Event()
    stopping.set()
    jobs.ring(app, stopping)
    with app.app_context():
        assert heartbeat() is None


def test_a_database_that_is_away_is_one_line_and_the_next_minute_tries_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app(make_settings(f"postgresql://x@127.0.0.1:{free_port()}/x", tmp_path))
    for _ in range(2):
        jobs.ring(app, threading.Event())
    assert len(caplog.messages) == 2
    for line in caplog.messages:
        assert line.startswith("the database does not answer; trying again in a minute: ")
        assert "\n" not in line


def test_a_database_that_is_not_migrated_is_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app(make_settings(f"sqlite:///{tmp_path}/empty.db", tmp_path))
    jobs.ring(app, threading.Event())
    assert [line.count("\n") for line in caplog.messages] == [0]
    assert "no such table" in caplog.text


def test_held_mail_is_said_every_minute(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    from tracker.clock import utc_now
    from tracker.models import Heartbeat, db

    with app.app_context():
        db.session.add(Heartbeat(name="scheduler", at=utc_now(), held="Klockan har gått bakåt."))
        db.session.commit()
    jobs.ring(app, threading.Event())
    assert "mails are held until `outbox release`: Klockan har gått bakåt." in caplog.messages


def test_the_alarm_clock_rings_at_once_and_every_minute_never_twice_at_once_nor_too_late(app: Flask) -> None:
    scheduler = jobs.alarm_clock(app, threading.Event())
    seen = []

    def look_and_stop() -> None:
        seen.append(scheduler.get_job("tick"))
        scheduler.shutdown(wait=True)

    stop = threading.Timer(1, look_and_stop)
    stop.start()
    scheduler.start()
    stop.join()
    (job,) = seen
    assert job.trigger.interval.total_seconds() == 60
    assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
    with app.app_context():
        assert heartbeat() is not None
