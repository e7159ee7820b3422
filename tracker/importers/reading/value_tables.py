"""A table of values with the periods along one side and the names of key figures along the other."""

from collections.abc import Iterable, Iterator

from tracker.importers.cells import Cell, CellKind, GridRow, Sheet
from tracker.importers.imported import ImportedValue, MatchedColumn
from tracker.importers.reading.periods import (
    AS_MONTHS,
    HEADING_WITHIN,
    figure_name,
    is_period,
    period_text,
    whole_months,
)


def tabled_values(
    blocks: Iterable[Sheet],
) -> tuple[list[ImportedValue], list[MatchedColumn], tuple[str, ...]]:
    """The values of every table, how its headings were taken, and notes. Empty cells tell nothing and are left out."""
    values: list[ImportedValue] = []
    columns: list[MatchedColumn] = []
    months = False
    for block in blocks:
        for place, row in enumerate(block.rows[:HEADING_WITHIN]):
            lines = Sheet(block.name, block.rows[place + 1 :])
            if _names_periods(row):
                months |= whole_months(row.cells)
                values.extend(_by_row(row, lines))
            elif _heads_figures(row, lines):
                months |= whole_months(line.cell(0) for line in lines.rows)
                values.extend(_by_column(row, lines))
            else:
                continue
            columns.extend(_matched(row))
            break
    return values, list(dict.fromkeys(columns)), (AS_MONTHS,) if months else ()


def _told(row: GridRow) -> list[tuple[int, Cell]]:
    """The cells after the first that hold something, with their places."""
    return [
        (place, cell) for place, cell in enumerate(row.cells) if place and cell.kind is not CellKind.EMPTY
    ]


def _names_periods(row: GridRow) -> bool:
    headings = _told(row)
    return bool(headings) and all(is_period(cell) for _, cell in headings) and not is_period(row.cell(0))


def _heads_figures(row: GridRow, lines: Sheet) -> bool:
    headings = _told(row)
    named = bool(headings) and all(cell.kind is CellKind.TEXT for _, cell in headings)
    return named and bool(lines.rows) and is_period(lines.rows[0].cell(0))


def _matched(row: GridRow) -> Iterator[MatchedColumn]:
    for _, cell in _told(row):
        yield MatchedColumn(" ".join(cell.text.split()), "Period" if is_period(cell) else "Nyckeltal")


def _by_row(headings: GridRow, lines: Sheet) -> Iterator[ImportedValue]:
    months = whole_months(headings.cells)
    periods = {place: period_text(cell, months=months) for place, cell in _told(headings)}
    for row in lines.rows:
        for place, cell in _told(row):
            if place in periods:
                yield _value(lines, row, row.cell(0), periods[place], cell)


def _by_column(headings: GridRow, lines: Sheet) -> Iterator[ImportedValue]:
    months = whole_months(row.cell(0) for row in lines.rows)
    figures = dict(_told(headings))
    for row in lines.rows:
        for place, cell in _told(row):
            if place in figures:
                yield _value(lines, row, figures[place], period_text(row.cell(0), months=months), cell)


def _value(lines: Sheet, row: GridRow, figure: Cell, period: str, cell: Cell) -> ImportedValue:
    name, too_long = figure_name(figure)
    return ImportedValue(
        where=lines.where(row.number),
        figure=name,
        period=period,
        value=cell.text,
        is_number=cell.kind is CellKind.NUMBER,
        percent=cell.percent,
        why=too_long or cell.why,
    )
