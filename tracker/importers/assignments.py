"""A file as tables of uppdrag, whatever kind it is of: what the columns mean is asked later."""

from collections.abc import Iterator

from tracker.importers.cells import CellKind
from tracker.importers.grid import grid_of
from tracker.importers.imported import FileRefused
from tracker.importers.opening import Kind, Opened, opened
from tracker.importers.raw_tables import RawRow, RawTable, RawTables
from tracker.importers.reading.text_assignments import text_tables

_NONE = (
    "Ingen tabell med uppdrag hittades. Kontrollera att den har rubriken Uppdrag, och gärna Nämnd och Status."
)
_OTHER = "Uppdrag läses ur Excel, CSV, Word, PDF eller text. Spara tabellen i något av dem och försök igen."


def read_assignments(data: bytes, filename: str) -> RawTables:
    """The tables of the file. Raises FileRefused.

    Run it through sandbox.run_safely("assignments", …) for a file from outside.
    """
    file = opened(data, filename)
    if file.kind in (Kind.XLSX, Kind.CSV):
        found = RawTables(str(file.kind), tuple(_sheets(file)), (), file.notes)
    elif file.kind is Kind.DOCX:
        found = RawTables("docx", tuple(_word_tables(file)), (), file.notes)
    elif file.kind is Kind.PDF:
        found = _pdf(file)
    elif file.kind is Kind.TEXT:
        found = RawTables("text", (), tuple(text_tables(file.text)), file.notes)
    else:
        raise FileRefused("no-cells", _OTHER)
    if not found.texts and not any(len(table.rows) > 1 for table in found.tables):
        raise FileRefused("no-rows", _NONE)
    return found


def _sheets(file: Opened) -> Iterator[RawTable]:
    for sheet in grid_of(file).sheets:
        for block in sheet.blocks():
            rows = tuple(
                RawRow(
                    row.number,
                    tuple("" if cell.kind is CellKind.UNREADABLE else cell.text for cell in row.cells),
                    tuple(cell.why for cell in row.cells if cell.kind is CellKind.UNREADABLE),
                )
                for row in block.rows
            )
            yield RawTable(f"bladet ”{sheet.name}”" if sheet.name else "", rows)


def _word_tables(file: Opened) -> Iterator[RawTable]:
    from tracker.importers.reading.docx import headed_tables  # noqa: PLC0415

    for table, headings in headed_tables(file):
        rows = tuple(
            RawRow(number, tuple(cell.text for cell in row)) for number, row in enumerate(table.rows, 1)
        )
        yield RawTable(table.where, rows, headings.focus_area, headings.given_by)


def _pdf(file: Opened) -> RawTables:
    """The ruled tables of the pages; where none has a heading of uppdrag, the text."""
    from tracker.importers.reading.pdf import pages_of  # noqa: PLC0415

    text, tables = pages_of(file)
    ruled = tuple(
        RawTable(
            table.where,
            tuple(
                RawRow(number, tuple(cell.text for cell in row)) for number, row in enumerate(table.rows, 1)
            ),
        )
        for table in tables
        if any("uppdrag" in cell.text.casefold() for row in table.rows[:3] for cell in row)
    )
    texts = () if ruled else tuple(text_tables(text))
    return RawTables("pdf", ruled, texts, file.notes)
