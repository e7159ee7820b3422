"""How the databases are opened, so that SQLite is as safe as PostgreSQL (DESIGN section 9)."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, event

from tracker.domain.swedish.words import sort_key
from tracker.models.base import db
from tracker.models.swedish_order import COLLATION

#: Pages that only read set this: they need no write lock. Everything else takes SQLite's at once, because
#: a transaction that reads first and writes later silently loses updates there.
reading_only: ContextVar[bool] = ContextVar("reading_only", default=False)


@contextmanager
def writing() -> Iterator[None]:
    """Lets a request that only reads write evidence, such as that somebody has seen a report.

    In transactions of its own: the one that the request has read in must be over before.
    """
    before = reading_only.set(False)
    try:
        yield
    finally:
        reading_only.reset(before)


def prepare_engine(app: Flask) -> None:
    """Sets pragmas and transaction mode on the app's engine; nothing to do for PostgreSQL."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine)


def _in_order(first: str, second: str) -> int:
    """Before (−1), after (1) or alike (0)."""
    one, other = sort_key(first), sort_key(second)
    return (one > other) - (one < other)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver's own transaction handling would begin too late; BEGIN is sent below.
        connection.isolation_level = None
        cursor = connection.cursor()
        connection.create_collation(COLLATION, _in_order)
        cursor.execute("PRAGMA busy_timeout=15000")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        # FULL: a confirmed answer survives a power cut.
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if reading_only.get() else "BEGIN IMMEDIATE")
