"""How a sheet of the report looks: widths, heights, headings and what is printed. Loads the Excel library."""

from collections.abc import Sequence
from copy import copy
from decimal import Decimal
from math import ceil
from textwrap import wrap
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableStyleInfo

from tracker.domain.exchange.columns import ON_PAPER
from tracker.reports.tables import ROWS, Cell, Table

#: How wide a column is, in characters, by its heading; others get the usual width.
_WIDTHS = {
    "Del av": 8, "Beslutad text": 90, "Återstår": 50, "Orsak": 50, "Tidigare år": 12, "Osäkert år": 10,
    "Slag": 20, "Nr": 6, "Gäller": 60, "Ändring": 40, "Nyckeltal": 50, "Diagram eller nyckeltal": 50, "Utveckling": 70,
    "Betyder": 90, "Anmärkning": 40, "Period": 16, "Från": 12, "Till": 12, "Mått": 40, "Kön": 10, "Värde": 12,
    "Enhet": 12, "Rubrik": 34, "Målområde": 34, "Källa": 40,
}  # fmt: skip
#: Of the columns that are printed: number, text, status, year and comment.
_ON_PAPER = (7, 42, 20, 17, 90)
_USUAL, _LABEL, _FACT = 20, 34, 100
#: What the printed columns of a kind's own table share.
_PRINTED = 200
#: Named, and so in the same letters as the cells: without a name, programs choose one of their own.
_BOLD = Font(name="Calibri", size=11, bold=True, color="FF18242A")
_HEADING = PatternFill("solid", fgColor="FFE6EDEE")
_HAIRLINE = Border(bottom=Side("thin", color="FFD3DBDD"))
#: Points of a line and around a row; no row is higher than the highest that Excel knows.
_LINE, _AIR, _HIGHEST = 15, 3, 409
#: Running text is narrower than the digits that widths are counted in.
_LETTERS_PER_DIGIT = 1.12


def lay_out(sheet: Any, table: Table) -> None:
    """Makes the filled sheet readable and printable: the headings stay, landscape, as wide as the page."""
    page = sheet.page_setup
    page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight = "landscape", 9, 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.right.text = "Sida &P (&N)"
    widths = _widths(table)
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    looks: dict[tuple[bool, str], Any] = {}
    for line in sheet.iter_rows(max_col=len(widths)):
        for cell in line:
            _look(cell, looks, right=bool(table.headings) and isinstance(cell.value, Decimal))
        sheet.row_dimensions[line[0].row].height = _height([cell.value for cell in line], widths)
    if table.headings:
        _head(sheet, table)
    else:
        for cell in sheet["A"]:
            cell.font = _BOLD


def _look(cell: Any, looks: dict[tuple[bool, str], Any], *, right: bool) -> None:
    """Sides and edge of a cell. The library looks every style up anew, so that thousands of cells copy the first's."""
    key = (right, cell.number_format)
    if key in looks:
        cell._style = copy(looks[key])
        return
    cell.alignment = Alignment(horizontal="right" if right else "left", vertical="top", wrap_text=True)
    cell.border = _HAIRLINE
    looks[key] = copy(cell._style)


def _widths(table: Table) -> list[int]:
    if not table.headings:
        return [_LABEL, _FACT]
    return [_width(table, number) for number in range(len(table.headings))]


def _width(table: Table, number: int) -> int:
    heading = table.headings[number]
    if table.name == ROWS and not table.printed and number < len(ON_PAPER):
        return _ON_PAPER[number]
    if number < table.printed:
        return min(max(_PRINTED // table.printed, _USUAL), 60) if _longest(table, number) > _USUAL else _USUAL
    if all(line[number] in (None, "") for line in table.rows):
        # Kept for those who read the file in again, but it takes no room.
        return len(heading) + 4
    return _WIDTHS.get(heading, _USUAL)


def _longest(table: Table, number: int) -> int:
    return max((len(str(line[number] or "")) for line in table.rows), default=0)


def _height(cells: Sequence[Cell], widths: Sequence[int]) -> float:
    """The height that the longest cell needs: programs other than Excel show a new file's rows one line high."""
    lines = max(_lines(cell, width) for cell, width in zip(cells, widths, strict=True))
    return min(lines * _LINE + _AIR, _HIGHEST)


def _lines(cell: Cell, width: int) -> int:
    if not isinstance(cell, str):
        return 1
    room = int(width * _LETTERS_PER_DIGIT)
    return sum(_lines_of(paragraph, room) for paragraph in cell.split("\n"))


def _lines_of(paragraph: str, room: int) -> int:
    if len(paragraph) <= room:
        return 1
    # Beyond the highest row it makes no difference, and wrapping takes its time.
    if len(paragraph) > room * _HIGHEST / _LINE:
        return ceil(len(paragraph) / room)
    return len(wrap(paragraph, room))


def _head(sheet: Any, table: Table) -> None:
    for cell in sheet[1]:
        cell.font, cell.fill = _BOLD, _HEADING
        below = sheet.cell(2, cell.column).value
        if isinstance(below, Decimal):
            cell.alignment = Alignment(horizontal="right", vertical="top", wrap_text=True)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    last = max(len(table.rows), 1) + 1
    if table.name == ROWS:
        sheet.print_area = f"A1:{get_column_letter(table.printed or len(ON_PAPER))}{last}"
    shown = ExcelTable(
        displayName=f"Tabell_{len(sheet.parent.worksheets)}",
        ref=f"A1:{get_column_letter(len(table.headings))}{last}",
    )
    shown.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(shown)
