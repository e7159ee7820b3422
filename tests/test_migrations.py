"""The migrations make the tables that the models describe, on both databases, and there is one head."""

from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Flask


def test_models_and_migrations_agree(any_app: Flask) -> None:
    result = any_app.test_cli_runner().invoke(args=["db", "check"])
    assert result.exit_code == 0, result.output


def test_there_is_one_head() -> None:
    script = ScriptDirectory(str(Path(__file__).parents[1] / "migrations"))
    assert len(script.get_heads()) == 1
