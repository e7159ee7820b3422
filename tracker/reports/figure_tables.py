"""Figures under one heading as a table: a row per figure, a column per period, as a municipality prints them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.aimed_names import aimed
from tracker.domain.exchange.value_columns import GENDERS, MEASURES
from tracker.domain.printed_periods import column_label
from tracker.domain.swedish.words import capitalised
from tracker.domain.terms import Gender, Measure
from tracker.reports.content import KeyFigureContent, Point
from tracker.reports.figures import number_text

#: A cell for which no value is known: never a blank, never 0.
UNKNOWN = "–"
FIGURE_HEADING = "Nyckeltal"
#: As many periods as a page has room for; the newest are shown.
MOST_PERIODS = 6
#: What is decided before the year stands before what came of it.
_ORDER = (Measure.TARGET, Measure.BUDGET, Measure.OUTCOME, Measure.FORECAST)
_GENDERS = (Gender.WOMEN, Gender.MEN, Gender.TOTAL)
_Column = tuple[date, date, Measure]


@dataclass(frozen=True)
class FigureRow:
    """A figure, or its part for one gender or place, with a point per column; None where nothing is told.

    `part` names the part, its `series` and `gender`, "" for a figure that has one row; only the `first` row of a
    figure shows its name.
    """

    figure: KeyFigureContent
    part: str
    first: bool
    points: tuple[Point | None, ...]
    series: str = ""
    gender: str = ""

    @property
    def name(self) -> str:
        """The name with where it is to go: "Andel sjukfrånvaro ska minska"."""
        return aimed(self.figure.name, self.figure.direction)

    @property
    def note(self) -> str:
        """The unit, and what part of the work it tells of."""
        return ". ".join(part for part in (capitalised(self.figure.unit), self.figure.focus_area) if part)

    @property
    def cells(self) -> tuple[str, ...]:
        """The values as text."""
        return tuple(
            UNKNOWN if point is None or point.value is None else number_text(self.figure, point.value)
            for point in self.points
        )


@dataclass(frozen=True)
class FigureTable:
    """The rows under their headings; `left_out` is how many older periods there was no room for."""

    headings: tuple[str, ...]
    rows: tuple[FigureRow, ...]
    left_out: int = 0

    @property
    def note(self) -> str:
        """Says that older periods are left out; "" when none are."""
        return "Tidigare perioder står i Excelfilen och på nyckeltalens egna sidor." if self.left_out else ""


def figure_table(figures: Iterable[KeyFigureContent], most: int | None = MOST_PERIODS) -> FigureTable | None:
    """The table of the figures; None when not one value is told. `most` is how many periods are shown."""
    known = list(figures)
    columns = sorted({_column(p) for f in known for p in f.points}, key=_in_time)
    if not columns:
        return None
    shown = columns if most is None else columns[-most:]
    return FigureTable(
        tuple(_heading(known, column) for column in shown),
        tuple(row for figure in known for row in _rows(figure, shown)),
        len(columns) - len(shown),
    )


def _column(point: Point) -> _Column:
    return point.period_start, point.period_end, point.measure


def _in_time(column: _Column) -> tuple[object, ...]:
    start, end, measure = column
    # A budget for the year is older than what has come of it in August.
    return end.year, _ORDER.index(measure), end, start


def _heading(figures: Sequence[KeyFigureContent], column: _Column) -> str:
    found = next(p for f in figures for p in f.points if _column(p) == column)
    return column_label(found.printed or found.label, MEASURES[found.measure])


def _rows(figure: KeyFigureContent, columns: Sequence[_Column]) -> Iterable[FigureRow]:
    parts = sorted(
        {(p.series, p.gender) for p in figure.points},
        key=lambda part: ([p.series for p in figure.points].index(part[0]), _GENDERS.index(part[1])),
    )
    divided = {gender for _, gender in parts} != {Gender.TOTAL}
    for number, (series, gender) in enumerate(parts or [("", Gender.TOTAL)]):
        told = {_column(p): p for p in figure.points if (p.series, p.gender) == (series, gender)}
        whose = GENDERS[gender] if divided else ""
        part = ", ".join(word for word in (series, whose.lower() if series else whose) if word)
        points = tuple(told.get(column) for column in columns)
        yield FigureRow(figure, part, number == 0, points, series, whose)


def together(figures: Iterable[KeyFigureContent]) -> list[KeyFigureContent]:
    """Each figure once, and those with the same heading where the first of them stands."""
    places: dict[str, dict[str, KeyFigureContent]] = {}
    seen: set[str] = set()
    for figure in figures:
        if figure.slug not in seen:
            seen.add(figure.slug)
            # A figure without a heading has a place of its own.
            place = f"rubrik {figure.heading.casefold()}" if figure.heading else figure.slug
            places.setdefault(place, {})[figure.slug] = figure
    return [figure for group in places.values() for figure in group.values()]
