"""Kolada's rows as plain data. Types are checked: what has changed there must not be guessed at here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tracker.domain.measurement import FIRST_YEAR, TOO_LARGE, rounded
from tracker.domain.terms import Gender
from tracker.domain.text import text_problem
from tracker.importers.kolada.faults import KoladaFault

#: No key figure begins with G: that is a group of municipalities.
KPI_ID = re.compile(r"[A-FH-Z][0-9]{5}")
#: A municipality, a region (00LL), the whole country (0000) or a group of municipalities (G…).
PLACE_CODE = re.compile(r"[0-9]{4}|G[0-9]{1,9}")
_LONGEST_TITLE = 500
_LATEST_YEAR = 2100
#: As many as the table of values holds.
_DECIMALS = 6

Row = Mapping[str, Any]


@dataclass(frozen=True)
class KoladaKpi:
    """A key figure as Kolada describes it."""

    id: str
    title: str
    description: str = ""
    by_gender: bool = False


@dataclass(frozen=True)
class KoladaPlace:
    """A municipality (kind K), a region (L) or a group of municipalities (G)."""

    code: str
    title: str
    kind: str


@dataclass(frozen=True)
class KoladaValue:
    """One value, a number as text with a point; None when Kolada has none, or has withdrawn it."""

    kpi: str
    place: str
    year: int
    gender: Gender
    value: str | None

    @property
    def number(self) -> Decimal | None:
        """The value as a number."""
        return None if self.value is None else Decimal(self.value)


def kpi_of(row: Row) -> KoladaKpi:
    """A row of /kpi."""
    return KoladaKpi(
        id=_matching(row, "id", KPI_ID),
        title=_title(row),
        description=_description(row),
        by_gender=_flag(row, "is_divided_by_gender", default=False),
    )


def place_of(row: Row) -> KoladaPlace:
    """A row of /municipality."""
    return KoladaPlace(_matching(row, "id", PLACE_CODE), _title(row), _text(row, "type", may_be_null=True))


def group_of(row: Row) -> KoladaPlace:
    """A row of /municipality_groups; its members do not matter."""
    return KoladaPlace(_matching(row, "id", PLACE_CODE), _title(row), "G")


def values_of(row: Row) -> list[KoladaValue]:
    """A row of /data: the values of a key figure, a place and a year, by gender."""
    kpi, place, year = _matching(row, "kpi", KPI_ID), _matching(row, "municipality", PLACE_CODE), _year(row)
    parts = row.get("values")
    if not isinstance(parts, list):
        raise KoladaFault("changed", "values")
    found: dict[Gender, list[str | None]] = {}
    for part in parts:
        if not isinstance(part, dict):
            raise KoladaFault("changed", "values")
        found.setdefault(_gender(part), []).append(_value(part))
    return [KoladaValue(kpi, place, year, gender, _only(told)) for gender, told in found.items()]


def _only(told: list[str | None]) -> str | None:
    """The value that stands, beside withdrawn ones of the same gender; two that stand contradict each other."""
    standing = {value for value in told if value is not None}
    if len(standing) > 1:
        raise KoladaFault("changed", "gender")
    return next(iter(standing), None)


def _text(row: Row, name: str, *, may_be_null: bool = False) -> str:
    value = row.get(name)
    if value is None and may_be_null:
        return ""
    if not isinstance(value, str):
        raise KoladaFault("changed", name)
    return value


def _matching(row: Row, name: str, pattern: re.Pattern[str]) -> str:
    value = _text(row, name)
    if pattern.fullmatch(value) is None:
        raise KoladaFault("changed", name)
    return value


def _title(row: Row) -> str:
    title = " ".join(_text(row, "title").split())
    if not title or text_problem(title, _LONGEST_TITLE, single_line=True):
        raise KoladaFault("changed", "title")
    return title


def _description(row: Row) -> str:
    """Only read by people: one that no page can hold is left out."""
    text = " ".join(_text(row, "description", may_be_null=True).split())
    return "" if text_problem(text) else text


def _flag(row: Row, name: str, *, default: bool | None = None) -> bool:
    """true or false, also as 1 or 0."""
    value = row.get(name, default)
    if value not in (True, False) or not isinstance(value, int):
        raise KoladaFault("changed", name)
    return bool(value)


def _year(row: Row) -> int:
    value = row.get("period")
    if not isinstance(value, int) or isinstance(value, bool) or not FIRST_YEAR <= value <= _LATEST_YEAR:
        raise KoladaFault("changed", "period")
    return value


def _gender(part: Row) -> Gender:
    try:
        return Gender(_text(part, "gender"))
    except ValueError as error:
        raise KoladaFault("changed", "gender") from error


def _value(part: Row) -> str | None:
    """The number as it is stored; None for null and for what is deleted, never 0."""
    deleted = _flag(part, "isdeleted", default=False)
    value = part.get("value")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise KoladaFault("changed", "value")
    number = Decimal(value)
    # abs() would round, and of 1e999999999 it cannot.
    if number.copy_abs() >= TOO_LARGE:
        raise KoladaFault("changed", "value")
    # Without zeros at the end, and never "-0".
    return None if deleted else f"{rounded(number, _DECIMALS).normalize() + 0:f}"
