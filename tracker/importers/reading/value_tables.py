"""A table of values with the periods along one side and the names of key figures along the other."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tracker.domain.exchange.value_columns import MEASURES, ValueColumn
from tracker.domain.printed_periods import Printed
from tracker.importers.cells import Cell, CellKind, GridRow, Sheet
from tracker.importers.imported import ImportedValue, MatchedColumn
from tracker.importers.reading.columns import folded
from tracker.importers.reading.periods import (
    AS_MONTHS,
    HEADING_WITHIN,
    figure_name,
    is_period,
    period_text,
    printed_period,
    taken_for,
    whole_months,
)
from tracker.importers.reading.value_lists import NAMES

_YEAR = re.compile(r"\b(?:19|20|21)\d\d\b", re.ASCII)
#: What a column beside the periods may tell of its row.
_OF_ROW = {
    ValueColumn.FIGURE,
    ValueColumn.GENDER,
    ValueColumn.PLACE,
    ValueColumn.UNIT,
    ValueColumn.SOURCE,
}


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
    """Whether the columns are periods: all but the first, or some that say what is measured beside other columns."""
    headings = _told(row)
    if not headings or is_period(row.cell(0)):
        return False
    return all(is_period(cell) for _, cell in headings) or bool(_measured(row))


def _measured(row: GridRow) -> dict[int, Printed]:
    """The columns with headings such as "Utfall År 2021", by place; one without a year has the newest of the others."""
    years = [int(year) for _, cell in _told(row) for year in _YEAR.findall(cell.text)]
    found = {place: printed_period(cell.text, max(years, default=None)) for place, cell in _told(row)}
    return {place: one for place, one in found.items() if one is not None and one.measure is not None}


def _heads_figures(row: GridRow, lines: Sheet) -> bool:
    headings = _told(row)
    named = bool(headings) and all(cell.kind is CellKind.TEXT for _, cell in headings)
    return named and bool(lines.rows) and is_period(lines.rows[0].cell(0))


def _matched(row: GridRow) -> Iterator[MatchedColumn]:
    measured, others = _measured(row), _others(row)
    for place, cell in _told(row):
        heading = " ".join(cell.text.split())
        if place in measured or is_period(cell):
            yield MatchedColumn(heading, taken_for(measured.get(place)))
        else:
            yield MatchedColumn(heading, others.get(place, "") if measured else "Nyckeltal")


def _others(row: GridRow) -> dict[int, ValueColumn]:
    """The columns beside those of periods that tell something of the whole row, by place."""
    found: dict[int, ValueColumn] = {}
    for place, cell in enumerate(row.cells):
        column = NAMES.get(folded(cell.text))
        if column in _OF_ROW and column not in found.values():
            found[place] = column
    return found


def _by_row(headings: GridRow, lines: Sheet) -> Iterator[ImportedValue]:
    months, measured = whole_months(headings.cells), _measured(headings)
    periods = {place: period_text(cell, months=months) for place, cell in _told(headings) if is_period(cell)}
    periods |= {place: one.period.label for place, one in measured.items()}
    others = {column: place for place, column in _others(headings).items()} if measured else {}
    for row in lines.rows:
        name = row.cell(others.get(ValueColumn.FIGURE, 0))
        told = {column: row.cell(place).text for column, place in others.items()}
        for place, cell in _told(row):
            if place in periods and place not in others.values():
                value = _value(lines, row, name, periods[place], cell)
                yield replace(
                    value,
                    gender=told.get(ValueColumn.GENDER, ""),
                    place=told.get(ValueColumn.PLACE, ""),
                    unit=told.get(ValueColumn.UNIT, ""),
                    source=told.get(ValueColumn.SOURCE, ""),
                )


def _by_column(headings: GridRow, lines: Sheet) -> Iterator[ImportedValue]:
    months = whole_months(row.cell(0) for row in lines.rows)
    figures = dict(_told(headings))
    for row in lines.rows:
        for place, cell in _told(row):
            if place in figures:
                yield _value(lines, row, figures[place], period_text(row.cell(0), months=months), cell)


def _value(lines: Sheet, row: GridRow, figure: Cell, period: str, cell: Cell) -> ImportedValue:
    name, too_long = figure_name(figure)
    printed = printed_period(period)
    return ImportedValue(
        where=lines.where(row.number),
        figure=name,
        period=period,
        value=cell.text,
        measure=MEASURES[printed.measure] if printed and printed.measure else "",
        is_number=cell.kind is CellKind.NUMBER,
        percent=cell.percent,
        why=too_long or cell.why,
    )
