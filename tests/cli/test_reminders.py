"""`tick`, `remind`, `outbox` and `scheduler`: what they print, and how they end."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner

from tests import reminding
from tests.conftest import make_app, make_settings
from tests.reminding import ASKED, OPENING, address, outbox, states
from tracker.clock import utc_now
from tracker.domain.terms import MessageState
from tracker.models import Heartbeat, db
from tracker.queries.reminders.heartbeat import SCHEDULER, heartbeat
from tracker.services.reminders.tick import work
from tracker.services.reminders.writing.enqueue import enqueue

ROOT = Path(__file__).parents[2]


@pytest.fixture
def follow_up(app: Flask) -> int:
    """An open follow-up."""
    with app.app_context():
        return reminding.open_follow_up()


def refused(result: Result) -> str:
    """The one line on stderr of a command that said no."""
    assert result.exit_code != 0
    assert result.stdout == ""
    line: str = result.stderr
    assert line.count("\n") == 1
    return line


def test_a_dry_run_prints_a_line_per_mail_and_writes_nothing(
    runner: FlaskCliRunner, app: Flask, follow_up: int, tmp_path: Path
) -> None:
    result = runner.invoke(args=["remind", "--dry-run", "--date", "2022-09-02"])
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert len(lines) == len(ASKED)
    assert f"2022-09-02  WEEK_BEFORE  {address('rektor.vuxenutbildningen')}  26-punktsplan 1a, 1b, 8" in lines
    with app.app_context():
        assert outbox() == []
    assert not (tmp_path / "mail").exists()


@pytest.mark.parametrize(
    ("day", "why"),
    [("2022-09-03", "not a working day"), ("2022-08-26", "nothing new is due")],
)
def test_a_dry_run_says_why_nothing_is_sent(
    runner: FlaskCliRunner, follow_up: int, day: str, why: str
) -> None:
    result = runner.invoke(args=["remind", "--dry-run", "--date", day])
    assert (result.exit_code, result.stdout) == (0, "")
    assert why in result.stderr


def test_a_dry_run_is_about_today_unless_told_otherwise(runner: FlaskCliRunner) -> None:
    assert runner.invoke(args=["remind", "--dry-run"]).exit_code == 0


def test_only_tick_sends(runner: FlaskCliRunner, follow_up: int) -> None:
    assert "only `tick` sends" in refused(runner.invoke(args=["remind"]))


@pytest.mark.parametrize("day", ["2022-13-01", "i morgon", "2022-02-30", ""])
def test_a_bad_date_is_named(runner: FlaskCliRunner, day: str) -> None:
    result = runner.invoke(args=["remind", "--dry-run", "--date", day])
    if day:
        assert repr(day) in refused(result)
    else:
        assert result.exit_code == 0


def test_tick_at_another_moment_sends_what_is_due_then(
    runner: FlaskCliRunner, app: Flask, follow_up: int, tmp_path: Path
) -> None:
    moments = ["2022-08-29T06:59", "2022-08-29", "2022-08-29T07:01", "2022-09-02T07:00:00+02:00"]
    told = [runner.invoke(args=["tick", "--now", moment]).stdout for moment in moments]
    assert told == ["0 written\n", "6 written, 6 sent\n", "0 written\n", "6 written, 6 sent\n"]
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 12
    with app.app_context():
        assert heartbeat() is None


def test_another_moment_is_refused_when_real_mail_would_leave(sqlite_url: str, tmp_path: Path) -> None:
    app = make_app(make_settings(sqlite_url, tmp_path, MAIL_URL="smtp://mail.example.org"))
    result = app.test_cli_runner().invoke(args=["tick", "--now", "2022-08-29"])
    assert "--now works only" in refused(result)


def test_a_bad_moment_is_named(runner: FlaskCliRunner) -> None:
    assert "'strax'" in refused(runner.invoke(args=["tick", "--now", "strax"]))


def test_a_plain_tick_is_a_heartbeat(runner: FlaskCliRunner, app: Flask) -> None:
    assert runner.invoke(args=["tick"]).exit_code == 0
    with app.app_context():
        assert heartbeat() is not None


def test_held_mail_is_told_and_released(runner: FlaskCliRunner, app: Flask) -> None:
    with app.app_context():
        db.session.add(Heartbeat(name=SCHEDULER, at=utc_now(), held="Klockan har gått bakåt."))
        db.session.commit()
    assert "Klockan har gått bakåt." in refused(runner.invoke(args=["tick"]))
    assert runner.invoke(args=["outbox", "release"]).exit_code == 0
    assert runner.invoke(args=["tick"]).exit_code == 0
    assert "inte stoppade" in refused(runner.invoke(args=["outbox", "release"]))


def test_what_is_due_can_be_passed_over(runner: FlaskCliRunner, app: Flask, follow_up: int) -> None:
    with app.app_context():
        db.session.add(Heartbeat(name=SCHEDULER, at=utc_now(), held="Databasen har återställts."))
        db.session.commit()
    passed = runner.invoke(args=["outbox", "release", "--pass-over"])
    assert passed.exit_code == 0
    assert re.match(r"\d+ mails are passed over; the next steps go on their days\.", passed.stdout)
    assert "inte stoppade" in refused(runner.invoke(args=["outbox", "release", "--pass-over"]))


def test_mails_are_paused_and_leave_again(runner: FlaskCliRunner, app: Flask, follow_up: int) -> None:
    def sent() -> int:
        with app.app_context():
            work(OPENING)
            return len(states())

    for plan in (["26-punktsplan"], []):
        said = runner.invoke(args=["outbox", "pause", *plan]).stdout
        assert said == f"Mails about {plan[0] if plan else 'all plans'} are paused.\n"
        assert sent() == 0
        assert "Mails about" in runner.invoke(args=["outbox", "resume", *plan]).stdout
    assert sent() == len(ASKED)


@pytest.mark.parametrize("command", ["pause", "resume"])
def test_a_plan_that_is_not_there_is_named(runner: FlaskCliRunner, command: str) -> None:
    assert "there is no plan 'kungen'" in refused(runner.invoke(args=["outbox", command, "kungen"]))


def test_the_outbox_is_listed_and_settled(runner: FlaskCliRunner, app: Flask, follow_up: int) -> None:
    with app.app_context():
        enqueue(OPENING)
        for message, state in zip(outbox(), MessageState, strict=False):
            message.state = state
        db.session.commit()
        number = {message.state: str(message.id) for message in outbox()}
    listed = runner.invoke(args=["outbox", "list"]).stdout.splitlines()
    assert [line.split("  ")[1] for line in listed] == [
        "PENDING", "CLAIMED", "HANDING", "FAILED", "UNCERTAIN",
    ]  # fmt: skip
    assert len(runner.invoke(args=["outbox", "list", "--all"]).stdout.splitlines()) == len(ASKED)
    assert runner.invoke(args=["outbox", "retry", number[MessageState.FAILED]]).exit_code == 0
    assert runner.invoke(args=["outbox", "resolve", number[MessageState.UNCERTAIN]]).exit_code == 0
    with app.app_context():
        # The failed one certainly never arrived: it is written anew.
        assert states()[4:] == [MessageState.CANCELLED, MessageState.SENT]
    for command in ("retry", "resolve"):
        assert "varken misslyckat eller oklart" in refused(
            runner.invoke(args=["outbox", command, number[MessageState.SENT]])
        )
        assert "inget sådant mejl" in refused(runner.invoke(args=["outbox", command, "4711"]))
        assert runner.invoke(args=["outbox", command, str(2**63)]).exit_code != 0


def test_every_command_has_help(runner: FlaskCliRunner) -> None:
    for args in (["tick"], ["remind"], ["scheduler"], ["outbox"], ["outbox", "retry"]):
        result = runner.invoke(args=[*args, "--help"])
        assert result.exit_code == 0
        assert "Usage" in result.stdout


@pytest.fixture
def scheduler(sqlite_url: str, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """The scheduler as a process of its own."""
    environment = {
        **os.environ,
        "TRACKER_SECRET_KEY": "a key that only the tests use, long enough",
        "TRACKER_DATABASE_URL": sqlite_url,
        "TRACKER_PUBLIC_URL": "http://localhost",
        "TRACKER_MAIL_URL": f"file://{tmp_path}/mail",
        "TRACKER_MAIL_FROM": "plan@example.org",
        "TRACKER_DATA_DIR": str(tmp_path),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "scheduler"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_scheduler_ticks_at_once_and_stops_cleanly(
    scheduler: "subprocess.Popen[str]", app: Flask, sign: signal.Signals
) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and scheduler.poll() is None:
        with app.app_context():
            if heartbeat() is not None:
                break
        time.sleep(0.2)
    else:
        pytest.fail("the scheduler did not tick")
    scheduler.send_signal(sign)
    _, log = scheduler.communicate(timeout=30)
    assert scheduler.returncode == 0
    assert re.search(r"the scheduler stops$", log.strip())
    assert "Traceback" not in log
