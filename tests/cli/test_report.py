"""`report`: writes the frozen file, or says in one line why not."""

from pathlib import Path

import docx
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import update

from tracker.models import ReportFile, db

PLAN = ["report", "26-punktsplan"]


def test_the_word_file_is_written(runner: FlaskCliRunner, tmp_path: Path) -> None:
    target = tmp_path / "rapport.docx"
    result = runner.invoke(args=[*PLAN, "--as-of", "2022-03-31", "--format", "docx", "-o", str(target)])
    assert result.exit_code == 0, result.output
    assert "2022-03-31, version 1" in result.stdout
    assert docx.Document(str(target)).core_properties.title == "Uppföljning av 26-punktsplan per mars 2022"


def test_the_report_before_the_day_that_was_asked_for_is_named(
    runner: FlaskCliRunner, tmp_path: Path
) -> None:
    target = tmp_path / "rapport.html"
    result = runner.invoke(args=[*PLAN, "--as-of", "2026-10-31", "--format", "html", "-o", str(target)])
    assert (result.exit_code, target.exists()) == (0, True)
    assert result.stderr == "no report is frozen for 2026-10-31; this is the one of 2022-03-31\n"


def test_an_existing_file_is_replaced_as_a_whole(runner: FlaskCliRunner, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    target = folder / "rapport.html"
    target.write_text("old")
    result = runner.invoke(args=[*PLAN, "--version", "1", "--format", "html", "-o", str(target)])
    assert result.exit_code == 0, result.output
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert list(folder.iterdir()) == [target]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["report"], "name a plan"),
        (["report", "finns-inte", "--format", "docx"], "no plan 'finns-inte'"),
        ([*PLAN], "--format is missing"),
        ([*PLAN, "--format", "odt"], "no format 'odt'"),
        ([*PLAN, "--format", "docx", "--as-of", "31 mars"], "YYYY-MM-DD"),
        ([*PLAN, "--format", "docx", "--as-of", "2022-02-30"], "YYYY-MM-DD"),
        ([*PLAN, "--format", "docx", "--as-of", "20220331"], "YYYY-MM-DD"),
        ([*PLAN, "--format", "docx", "--as-of", "2021-12-31"], "no closed follow-up on or before 2021-12-31"),
        ([*PLAN, "--format", "docx", "--version", "x"], "whole number"),
        ([*PLAN, "--format", "docx", "--version", "7"], "no version 7"),
        ([*PLAN, "--format", "docx", "--version", str(2**63)], "no version"),
    ],
)
def test_bad_input_is_one_line(runner: FlaskCliRunner, tmp_path: Path, asked: list[str], words: str) -> None:
    target = tmp_path / "rapport"
    result = runner.invoke(args=[*asked, "-o", str(target)])
    assert result.exit_code == 1
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""
    assert not target.exists()


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("finns-inte/rapport.docx", "No such file"),
        (".", "is a folder"),
        ("fil/rapport.docx", "Not a directory"),
    ],
)
def test_where_nothing_can_be_written(
    runner: FlaskCliRunner, tmp_path: Path, output: str, words: str
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "fil").write_text("x")
    result = runner.invoke(args=[*PLAN, "--format", "docx", "-o", str(folder / output)])
    assert result.exit_code == 1
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert [path.name for path in folder.iterdir()] == ["fil"]


def test_the_file_must_be_named(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=[*PLAN, "--format", "docx"])
    assert result.exit_code == 1
    assert "-o is missing" in result.stderr


def test_a_stored_file_that_was_changed_is_one_line(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    with app.app_context():
        db.session.execute(update(ReportFile).values(data=b"another"))
        db.session.commit()
    target = tmp_path / "rapport.docx"
    result = runner.invoke(args=[*PLAN, "--format", "docx", "-o", str(target)])
    assert result.exit_code == 1
    assert "SHA-256 differs" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not target.exists()
