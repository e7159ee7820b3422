"""The values of a key figure as a page of paper has room for them."""

from dataclasses import replace

from tracker.domain.terms import Measure
from tracker.reports.chart_styles import few
from tracker.reports.content import KeyFigureContent
from tracker.reports.figures import ValueTable, drawn_series, value_table

#: More columns of values than this do not fit beside each other.
_MOST_COLUMNS = 7


def printed_table(figure: KeyFigureContent) -> ValueTable | None:
    """The table of values; of many municipalities the same as a diagram draws, for everybody together.

    The key figure's page, the Excel file and the open data have all.
    """
    table = value_table(figure)
    if table is None or len(table.headings) <= _MOST_COLUMNS + 1 or not figure.own_place or figure.monthly:
        return table
    kept = [point for series in few(drawn_series(figure), _MOST_COLUMNS) for point in series.points]
    others = [point for point in figure.points if point.measure is not Measure.OUTCOME]
    return value_table(replace(figure, points=(*kept, *others)))
