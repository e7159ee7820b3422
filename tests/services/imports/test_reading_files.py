"""Files are read apart from every transaction, and only so many at once; a large plan is written in a few seconds."""

import sqlite3
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from tests.services.imports.test_files import sent, table, taken
from tracker.importers.sandbox import run_safely
from tracker.models import Activity, Plan, Responsibility, StatusUpdate, User, db
from tracker.services.imports import reading
from tracker.services.imports.waiting import ImportRefused

ROWS = [f"{number};Aktivitet {number};Pågår;2023;Vi arbetar" for number in range(1, 2002)]


def test_nobody_waits_for_the_database_while_a_file_is_read(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def read(*given: Any, **limits: Any) -> Any:
        # Another process that would not wait at all.
        with sqlite3.connect(db.engine.url.database or "", timeout=0, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("UPDATE plan SET revision = revision + 1")
            seen.append(other.total_changes)
            other.execute("COMMIT")
        other.close()
        return run_safely(*given)

    monkeypatch.setattr(reading, "run_safely", read)
    with app.app_context():
        # Whoever sends a file is looked up first, and with that the lock is taken.
        assert db.session.scalars(select(User).order_by(User.id)).first() is not None
        sent(table("1;En;Klar;;Ja"))
    assert seen and seen[0] > 0


def test_only_so_many_files_are_read_at_once(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_PATIENCE", 0)
    with any_app.app_context():
        with ExitStack() as others:
            for _ in range(reading.READERS):
                others.enter_context(reading.one_reader())
            with pytest.raises(ImportRefused) as refused:
                sent(table("1;En;Klar;;Ja"))
            assert (refused.value.why, refused.value.status) == ("busy", 503)
        assert sent(table("1;En;Klar;;Ja"))


def test_a_place_is_free_again_after_a_file_that_cannot_be_read(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_PATIENCE", 0)
    with app.app_context():
        for _ in range(reading.READERS + 1):
            with pytest.raises(ImportRefused) as refused:
                sent(b"")
            assert refused.value.why == "empty"


def test_more_rows_than_a_plan_has_are_refused_at_once(any_app: Flask) -> None:
    with any_app.app_context():
        with pytest.raises(ImportRefused) as refused:
            sent(table(*ROWS))
        assert refused.value.why == "too-many-rows"
        assert "2\u00a0001 rader" in refused.value.message


def test_a_plan_is_written_with_as_many_questions_whatever_the_number_of_rows(any_app: Flask) -> None:
    asked = []
    with any_app.app_context():
        for size in (2, 40):
            rows = [f"{number}{part};Rad;Pågår;2023;Ja" for number in range(1, size) for part in "ab"]
            file_id, said = sent(table(*rows)), [0]

            def count(*given: Any, said: list[int] = said) -> None:
                said[0] += given[2].startswith(("SELECT", "UPDATE"))

            event.listen(db.engine, "before_cursor_execute", count)
            plan = taken(file_id)
            event.remove(db.engine, "before_cursor_execute", count)
            asked.append(said[0])
            assert stored(plan) == (3 * (size - 1), 2 * (size - 1), 2 * (size - 1))
    # A few more: whatever is looked for by a long list of keys is looked for in batches.
    assert asked[1] - asked[0] < 5, asked


def stored(plan: Plan) -> tuple[int | None, ...]:
    """How many activities, rows and answers the plan has."""
    rows = select(func.count()).select_from(Responsibility).join(Responsibility.activity)
    answers = select(func.count()).select_from(StatusUpdate).join(StatusUpdate.responsibility)
    return (
        db.session.scalar(select(func.count()).where(Activity.plan_id == plan.id)),
        db.session.scalar(rows.where(Activity.plan_id == plan.id)),
        db.session.scalar(answers.join(Responsibility.activity).where(Activity.plan_id == plan.id)),
    )
