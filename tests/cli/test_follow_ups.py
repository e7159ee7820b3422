"""`follow-up open|close|list`."""

from datetime import date

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.coordinating import DATES, answer, opened, plan
from tracker.models import db
from tracker.queries.plans.by_name import follow_up_as_of

PLAN = "26-punktsplan"
DAYS = ["--as-of", "2022-08-31", "--answer-by", "2022-09-09", "--meeting", "2022-09-28"]
TODAY = "2022-08-22T08:00:00+02:00"


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(TODAY):
        yield


def refused(runner: FlaskCliRunner, *arguments: str) -> str:
    result = runner.invoke(args=["follow-up", *arguments])
    assert result.exit_code != 0
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def done(runner: FlaskCliRunner, *arguments: str) -> list[str]:
    result = runner.invoke(args=["follow-up", *arguments])
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout.splitlines()


def test_open_list_close(app: Flask, runner: FlaskCliRunner) -> None:
    assert done(runner, "open", PLAN, *DAYS) == [
        "Opened 26-punktsplan as of 2022-08-31: 8 answers are asked for."
    ]
    with app.app_context():
        follow_up = follow_up_as_of(plan().id, DATES.as_of)
        assert follow_up is not None
        assert follow_up.opens_on == date(2022, 8, 22)
        answer(follow_up, "12")
    assert done(runner, "list", PLAN) == [
        "2022-08-31  OPEN  opens 2022-08-22  answer-by 2022-09-09  meeting 2022-09-28  1 of 8 answered",
        "2022-03-31  CLOSED  opens -  answer-by -  meeting -  version 1",
    ]
    assert done(runner, "close", PLAN) == [
        "Closed 26-punktsplan as of 2022-08-31: version 1 is frozen, 7 without answer."
    ]
    assert done(runner, "list", PLAN)[0].endswith("meeting 2022-09-28  version 1")
    assert refused(runner, "close", PLAN) == "Error: 26-punktsplan has no open follow-up"


def test_a_follow_up_that_is_entered_afterwards_opened_before_its_last_day(
    app: Flask, runner: FlaskCliRunner
) -> None:
    with time_machine.travel("2023-05-01T08:00:00+02:00"):
        done(runner, "open", PLAN, *DAYS)
    with app.app_context():
        follow_up = follow_up_as_of(plan().id, DATES.as_of)
        assert follow_up is not None
        assert follow_up.opens_on == date(2022, 8, 26)


def test_the_day_of_opening_can_be_chosen(app: Flask, runner: FlaskCliRunner) -> None:
    done(runner, "open", PLAN, *DAYS, "--opens", "2022-08-29", "--diarienummer", "AMN-2022-00500")
    with app.app_context():
        follow_up = follow_up_as_of(plan().id, DATES.as_of)
        assert follow_up is not None
        assert (follow_up.opens_on, follow_up.diarienummer) == (date(2022, 8, 29), "AMN-2022-00500")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (["--as-of", "2022-03-31"], "already has a follow-up with that --as-of"),
        (["--as-of", "2021-12-31"], "--as-of must be later"),
        (["--as-of", "2022-02-30"], "--as-of: '2022-02-30' is no day"),
        (["--as-of", "20220831"], "--as-of: '20220831' is no day"),
        (["--answer-by", "9223372036854775808"], "--answer-by: "),
        (["--answer-by", "2032-09-09"], "--answer-by is more than a year after"),
        (["--answer-by", "2022-08-29", "--opens", "2022-08-30"], "--answer-by cannot be before"),
        (["--meeting", "2022-09-09"], "--meeting must be after --answer-by"),
        (["--meeting", "9999-09-09"], "--meeting lies outside 2000-2100"),
        (["--diarienummer", "x" * 61], "longer than 60 characters"),
    ],
)
def test_bad_days_are_one_line(runner: FlaskCliRunner, changed: list[str], words: str) -> None:
    assert words in refused(runner, "open", PLAN, *DAYS, *changed)
    assert len(done(runner, "list", PLAN)) == 1


def test_only_one_is_open(app: Flask, runner: FlaskCliRunner) -> None:
    with app.app_context():
        opened()
    words = refused(runner, "open", PLAN, *DAYS, "--as-of", "2022-10-31")
    assert words == "Error: 26-punktsplan already has an open follow-up, as of 2022-08-31: close it first"


@pytest.mark.parametrize("command", ["open", "close", "list"])
def test_an_unknown_plan(runner: FlaskCliRunner, command: str) -> None:
    arguments = DAYS if command == "open" else []
    assert refused(runner, command, "9223372036854775808", *arguments).startswith("Error: there is no plan")


@pytest.mark.parametrize("command", ["open", "close", "list"])
def test_help(runner: FlaskCliRunner, command: str) -> None:
    assert "PLAN" in done(runner, command, "--help")[0]


def test_a_database_that_is_not_migrated_is_one_line(app: Flask, runner: FlaskCliRunner) -> None:
    with app.app_context():
        db.drop_all()
    assert "db upgrade" in refused(runner, "list", PLAN)
