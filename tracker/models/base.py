"""The database handle, the declarative base and the column types that all tables share."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Enum, MetaData, String
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from tracker.domain.reminders.steps import Step

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Declarative base; constraint names are fixed so that migrations can name them on both databases."""

    metadata = MetaData(naming_convention=_NAMING)


db = SQLAlchemy(model_class=Base)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware UTC moment on both databases; SQLite itself knows no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses a naive moment: nobody could tell what it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment, aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class StepColumn(TypeDecorator[Step]):
    """A step of a reminder, kept as its code."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: Step | None, dialect: Dialect) -> str | None:
        """The step's code."""
        return None if value is None else value.code

    def process_result_value(self, value: str | None, dialect: Dialect) -> Step | None:
        """The step of the code."""
        return None if value is None else Step.from_code(value)


def stored_enum(kind: type[StrEnum]) -> Enum:
    """A text column for the enumeration's values; SQLAlchemy checks them, not the database."""
    return Enum(kind, native_enum=False, length=20, values_callable=_values)


def _values(kind: type[Any]) -> list[str]:
    return [member.value for member in kind]
