"""What a person can mend is said in one line on stderr, never as a trace."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.conftest import dispose, make_app, make_settings

COMMANDS = [
    ["seed"],
    ["demo"],
    ["tick"],
    ["remind", "--dry-run", "--date", "2022-09-05"],
    ["outbox", "list"],
    ["outbox", "retry", "1"],
    ["outbox", "release"],
    ["user", "list"],
    ["follow-up", "list", "26-punktsplan"],
    ["report", "26-punktsplan", "--format", "html", "-o", "report.html"],
]


def complaint(app: Flask, arguments: list[str]) -> str:
    """The only line on stderr of a command that must fail."""
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit), repr(result.exception)
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_database_that_is_not_migrated(tmp_path: Path, command: list[str]) -> None:
    app = make_app(make_settings(f"sqlite:///{tmp_path}/empty.db", tmp_path, DEMO="1"))
    assert "flask --app wsgi db upgrade" in complaint(app, command)
    dispose(app)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_file_that_is_no_database(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "t.db").write_text("not a database, whatever it is called\n" * 100)
    app = make_app(make_settings(f"sqlite:///{tmp_path}/t.db", tmp_path, DEMO="1"))
    assert "the database cannot be used" in complaint(app, command)
    dispose(app)


def test_no_migration_of_a_file_that_is_no_database(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "t.db").write_text("not a database, whatever it is called\n" * 100)
    app = make_app(make_settings(f"sqlite:///{tmp_path}/t.db", tmp_path))
    result = app.test_cli_runner().invoke(args=["db", "upgrade"])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit), repr(result.exception)
    assert "the database cannot be used: file is not a database" in caplog.text
    dispose(app)


@pytest.mark.parametrize(
    "arguments",
    [
        ["follow-up", "list", "a\udcff"],
        ["follow-up", "close", "a\udcff"],
        ["report", "a\udcff", "--format", "html", "-o", "report.html"],
        ["tick", "--now", "0001-01-01T00:00"],
        ["tick", "--now", "2022-W36-1"],
        ["remind", "--dry-run", "--date", "20220905"],
        ["remind", "--dry-run", "--date", "0001-01-01"],
        ["remind", "--dry-run", "--date", "9999-12-31"],
    ],
    ids=ascii,
)
def test_an_argument_that_is_none(runner: FlaskCliRunner, arguments: list[str]) -> None:
    result = runner.invoke(args=arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["user", "add"],
        ["outbox", "retry", "x"],
        ["follow-up", "open", "26-punktsplan"],
        ["tick", "--nu"],
        ["user", "x"],
    ],
)
def test_bad_arguments_are_told_in_one_line(runner: FlaskCliRunner, arguments: list[str]) -> None:
    result = runner.invoke(args=arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_process_may_make_any_number_of_apps(app: Flask, tmp_path: Path) -> None:
    taught = app.cli.commands["report"].make_context
    again = make_app(make_settings(f"sqlite:///{tmp_path}/again.db", tmp_path))
    assert again.cli.commands["report"].make_context is taught
    dispose(again)
