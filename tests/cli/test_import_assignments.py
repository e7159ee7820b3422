"""`import assignments`: the counts are the last line, and what nobody knows is told."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.uppdrag import standing

pytestmark = pytest.mark.every_plan

REAL = Path(__file__).parents[1] / "documents" / "boras-arbetslivsnamnden-arsredovisning-2021.txt"
KF = ["--plan", "kf-uppdrag-2021"]


def test_the_real_document_is_what_is_held(runner: FlaskCliRunner) -> None:
    options = [*KF, "--board", "arbetslivsnamnden", "--as-of", "2021-12-31"]
    result = runner.invoke(args=["import", "assignments", str(REAL), *options])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "1 rows: 0 new, 0 changed, 1 unchanged, 0 unreadable\n"


def test_what_can_be_read_is_written_and_the_rest_told(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "u.csv"
    file.write_text("Uppdrag;Nämnd;Status\nEtt;Kulturnämnden;Genomfört\nTvå;Äldrenämnden;\n")
    last = "2 rows: 1 new, 0 changed, 0 unchanged, 1 unreadable"
    for dry in (["--dry-run"], []):
        result = runner.invoke(args=["import", "assignments", str(file), *KF, *dry])
        assert (result.exit_code, result.stdout.splitlines()[-1]) == (1, last)
        assert "no board is called 'Äldrenämnden'" in result.stderr
        assert "the statuses of the file are not read" in result.stderr
    with app.app_context():
        assert standing("2") == {"kulturnamnden": "leads"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--plan", "none"], "there is no plan 'none'"),
        (["--plan", "26-punktsplan"], "holds no uppdrag"),
        ([*KF, "--board", "none"], "there is no board 'none'"),
        ([*KF, "--as-of", "2099-12-31", "--board", "arbetslivsnamnden"], "has not been yet"),
    ],
)
def test_what_stops_it_is_said_in_one_line(runner: FlaskCliRunner, options: list[str], words: str) -> None:
    result = runner.invoke(args=["import", "assignments", str(REAL), *options])
    assert result.exit_code == 1
    assert words in result.stderr.splitlines()[-1]
