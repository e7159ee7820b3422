"""`import key-figures`: the counts are the last line, and what stops it is said in one line."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from tracker.models import ImportFile, KeyFigureValue, db

SHARE = "Andel invånare med ekonomiskt bistånd"
HERE = ["--municipality", "0380"]


def stored(app: Flask) -> tuple[int | None, ...]:
    with app.app_context():
        tables = (KeyFigureValue, ImportFile)
        return tuple(db.session.scalar(select(func.count()).select_from(table)) for table in tables)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "v.csv"
    path.write_text(f"Nyckeltal;Period;Värde\n{SHARE};2022;4,1\n{SHARE};2021;4,8\n", encoding="utf-8")
    return path


def test_values_are_read_in_once(app: Flask, runner: FlaskCliRunner, file: Path) -> None:
    before = stored(app)
    dry = runner.invoke(args=["import", "key-figures", str(file), *HERE, "--dry-run"])
    last = "2 values: 1 new, 1 changed, 0 unchanged, 0 refused"
    assert (dry.exit_code, stored(app), dry.stdout.splitlines()[-1]) == (0, before, last)
    said = ["--source", "Kolada", "--reason", "Recounted"]
    done = runner.invoke(args=["import", "key-figures", str(file), *HERE, *said])
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, last), done.output
    values, files = before
    assert stored(app) == ((values or 0) + 2, (files or 0) + 1)
    again = runner.invoke(args=["import", "key-figures", str(file), *HERE])
    assert again.stdout.splitlines()[-1] == "2 values: 0 new, 0 changed, 2 unchanged, 0 refused"


def test_a_refused_value_makes_the_command_fail_and_the_others_are_written(
    app: Flask, runner: FlaskCliRunner, file: Path
) -> None:
    file.write_text(f"Nyckeltal;Period;Värde\n{SHARE};2022;4,1\n{SHARE};våren;1\n", encoding="utf-8")
    result = runner.invoke(args=["import", "key-figures", str(file), *HERE, "--source", "Kolada"])
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == "2 values: 1 new, 0 changed, 0 unchanged, 1 refused"
    assert result.stderr.startswith(f"rad 3 ({SHARE}, våren: 1): Skriv en månad")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (HERE, "say it with --source; nothing is written"),
        ([*HERE, "--source", "Kolada"], "say why with --reason; nothing is written"),
        ([*HERE, "--source", "x" * 501, "--reason", "Fel"], "--source: one line of at most 500 characters"),
        ([], "several municipalities are here: give one of 0380, 1490 with --municipality"),
        (["--municipality", "9999"], "there is no municipality '9999'"),
    ],
)
def test_what_is_lacking_is_said_in_one_line(
    app: Flask, runner: FlaskCliRunner, file: Path, arguments: list[str], said: str
) -> None:
    before = stored(app)
    result = runner.invoke(args=["import", "key-figures", str(file), *arguments])
    assert (result.exit_code, stored(app)) == (1, before)
    assert said in result.stderr.splitlines()[-1]
