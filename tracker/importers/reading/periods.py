"""Cells that name periods and key figures: what makes a table of values one."""

import re
from collections.abc import Iterable
from datetime import date

from tracker.domain.exchange.value_columns import MEASURES
from tracker.domain.measurement import Unreadable
from tracker.domain.printed_periods import Printed, parsed_printed, told_label
from tracker.importers.cells import Cell, CellKind

#: Rows of a sheet among which the heading of its values is sought; what comes before is a title.
HEADING_WITHIN = 20
#: What is told when days were taken for months.
AS_MONTHS = "Datumen är den första i en månad och lästes som hela månader."
#: Whether a period has begun is asked when the value is compared with what is stored.
_ANY_DAY = date.max
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONGEST_NAME, _LONGEST_PERIOD = 300, 100
_TOO_LONG = "Nyckeltalets namn är längre än 300 tecken. Kontrollera att det är rätt kolumn."


def is_period(cell: Cell) -> bool:
    """Whether the cell names a month, a tertial, a year or a day, with or without what is measured."""
    return cell.kind is CellKind.DATE or printed_period(cell.text) is not None


def printed_period(text: str, year: int | None = None) -> Printed | None:
    """What the text says as a period or as the heading of a column, "Utfall År 2021"; None for anything else.

    `year` is that of a heading without one.
    """
    if len(text) > _LONGEST_PERIOD:
        return None
    try:
        return parsed_printed(text, _ANY_DAY, year)
    except Unreadable:
        return None


def taken_for(printed: Printed | None) -> str:
    """ "Utfall, januari–augusti 2022": what a heading was taken for."""
    if printed is None or printed.measure is None:
        return "Period"
    label = told_label(printed.period.label, printed.period.start, printed.period.end)
    return f"{MEASURES[printed.measure]}, {label}"


def whole_months(cells: Iterable[Cell]) -> bool:
    """Whether days stand for months: Excel stores "mars 2022" as 1 March, and so does every day of the column."""
    days = [cell.day for cell in cells if _is_day(cell)]
    return bool(days) and all(day is not None and day.day == 1 for day in days)


def period_text(cell: Cell, *, months: bool) -> str:
    """What the cell says, as a person would type it: "2022-03" for 1 March where days stand for months."""
    return cell.text.strip()[:7] if months and _is_day(cell) else cell.text


def _is_day(cell: Cell) -> bool:
    return cell.kind is CellKind.DATE or bool(_DAY.fullmatch(cell.text.strip()))


def figure_name(cell: Cell) -> tuple[str, str]:
    """The name on one line, and why it cannot be one."""
    name = " ".join(cell.text.split())
    return (name[:60], _TOO_LONG) if len(name) > _LONGEST_NAME else (name, "")
