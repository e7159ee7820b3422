"""`council list`: the Word list of uppdrag that are proposed as fulfilled."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.assignments import proposed
from tests.boras import KF

pytestmark = pytest.mark.every_plan


def test_it_writes_the_list_or_says_in_one_line_why_not(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    target = tmp_path / "lista.docx"

    def said(*more: str) -> tuple[int, str]:
        result = runner.invoke(args=["council", "list", *more])
        return result.exit_code, result.output.strip()

    assert said() == (1, "Error: name a plan, such as kf-uppdrag-2021")
    assert said(KF) == (1, "Error: -o is missing: name the file to write")
    assert said("ingen", "-o", str(target)) == (1, "Error: there is no plan 'ingen'")
    assert said(KF, "--all", "-o", str(target)) == (1, f"Error: nothing is proposed in {KF!r}")
    with app.app_context():
        proposed()
    code, words = said(KF, "-o", str(target))
    assert (code, target.exists()) == (1, False) and "--all takes in what is not reviewed" in words
    assert said(KF, "--all", "-o", str(target)) == (0, f"Wrote {target}.")
    assert target.read_bytes()[:2] == b"PK"
