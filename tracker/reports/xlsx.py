"""The report as Excel: a sheet for each of its tables, every text as text, days and numbers as what they are."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from tracker.reports import words
from tracker.reports.blocks import printable
from tracker.reports.content import ReportContent
from tracker.reports.packing import same_bytes
from tracker.reports.tables import HEAD, Cell, Table, tables

#: How wide a column is, in characters, by its heading; others get the usual width.
_WIDTHS = {
    "Nr": 6, "Del av": 8, "Beslutad text": 60, "Kommentar": 60, "Återstår": 40, "Orsak": 40, "Tidigare år": 12,
    "Osäkert år": 10, "Gäller": 60, "Ändring": 40, "Nyckeltal": 50, "Diagram eller nyckeltal": 60,
    "Utveckling": 60, "Betyder": 80, "Anmärkning": 40, "Period": 16, "Från": 12, "Till": 12, "Värde": 12,
}  # fmt: skip
_USUAL = 20
#: Excel reads "_x0041_" in a text as an escaped letter: a text that looks so is escaped itself (ISO 29500-1, 22.4.2.4).
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def report_xlsx(content: ReportContent) -> bytes:
    """The report as .xlsx; the same bytes for the same content. Cells that begin with = + - @ are texts."""
    # Imported on first use: it takes a fifth of a second, which no page needs.
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook()
    _properties(book, content)
    book.remove(book.worksheets[0])
    for table in tables(content):
        _sheet(book, table)
    saved = BytesIO()
    book.save(saved)
    return same_bytes(saved.getvalue(), _written(content))


def _written(content: ReportContent) -> datetime:
    """The report's own day; never the clock."""
    return datetime.combine(content.report_on or content.as_of, time(12))


def _properties(book: Any, content: ReportContent) -> None:
    about = book.properties
    about.title = printable(words.heading(content))
    about.creator = about.lastModifiedBy = printable(content.organisation)
    about.subject = printable(content.plan_title)
    about.category, about.language = words.KIND, "sv-SE"
    about.created = about.modified = _written(content)


def _sheet(book: Any, table: Table) -> None:
    sheet = book.create_sheet("Sammanfattning" if table.name == HEAD else table.name)
    lines = ([_told_apart(table.headings)] if table.headings else []) + list(table.rows)
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            _fill(sheet.cell(number, column), value)
    _layout(sheet, table)


def _fill(cell: Any, value: Cell) -> None:
    from openpyxl.styles import Alignment  # noqa: PLC0415

    cell.alignment = Alignment(vertical="top", wrap_text=True)
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


def _layout(sheet: Any, table: Table) -> None:
    """What makes it readable and printable: widths, a heading that stays, landscape on one page's width."""
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.table import Table as ExcelTable  # noqa: PLC0415
    from openpyxl.worksheet.table import TableStyleInfo  # noqa: PLC0415

    page = sheet.page_setup
    page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight = "landscape", 9, 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.right.text = "Sida &P (&N)"
    if not table.headings:
        for cell in sheet["A"]:
            cell.font = Font(bold=True)
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 90
        return
    for number, heading in enumerate(table.headings, 1):
        width = _WIDTHS.get(heading, 60 if number == 3 and table.name == "Aktiviteter" else _USUAL)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    last = f"{get_column_letter(len(table.headings))}{max(len(table.rows), 1) + 1}"
    shown = ExcelTable(displayName=f"Tabell_{len(sheet.parent.worksheets)}", ref=f"A1:{last}")
    shown.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(shown)
