"""A file as values of key figures: a value per line as in our own table, a period per row or column, or in text."""

from tracker.importers.grid import grid_of
from tracker.importers.imported import FileRefused, ImportedValues
from tracker.importers.opening import Kind, opened
from tracker.importers.reading.value_lists import listed_values
from tracker.importers.reading.value_tables import tabled_values
from tracker.importers.reading.value_text import text_values

#: So many are compared and shown within seconds.
_MOST = 10_000


def read_values(data: bytes, filename: str) -> ImportedValues:
    """The values in the .xlsx, .csv or text. Raises FileRefused.

    Run it through sandbox.run_safely("values", …) for a file from outside. A list of values goes before tables:
    a report of ours holds both.
    """
    file = opened(data, filename)
    if file.kind is Kind.TEXT:
        return _checked(text_values(file.text, file.notes))
    grid = grid_of(file)
    blocks = [block for sheet in grid.sheets for block in sheet.blocks()]
    values, columns, notes = listed_values(blocks)
    if not columns:
        values, columns, notes = tabled_values(blocks)
    return _checked(ImportedValues(grid.format, tuple(values), tuple(columns), (*grid.notes, *notes)))


def _checked(read: ImportedValues) -> ImportedValues:
    if not read.columns:
        raise FileRefused(
            "no-values",
            "Ingen tabell med värden hittades. Skriv rubrikerna Nyckeltal, Period och Värde, eller låt varje kolumn "
            "vara ett nyckeltal och varje rad en period.",
        )
    if len(read.values) > _MOST:
        raise FileRefused(
            "too-many-values",
            "Filen har fler än 10 000 värden. Dela upp den på flera filer och läs in en i taget.",
        )
    return read
