"""`import plan`: the counts are the last line, and what stops it is said in one line."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from tracker.models import ImportFile, Plan, StatusUpdate, db

REAL = Path(__file__).parents[1] / "documents" / "uppsala-26-punktsplan-uppfoljning-2022-03.txt"
BOARD = ["--board", "arbetsmarknadsnamnden"]


def counted(app: Flask) -> tuple[int | None, ...]:
    with app.app_context():
        tables = (Plan, StatusUpdate, ImportFile)
        return tuple(db.session.scalar(select(func.count()).select_from(table)) for table in tables)


def test_the_real_document_becomes_a_plan_and_a_dry_run_writes_nothing(
    app: Flask, runner: FlaskCliRunner
) -> None:
    before = counted(app)
    dry = runner.invoke(args=["import", "plan", str(REAL), *BOARD, "--dry-run"])
    assert "Plan " not in dry.stdout
    assert (dry.exit_code, counted(app)) == (0, before)
    done = runner.invoke(args=["import", "plan", str(REAL), *BOARD])
    last = "27 rows: 27 new, 0 changed, 0 unchanged, 0 unreadable"
    assert done.exit_code == 0, done.output
    assert dry.stdout.splitlines()[-1] == done.stdout.splitlines()[-1] == last
    assert done.stdout.splitlines()[:-1] == ["Plan 26-punktsplan-2"]
    plans, updates, files = before
    assert counted(app) == ((plans or 0) + 1, (updates or 0) + 27, (files or 0) + 1)


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_a_frozen_follow_up_is_compared_only(app: Flask, runner: FlaskCliRunner, dry: list[str]) -> None:
    before = counted(app)
    result = runner.invoke(args=["import", "plan", str(REAL), "--plan", "26-punktsplan", *dry])
    assert (result.exit_code, counted(app)) == (1, before)
    assert "is frozen and was compared only" in result.stderr.splitlines()[-1]
    last = "27 rows: 0 new, 3 changed, 24 unchanged, 0 unreadable"
    assert result.stdout.splitlines()[-1] == last


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_a_day_to_come_is_refused_dry_too(runner: FlaskCliRunner, dry: list[str]) -> None:
    result = runner.invoke(args=["import", "plan", str(REAL), *BOARD, "--as-of", "2099-12-31", *dry])
    assert result.exit_code == 1
    assert "has not been yet" in result.stderr.splitlines()[-1]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_no_follow_up_can_have_is_one_line(runner: FlaskCliRunner, day: str) -> None:
    result = runner.invoke(args=["import", "plan", str(REAL), *BOARD, "--as-of", day])
    assert result.exit_code == 1
    assert result.stderr == "Error: the day given with --as-of lies in a year that no follow-up can have\n"


def test_a_second_plan_of_the_same_title_is_told(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["import", "plan", str(REAL), *BOARD])
    assert result.exit_code == 0
    assert "already: --plan 26-punktsplan reads into it" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_unknown_status_word_is_an_unreadable_row(runner: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(
        "Uppföljning\nUppföljning per;2022-03-31\n\nAktiviteter\n"
        "Nr;Förkortad beskrivning;Status\n1;Ordna kurser;Grön\n2;Ordna jobb;Klar\n",
        encoding="utf-8-sig",
    )
    result = runner.invoke(args=["import", "plan", str(file), *BOARD])
    assert result.exit_code == 1
    assert "Grön" in result.stderr
    assert result.stdout.splitlines()[-1] == "2 rows: 1 new, 0 changed, 0 unchanged, 1 unreadable"


def test_a_plan_a_board_and_a_file_that_are_not_there(runner: FlaskCliRunner) -> None:
    asked = {
        "there is no file": ["nothing.txt", *BOARD],
        "there is no plan 'none'": [str(REAL), "--plan", "none"],
        "there is no board 'none'": [str(REAL), "--board", "none"],
        "a new plan needs --board": [str(REAL)],
    }
    for words, arguments in asked.items():
        result = runner.invoke(args=["import", "plan", *arguments])
        assert result.exit_code == 1
        assert words in result.stderr and len(result.stderr.splitlines()) == 1
