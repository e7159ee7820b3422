"""The report as Excel: a sheet for each of its tables, every text as text, days and numbers as what they are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from tracker.reports import words
from tracker.reports.blocks import printable
from tracker.reports.content import ReportContent
from tracker.reports.packing import same_bytes
from tracker.reports.tables import HEAD, Cell, Table, on_paper_first, tables

#: Excel reads "_x0041_" in a text as an escaped letter: a text that looks so is escaped itself (ISO 29500-1, 22.4.2.4).
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def report_xlsx(content: ReportContent) -> bytes:
    """The report as .xlsx; the same bytes for the same content. Cells that begin with = + - @ are texts."""
    about = About(
        words.heading(content), content.organisation, content.plan_title, words.KIND, _written(content)
    )
    return tables_xlsx(about, tables(content))


@dataclass(frozen=True)
class About:
    """What a workbook says of itself; `written` is the content's own day, never the clock."""

    title: str
    creator: str
    subject: str
    category: str
    written: datetime


def tables_xlsx(about: About, sheets: Iterable[Table], *, first_column_stays: bool = False) -> bytes:
    """The tables as .xlsx, a sheet each; with `first_column_stays` it is in sight when scrolling to the right."""
    # Imported on first use: it takes a fifth of a second, which no page needs.
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook()
    _properties(book, about)
    book.remove(book.worksheets[0])
    for table in sheets:
        sheet = _sheet(book, table)
        if first_column_stays:
            sheet.freeze_panes = "B2"
    saved = BytesIO()
    book.save(saved)
    return same_bytes(saved.getvalue(), about.written)


def _written(content: ReportContent) -> datetime:
    """The report's own day; never the clock."""
    return datetime.combine(content.report_on or content.as_of, time(12))


def _properties(book: Any, about: About) -> None:
    found = book.properties
    found.title = printable(about.title)
    found.creator = found.lastModifiedBy = printable(about.creator)
    found.subject = printable(about.subject)
    found.category, found.language = about.category, "sv-SE"
    found.created = found.modified = about.written


def _sheet(book: Any, table: Table) -> Any:
    # It loads the library, as above.
    from tracker.reports.xlsx_layout import lay_out  # noqa: PLC0415

    table = on_paper_first(table)
    sheet = book.create_sheet("Sammanfattning" if table.name == HEAD else table.name)
    lines = ([_told_apart(table.headings)] if table.headings else []) + list(table.rows)
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            _fill(sheet.cell(number, column), value)
    lay_out(sheet, table)
    return sheet


def _fill(cell: Any, value: Cell) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        cell.value = _ESCAPE.sub("_x005F_", printable(value))
        # Whatever it begins with, it is a text and no formula.
        cell.data_type = "s"
        return
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(value, Decimal):
        decimals = max(0, -int(value.as_tuple().exponent))
        cell.number_format = "# ##0" + (f".{'0' * decimals}" if decimals else "")


def _told_apart(headings: tuple[str, ...]) -> tuple[str, ...]:
    """The headings, each another: Excel calls a table with two alike damaged, and a plan's words may be any."""
    told: list[str] = []
    for heading in headings:
        number, name = 2, heading or "Kolumn"
        while name.casefold() in (other.casefold() for other in told):
            name, number = f"{heading} {number}", number + 1
        told.append(name)
    return tuple(told)
