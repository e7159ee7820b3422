"""`import kolada`: several codes after one --municipality, the counts on the last line, one line for what stops it."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from tests.kolada_server import KoladaServer, asking
from tracker.models import ImportFile, KeyFigure, KeyFigureValue, KoladaNotice, Organisation, db

CONTRACT = ["import", "kolada", "U40806", "U40807", "--municipality", "0380", "1490"]


def stored(app: Flask) -> list[int | None]:
    tables = (KeyFigureValue, ImportFile, KeyFigure, KoladaNotice)
    with app.app_context():
        return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


@pytest.fixture(autouse=True)
def asked(app: Flask, kolada: KoladaServer) -> None:
    asking(app, kolada)


def test_the_contract(app: Flask, runner: FlaskCliRunner, kolada: KoladaServer) -> None:
    kolada.values["U40806", "1490", 2019, "T"] = 33
    kolada.tell("U40807", "0380", 2020, 1, 2)
    before = stored(app)
    dry = runner.invoke(args=[*CONTRACT, "--dry-run"])
    last = "30 values: 2 new, 1 changed, 27 unchanged, 0 withdrawn"
    assert (dry.exit_code, dry.stdout.splitlines()[-1], stored(app)) == (0, last, before), dry.output
    done = runner.invoke(args=CONTRACT)
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, last), done.output
    assert done.stderr == "U40806, Borås, 2019, T: 32 becomes 33\n"
    assert stored(app)[0] == (before[0] or 0) + 3
    again = runner.invoke(args=CONTRACT)
    assert again.stdout.splitlines()[-1] == "30 values: 0 new, 0 changed, 30 unchanged, 0 withdrawn"


def test_the_first_municipality_of_ours_says_whose_it_is(app: Flask, runner: FlaskCliRunner) -> None:
    codes = ["import", "kolada", "n00945", "--municipality", "0000", "1490", "G35869"]
    done = runner.invoke(args=[*codes, "--from-year", "2019", "--to-year", "2019"])
    assert done.exit_code == 0, done.output
    slug = select(Organisation.slug).join(KeyFigure).where(KeyFigure.kolada_id == "N00945")
    with app.app_context():
        assert db.session.scalar(slug) == "boras"
    named = runner.invoke(args=[*codes, "--organisation", "uppsala", "--dry-run"])
    assert named.stdout.splitlines()[-1].startswith("9 values: 9 new")


def test_what_needs_a_decision_is_printed_with_where(
    app: Flask, runner: FlaskCliRunner, kolada: KoladaServer
) -> None:
    assert runner.invoke(args=CONTRACT).exit_code == 0
    kolada.deleted.add(("U40806", "0380", 2016, "T"))
    gone = runner.invoke(args=CONTRACT)
    assert gone.exit_code == 0
    assert "U40806, Uppsala, 2016, T: 12 is withdrawn in Kolada: it stays until" in gone.stderr
    assert "decides at http://localhost/samordning/kolada" in gone.stderr
    kolada.titles["U40807"] = "Något annat, andel (%)"
    renamed = runner.invoke(args=CONTRACT)
    assert renamed.exit_code == 1 and "U40807: Kolada has changed its title from" in renamed.stderr
    assert renamed.stdout.splitlines()[-1] == "14 values: 0 new, 0 changed, 13 unchanged, 1 withdrawn"
    assert stored(app)[3] == 2


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["U40806", "--municipality", "Uppsala"], 2, "'UPPSALA' is neither a key figure (U40806) nor"),
        (["--municipality", "0380"], 2, "give at least one key figure"),
        (["U40806"], 2, "give at least one municipality"),
        (
            ["U40806", "0380", "--from-year", "2020", "--to-year", "2019"],
            2,
            "--from-year comes after --to-year",
        ),
        (["U40806", "0380", "--from-year", "x"], 2, "--from-year"),
        (["U40806", "0380", "--refresh"], 2, "give it alone"),
        (["U40806", "0180"], 1, "several organisations are here: give one of boras, uppsala"),
        (["U40806", "0380", "--organisation", "x"], 1, "there is no organisation 'x'"),
        (["U99999", "0380"], 1, "Kolada has no such key figure (U99999); nothing is written"),
        (["U40806", "0380", "9999"], 1, "Kolada has no such place (9999); nothing is written"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    app: Flask, runner: FlaskCliRunner, arguments: list[str], code: int, said: str
) -> None:
    before = stored(app)
    result = runner.invoke(args=["import", "kolada", *arguments])
    assert (result.exit_code, stored(app), result.stderr.count("\n")) == (code, before, 1), result.output
    assert said in result.stderr


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("status 500", "Kolada has a fault of its own: try again later (500); nothing is written"),
        ("status 429 9999", "Kolada takes no more questions for now: try again later (429)"),
        ("silent", "the connection to Kolada was cut"),
        ("endless", "page after page without end"),
        ("next http://kolada.example.org/", "another address, which is not followed"),
        ("types value", "not of the form that is known (value)"),
    ],
)
def test_a_fault_is_one_line_and_nothing_is_written(
    app: Flask, runner: FlaskCliRunner, kolada: KoladaServer, fault: str, said: str
) -> None:
    before = stored(app)
    kolada.fail(fault, where="data")
    result = runner.invoke(args=CONTRACT)
    assert (result.exit_code, stored(app), result.stderr.count("\n")) == (1, before, 1), result.output
    assert said in result.stderr


def test_all_that_was_read_in_is_asked_for_again(
    app: Flask, runner: FlaskCliRunner, kolada: KoladaServer, tmp_path: Path
) -> None:
    runner.invoke(args=CONTRACT)
    kolada.tell("U40806", "0380", 2020, 5)
    done = runner.invoke(args=["import", "kolada", "--refresh"])
    assert done.stdout.splitlines() == ["uppsala U40806: 1 written", "uppsala U40807: 0 written"]
    kolada.fail("not-json", where="data")
    failed = runner.invoke(args=["import", "kolada", "--refresh"])
    assert failed.exit_code == 1 and "Error: uppsala U40806: Kolada's answer is no JSON" in failed.stderr
