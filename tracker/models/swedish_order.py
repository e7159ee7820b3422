"""Sorting by name in the database as a Swede would (rule 11): å, ä, ö last, without regard to case."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

#: The name under which models/engine.py teaches SQLite the order.
COLLATION = "swedish"


class swedish(ColumnElement[str]):
    """A text column to order by: `order_by(swedish(Board.name))`."""

    inherit_cache = True

    def __init__(self, column: Any) -> None:
        self.column = column


@compiles(swedish, "sqlite")
def _sqlite(element: swedish, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{compiler.process(element.column, **kw)} COLLATE {COLLATION}"


@compiles(swedish, "postgresql")
def _postgresql(element: swedish, compiler: SQLCompiler, **kw: Any) -> str:
    return f'{compiler.process(element.column, **kw)} COLLATE "sv-x-icu"'
