"""The alarm clock: one job that may run late, never twice at once, and survives a database that is away."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests import reminding
from tests.conftest import dispose, make_app, make_settings
from tests.kolada_server import KoladaServer, asking
from tests.mail_server import MailServer
from tests.postgresql import Server, free_port
from tests.reminding import ASKED, OPENING, address, outbox
from tracker import jobs
from tracker.clock import utc_now
from tracker.domain.terms import JobKind, JobState, MessageState
from tracker.models import Heartbeat, Job, KoladaSource, db
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


def test_a_database_that_stops_and_comes_back_loses_and_doubles_nothing(
    postgresql: Server,
    postgresql_url: str,
    tmp_path: Path,
    smtp: MailServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = make_app(make_settings(postgresql_url, tmp_path, MAIL_URL=smtp.url))
    with time_machine.travel(OPENING, tick=False) as clock:
        jobs.ring(app, threading.Event())
        with app.app_context():
            reminding.open_follow_up()
        with postgresql.away():
            for _ in range(3):
                clock.shift(timedelta(minutes=1))
                jobs.ring(app, threading.Event())
        assert sum("the database does not answer" in line for line in caplog.messages) == 3
        assert smtp.deliveries == []
        for _ in range(2):
            clock.shift(timedelta(minutes=1))
            jobs.ring(app, threading.Event())
    assert sorted(smtp.recipients()) == sorted(address(role) for role in ASKED)
    dispose(app)


def test_a_database_that_stops_while_mails_leave_loses_nothing_and_doubles_nothing_in_silence(
    postgresql: Server, postgresql_url: str, tmp_path: Path, smtp: MailServer
) -> None:
    app = make_app(make_settings(postgresql_url, tmp_path, MAIL_URL=smtp.url))
    with time_machine.travel(OPENING, tick=False) as clock:
        with app.app_context():
            reminding.open_follow_up()
        smtp.before_accepting[2] = postgresql.stop
        jobs.ring(app, threading.Event())
        assert 0 < len(smtp.deliveries) < len(ASKED)
        postgresql.start()
        for _ in range(40):
            clock.shift(timedelta(minutes=1))
            jobs.ring(app, threading.Event())
        with app.app_context():
            state_of = {mail.to_address: mail.state for mail in outbox()}
    in_hand = smtp.recipients()[2]
    # The coordinator is told of the one that was in hand when it stopped.
    everybody = {address(role) for role in ASKED} | {address("controller")}
    assert sorted(smtp.recipients()) == sorted(everybody)
    assert state_of == {
        to: MessageState.UNCERTAIN if to == in_hand else MessageState.SENT for to in everybody
    }
    dispose(app)


def test_a_pdf_that_nobody_makes_is_begun_soon(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[object] = []
    monkeypatch.setattr(jobs, "start_worker", begun.append)
    with app.app_context():
        db.session.add(
            Job(
                kind=JobKind.PDF,
                key="pdf/version/1",
                parameters={},
                state=JobState.WAITING,
                created_at=utc_now(),
            )
        )
        db.session.commit()
    jobs.watch(app, threading.Event())
    assert begun == [], "the worker that a page started comes first"
    with time_machine.travel(utc_now() + timedelta(seconds=6), tick=False):
        jobs.watch(app, threading.Event())
        stopping = threading.Event()
        stopping.set()
        jobs.watch(app, stopping)
    assert begun == [app.config["SETTINGS"]]


def test_watching_a_database_that_is_away_says_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app(make_settings(f"postgresql://x@127.0.0.1:{free_port()}/x", tmp_path))
    jobs.watch(app, threading.Event())
    assert caplog.messages == []


def test_a_clock_that_is_set_back_rings_on(app: Flask) -> None:
    scheduler = jobs.alarm_clock(app, threading.Event())
    with time_machine.travel(utc_now() - timedelta(hours=3), tick=False):
        jobs.set_right(scheduler)
        assert {job.id for job in scheduler.get_jobs()} == {"tick", "jobs", "kolada"}
        assert {job.next_run_time for job in scheduler.get_jobs()} == {utc_now()}


def test_a_database_that_is_not_migrated_is_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app(make_settings(f"sqlite:///{tmp_path}/empty.db", tmp_path))
    jobs.ring(app, threading.Event())
    assert [line.count("\n") for line in caplog.messages] == [0]
    assert "no such table" in caplog.text


def test_held_mail_is_said_every_minute(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
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


def test_kolada_is_asked_at_night_and_its_faults_stop_no_mail(
    app: Flask, kolada: KoladaServer, caplog: pytest.LogCaptureFixture
) -> None:
    asking(app, kolada)
    arguments = ["import", "kolada", "U40806", "--municipality", "0380"]
    with time_machine.travel("2026-11-26T12:00:00Z", tick=False):
        assert app.test_cli_runner().invoke(args=arguments).exit_code == 0
    kolada.fail("status 404")
    with time_machine.travel("2026-11-27T03:00:00Z", tick=False):
        stopping = threading.Event()
        jobs.ask_kolada(app, stopping)
        jobs.ask_kolada(app, stopping)
        jobs.ring(app, stopping)
    assert caplog.text.count("refused 404") == 1
    with app.app_context():
        assert heartbeat() is not None
        source = db.session.scalars(select(KoladaSource)).one()
        assert "svar 404" in source.fault
    stopping.set()
    jobs.ask_kolada(app, stopping)


def test_kolada_is_not_asked_while_the_database_is_away(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app(make_settings(f"postgresql://x@127.0.0.1:{free_port()}/x", tmp_path))
    with time_machine.travel("2026-11-27T03:00:00Z", tick=False):
        jobs.ask_kolada(app, threading.Event())
    assert caplog.messages == []
