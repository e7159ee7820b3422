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
from tracker.config import Settings
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


def environment(database_url: str, folder: Path) -> dict[str, str]:
    """What a command of its own process is told."""
    return {
        **os.environ,
        "TRACKER_SECRET_KEY": "a key that only the tests use, long enough",
        "TRACKER_DATABASE_URL": database_url,
        "TRACKER_PUBLIC_URL": "http://localhost",
        "TRACKER_MAIL_URL": f"file://{folder}/mail",
        "TRACKER_MAIL_FROM": "plan@example.org",
        "TRACKER_DATA_DIR": str(folder),
    }


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
    assert repr(day) in refused(runner.invoke(args=["remind", "--dry-run", "--date", day]))


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
    held = "mails are held until `outbox release`: the clock has gone back\n"
    assert refused(runner.invoke(args=["tick"])) == f"Error: {held}"
    for looking in (["outbox", "list"], ["remind", "--dry-run", "--date", "2022-09-02"]):
        assert held in runner.invoke(args=looking).stderr
    assert runner.invoke(args=["outbox", "release"]).exit_code == 0
    assert runner.invoke(args=["tick"]).exit_code == 0
    assert "mails are not held" in refused(runner.invoke(args=["outbox", "release"]))


def test_what_is_due_can_be_passed_over(runner: FlaskCliRunner, app: Flask, follow_up: int) -> None:
    with app.app_context():
        db.session.add(Heartbeat(name=SCHEDULER, at=utc_now(), held="Databasen har återställts."))
        db.session.commit()
    passed = runner.invoke(args=["outbox", "release", "--pass-over"])
    assert passed.exit_code == 0
    assert re.match(r"\d+ mails are passed over; the next steps go on their days\.", passed.stdout)
    assert "mails are not held" in refused(runner.invoke(args=["outbox", "release", "--pass-over"]))


def test_mails_are_paused_and_leave_again(runner: FlaskCliRunner, app: Flask, follow_up: int) -> None:
    def sent() -> int:
        with app.app_context():
            work(OPENING)
            return len(states())

    for plan in (["26-punktsplan"], []):
        said = runner.invoke(args=["outbox", "pause", *plan]).stdout
        assert said == f"Mails about {plan[0] if plan else 'all plans'} are paused.\n"
        assert sent() == 0
        why = runner.invoke(args=["remind", "--dry-run", "--date", "2022-08-29"]).stderr
        # Without a plan every municipality is paused, and there are two.
        assert f"and {'1 pause holds' if plan else '2 pauses hold'} mails back" in why
        assert "leave again" in runner.invoke(args=["outbox", "resume", *plan]).stdout
        assert "Nothing was paused" in runner.invoke(args=["outbox", "resume", *plan]).stdout
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
        sent = number[MessageState.SENT]
        assert f"mail {sent} is SENT: only one that is FAILED or UNCERTAIN" in refused(
            runner.invoke(args=["outbox", command, sent])
        )
        for unknown in ("4711", "abc", "0"):
            where = refused(runner.invoke(args=["outbox", command, unknown]))
            assert unknown in where and "NUMBER is the first column of `outbox list`" in where
        assert runner.invoke(args=["outbox", command, str(2**63)]).exit_code != 0


def test_the_list_says_what_a_mail_is_about_when_it_left_and_whether_it_is_paused(
    runner: FlaskCliRunner, app: Flask, follow_up: int
) -> None:
    with app.app_context():
        work(OPENING)
        one, other, *_ = outbox()
        one.sent_at = OPENING
        other.state, other.sent_at, other.reason = MessageState.PENDING, None, "På svenska."
        db.session.commit()
    runner.invoke(args=["outbox", "pause", "26-punktsplan"])
    sent, waiting, *_ = runner.invoke(args=["outbox", "list", "--all"]).stdout.splitlines()
    assert "  26-punktsplan  " in sent and "  sent 2022-08-29 07:00  " in sent and "paused" not in sent
    assert "  paused  " in waiting and "svenska" not in waiting


def test_how_many_mails_the_list_leaves_out_is_said(
    runner: FlaskCliRunner, app: Flask, follow_up: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        enqueue(OPENING)
    monkeypatch.setattr("tracker.cli.outbox._AT_MOST", 4)
    listed = runner.invoke(args=["outbox", "list"])
    assert len(listed.stdout.splitlines()) == 4
    assert listed.stderr == "2 older ones are not shown.\n"


def test_a_list_that_cannot_be_written_ends_in_one_line(
    app: Flask, settings: Settings, follow_up: int
) -> None:
    with app.app_context():
        enqueue(OPENING)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "outbox", "list"],
            cwd=ROOT,
            env=environment(settings.database_url, settings.data_dir),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, "Error: cannot write: No space left on device\n")


def test_every_command_has_help(runner: FlaskCliRunner) -> None:
    for args in (["tick"], ["remind"], ["scheduler"], ["outbox"], ["outbox", "retry"]):
        result = runner.invoke(args=[*args, "--help"])
        assert result.exit_code == 0
        assert "Usage" in result.stdout


@pytest.fixture
def scheduler(sqlite_url: str, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """The scheduler as a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "scheduler"],
        cwd=ROOT,
        env=environment(sqlite_url, tmp_path),
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
