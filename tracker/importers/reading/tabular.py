"""Excel and CSV as a report: the sheet or block with the rows, and the one with the head."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, get_type_hints

from tracker.domain.exchange.columns import HeadLabel
from tracker.importers.cells import Cell, CellKind, Grid, Sheet
from tracker.importers.imported import FileRefused, ImportedHead, ImportedReport, Unreadable
from tracker.importers.known_kinds import KnownKind
from tracker.importers.reading.columns import folded
from tracker.importers.reading.document import Said, TableOf
from tracker.importers.reading.kind_table import read_kind_table
from tracker.importers.reading.rows import Found, read_table

_LABELS = {folded(label.value): label.name for label in HeadLabel}
_TYPES = get_type_hints(ImportedHead)


def read_tabular(grid: Grid, kinds: Sequence[KnownKind] = ()) -> ImportedReport:
    """The report in the grid. Raises FileRefused when no table has a column of numbers and one of texts."""
    found, facts = Found(), dict[str, Any]()
    known, slug = False, ""
    for sheet in grid.sheets:
        for block in sheet.blocks():
            table = TableOf(
                sheet.where(0).rpartition(",")[0],
                tuple(tuple(Said(_shown(cell)) for cell in row.cells) for row in block.rows),
                tuple(row.number for row in block.rows),
            )
            if kind := read_kind_table(table, kinds, found):
                known, slug = True, slug or kind.slug
                found.unreadable.extend(_broken(block))
            elif read_table(table, found):
                known = True
                found.unreadable.extend(_broken(block))
            else:
                _read_head(block, facts, found)
    if not known:
        raise FileRefused(
            "no-rows",
            "Ingen tabell med aktiviteter hittades. Kontrollera att tabellen har rubrikerna Nr, Aktivitet och Status.",
        )
    return ImportedReport(
        grid.format,
        replace(ImportedHead(), **facts),
        tuple(found.rows),
        tuple(found.unreadable),
        found.columns,
        grid.notes,
        slug,
    )


def _shown(cell: Cell) -> str:
    return "" if cell.kind is CellKind.UNREADABLE else cell.text


def _broken(sheet: Sheet) -> Iterator[Unreadable]:
    for row in sheet.rows:
        for cell in row.cells:
            if cell.kind is CellKind.UNREADABLE:
                yield Unreadable(sheet.where(row.number), cell.text, cell.why)


def _read_head(sheet: Sheet, facts: dict[str, Any], found: Found) -> None:
    for row in sheet.rows:
        name = _LABELS.get(folded(row.cell(0).text))
        value = row.cell(1)
        if name is None or name in facts or value.kind is CellKind.EMPTY:
            continue
        kept = _fact(value, str(_TYPES[name]))
        if kept is None:
            found.unreadable.append(
                Unreadable(
                    sheet.where(row.number),
                    value.text,
                    value.why or "Här ska ett datum eller år stå. Rätta det i filen.",
                )
            )
        else:
            facts[name] = kept


def _fact(value: Cell, kind: str) -> str | int | date | None:
    if value.kind is CellKind.UNREADABLE:
        return None
    if "date" in kind:
        return value.day
    if "int" in kind:
        return int(value.text) if value.text.isdecimal() and len(value.text) == 4 else None
    return value.text
