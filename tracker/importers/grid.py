"""Excel and CSV as a grid of typed cells: what reports and key figures are read from."""

import csv
from collections.abc import Iterator
from io import StringIO

from tracker.domain.exchange.guarded import unguarded
from tracker.importers.cells import (
    EMPTY,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    CellKind,
    Grid,
    GridRow,
    Sheet,
    too_many,
)
from tracker.importers.imported import FileRefused
from tracker.importers.opening import Kind, Opened
from tracker.importers.sheet_xml import sheets

_LONGEST_CELL = 1_000_000


def grid_of(file: Opened) -> Grid:
    """The cells of an opened .xlsx or .csv; formulas give their stored value. Raises FileRefused when it has none."""
    if file.kind is Kind.XLSX and file.archive is not None:
        found = tuple(sheets(file.archive))
    elif file.kind in (Kind.CSV, Kind.TEXT):
        found = (Sheet("", tuple(_lines(file.text))),)
    else:
        raise FileRefused(
            "no-cells",
            "Filen har inga rader och kolumner. Spara tabellen som .xlsx eller .csv och försök igen.",
        )
    if not any(sheet.rows for sheet in found):
        raise FileRefused("empty", "Filen har inga ifyllda celler. Kontrollera att du valde rätt fil.")
    return Grid(str(file.kind), found, file.notes)


def _lines(text: str) -> Iterator[GridRow]:
    # The limit is the module's own and process-wide; setting it again changes nothing.
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter(text))
    before = 0
    try:
        for line in reader:
            number, before = before + 1, reader.line_num
            if number > MAX_ROWS or len(line) > MAX_COLUMNS:
                raise too_many()
            cells = tuple(_cell(unguarded(value)) for value in line)
            if any(cell is not EMPTY for cell in cells):
                yield GridRow(number, cells)
    except csv.Error as problem:
        raise FileRefused(
            "damaged", f"Filen går inte att läsa efter rad {before}. Kontrollera citattecknen där."
        ) from problem


def _cell(text: str) -> Cell:
    return Cell(CellKind.TEXT, text) if text.strip() else EMPTY


def delimiter(text: str) -> str:
    """What parts the cells: of semicolon, tab and comma the one that most lines have, semicolon when none has."""
    lines = [line for line in text.split("\n")[:50] if line.strip()]
    return max(";\t,", key=lambda sign: sum(sign in line for line in lines))
