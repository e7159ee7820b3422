"""Cells that name periods: what makes a table of values one."""

from collections.abc import Iterable
from datetime import date

from tracker.domain.measurement import Unreadable, parsed_period
from tracker.importers.cells import Cell, CellKind

#: Whether a period has begun is asked when the value is compared with what is stored.
_ANY_DAY = date.max


def is_period(cell: Cell) -> bool:
    """Whether the cell names a month, a tertial, a year or a day."""
    if cell.kind is CellKind.DATE:
        return True
    try:
        parsed_period(cell.text, _ANY_DAY)
    except Unreadable:
        return False
    return True


def whole_months(cells: Iterable[Cell]) -> bool:
    """Whether days stand for months: Excel stores "mars 2022" as 1 March, and so does every day of the column."""
    days = [cell.day for cell in cells if cell.kind is CellKind.DATE]
    return bool(days) and all(day is not None and day.day == 1 for day in days)


def period_text(cell: Cell, *, months: bool) -> str:
    """What the cell says, as a person would type it: "2022-03" for 1 March where days stand for months."""
    if months and cell.kind is CellKind.DATE:
        return cell.text[:7]
    return cell.text
