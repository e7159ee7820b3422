"""A list with one value of a key figure per line, such as the sheet Nyckeltal of our own report."""

from collections.abc import Iterable, Iterator

from tracker.domain.exchange.value_columns import VALUE_SYNONYMS, ValueColumn
from tracker.importers.cells import Cell, CellKind, GridRow, Sheet
from tracker.importers.imported import ImportedValue, MatchedColumn
from tracker.importers.reading.columns import folded
from tracker.importers.reading.periods import (
    AS_MONTHS,
    HEADING_WITHIN,
    figure_name,
    period_text,
    whole_months,
)

_Places = dict[ValueColumn, int]
NAMES = {folded(name): column for column in ValueColumn for name in (column.value, *VALUE_SYNONYMS[column])}


def listed_values(
    blocks: Iterable[Sheet],
) -> tuple[list[ImportedValue], list[MatchedColumn], tuple[str, ...]]:
    """The values of every list, how their headings were taken, and notes; no headings when there is no list."""
    values: list[ImportedValue] = []
    columns: list[MatchedColumn] = []
    months = False
    for block in blocks:
        for place, row in enumerate(block.rows[:HEADING_WITHIN]):
            places = _places(row)
            if places is not None:
                lines = Sheet(block.name, block.rows[place + 1 :])
                told = whole_months(line.cell(places.get(ValueColumn.PERIOD, -1)) for line in lines.rows)
                months |= told
                values.extend(_values(lines, places, months=told))
                columns.extend(_matched(row, places))
                break
    return values, list(dict.fromkeys(columns)), (AS_MONTHS,) if months else ()


def _places(row: GridRow) -> _Places | None:
    """The column of each known heading; None when the row is no heading of such a list."""
    found: _Places = {}
    for place, cell in enumerate(row.cells):
        column = NAMES.get(folded(cell.text))
        if column is not None and column not in found:
            found[column] = place
    told = ValueColumn.PERIOD in found or {ValueColumn.START, ValueColumn.END} <= found.keys()
    return found if told and {ValueColumn.FIGURE, ValueColumn.VALUE} <= found.keys() else None


def _matched(row: GridRow, places: _Places) -> Iterator[MatchedColumn]:
    taken = {place: column.value for column, place in places.items()}
    for place, cell in enumerate(row.cells):
        if cell.text:
            yield MatchedColumn(" ".join(cell.text.split()), taken.get(place, ""))


def _values(lines: Sheet, places: _Places, *, months: bool) -> Iterator[ImportedValue]:
    def of(row: GridRow, column: ValueColumn) -> Cell:
        return row.cell(places.get(column, -1))

    for row in lines.rows:
        value, (figure, too_long) = of(row, ValueColumn.VALUE), figure_name(of(row, ValueColumn.FIGURE))
        yield ImportedValue(
            where=lines.where(row.number),
            figure=figure,
            period=period_text(of(row, ValueColumn.PERIOD), months=months),
            value=value.text,
            start=_day(of(row, ValueColumn.START)),
            end=_day(of(row, ValueColumn.END)),
            measure=of(row, ValueColumn.MEASURE).text,
            gender=of(row, ValueColumn.GENDER).text,
            place=of(row, ValueColumn.PLACE).text,
            unit=of(row, ValueColumn.UNIT).text,
            source=of(row, ValueColumn.SOURCE).text,
            is_number=value.kind is CellKind.NUMBER,
            percent=value.percent,
            why=too_long or value.why,
        )


def _day(cell: Cell) -> str:
    return cell.day.isoformat() if cell.day else cell.text
