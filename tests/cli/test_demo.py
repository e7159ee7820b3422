"""`demo`: log-ins once, one follow-up whose days follow today, safe to repeat."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.conftest import dispose, make_app, make_settings
from tests.coordinating import plan
from tests.page_check import PageClient
from tracker.models import db
from tracker.queries.plans.by_name import follow_ups_of, open_follow_up
from tracker.services.demo import newest_sending_moment
from tracker.services.follow_ups.close_follow_up import close_follow_up

SATURDAY = "2026-11-21T15:00:00+01:00"


@contextmanager
def at(moment: str) -> Iterator[None]:
    with time_machine.travel(moment):
        yield


@pytest.fixture
def demo_app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(make_settings(sqlite_url, tmp_path, DEMO="1"))
    yield app
    dispose(app)


def demo(app: Flask) -> Result:
    result = app.test_cli_runner().invoke(args=["demo"])
    assert result.exit_code == 0, result.output
    return result


def logins(folder: Path) -> list[list[str]]:
    return [line.split() for line in (folder / "demo-logins.txt").read_text(encoding="utf-8").splitlines()]


def test_it_is_for_the_demo_only(runner: FlaskCliRunner, tmp_path: Path) -> None:
    result = runner.invoke(args=["demo"])
    assert result.exit_code == 1
    assert result.stderr == "Error: `demo` is for `make run` only: it sets TRACKER_DEMO=1\n"
    assert not (tmp_path / "demo-logins.txt").exists()
    assert "demo" not in runner.invoke(args=["--help"]).output.split()


def test_on_a_saturday_the_mails_are_there_at_once(demo_app: Flask, tmp_path: Path) -> None:
    with at(SATURDAY):
        demo(demo_app)
    with demo_app.app_context():
        follow_up = open_follow_up(plan().id)
        assert follow_up is not None
        assert (follow_up.as_of, follow_up.opens_on) == (date(2026, 10, 31), date(2026, 11, 20))
        assert (follow_up.answer_by, follow_up.meeting_on) == (date(2026, 12, 4), date(2026, 12, 28))
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 6


def test_five_people_can_sign_in(demo_app: Flask, tmp_path: Path) -> None:
    with at(SATURDAY):
        demo(demo_app)
        found = logins(tmp_path)
        assert [row[0] for row in found] == ["Administratör", "Samordnare", "Ansvarig", "Ansvarig", "Ledamot"]
        assert len({row[-1] for row in found}) == 5
        assert stat.S_IMODE((tmp_path / "demo-logins.txt").stat().st_mode) == 0o600
        for _role, email, password in found:
            client = demo_app.test_client()
            assert isinstance(client, PageClient)
            client.get("/logga-in")
            fields = {**client.page.fields("form[method=post]"), "email": email, "password": password}
            assert client.post("/logga-in", data=fields).status_code in (302, 303)


def test_the_next_start_changes_nothing(demo_app: Flask, tmp_path: Path) -> None:
    with at(SATURDAY):
        first = demo(demo_app)
    mails = sorted(path.name for path in (tmp_path / "mail").iterdir())
    with at("2026-11-24T09:00:00+01:00"):
        again = demo(demo_app)
    assert first.stdout.startswith("Opened the follow-up as of 2026-10-31.\n")
    assert again.stdout == first.stdout.split("\n", 1)[1]
    assert sorted(path.name for path in (tmp_path / "mail").iterdir()) == mails
    with demo_app.app_context():
        assert len(follow_ups_of(plan().id)) == 2


def test_a_follow_up_that_was_closed_is_not_opened_again(demo_app: Flask) -> None:
    with at(SATURDAY):
        demo(demo_app)
        with demo_app.app_context():
            follow_up = open_follow_up(plan().id)
            assert follow_up is not None
            close_follow_up(follow_up.id, by=None, now=datetime.now(UTC))
        demo(demo_app)
    with demo_app.app_context():
        assert open_follow_up(plan().id) is None


def test_an_old_file_opens_a_new_database(demo_app: Flask, tmp_path: Path) -> None:
    (tmp_path / "demo-logins.txt").write_text("Ledamot ledamot@uppsala.example.org fyra-vanliga-ord-har\n")
    with at(SATURDAY):
        demo(demo_app)
    with demo_app.app_context():
        from tests.coordinating import person

        assert person("ledamot").password_hash is not None
        assert person("admin").password_hash is None


def test_without_plans_it_says_what_to_do(demo_app: Flask) -> None:
    with demo_app.app_context():
        plan().slug = "en-annan"
        db.session.commit()
    result = demo_app.test_cli_runner().invoke(args=["demo"])
    assert result.exit_code == 1
    assert result.stderr == "Error: there is no plan 26-punktsplan: run `seed` first\n"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-20T07:00:00+01:00", "2026-11-20T07:00:00+01:00"),
        ("2026-11-20T15:30:00+01:00", "2026-11-20T15:30:00+01:00"),
        ("2026-11-20T06:59:00+01:00", "2026-11-19T07:00:00+01:00"),
        ("2026-11-23T05:00:00+01:00", "2026-11-20T07:00:00+01:00"),
        ("2026-11-22T23:30:00+01:00", "2026-11-20T07:00:00+01:00"),
        ("2026-12-27T12:00:00+01:00", "2026-12-23T07:00:00+01:00"),
        ("2026-06-22T06:00:00+02:00", "2026-06-18T07:00:00+02:00"),
    ],
)
def test_newest_moment_that_mails_leave(now: str, expected: str) -> None:
    assert newest_sending_moment(datetime.fromisoformat(now)) == datetime.fromisoformat(expected)
