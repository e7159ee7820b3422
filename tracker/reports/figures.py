"""What a key figure says in words and in a table; every format prints these."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.domain.exchange.value_columns import GENDERS, MEASURES
from tracker.domain.measurement import period_kind, rounded
from tracker.domain.swedish.words import counted, decimal_comma
from tracker.domain.terms import Direction, Gender, Measure
from tracker.domain.trend import Trend, trend
from tracker.reports.content import KeyFigureContent, Point
from tracker.reports.fetched_sources import together

MISSING = "saknas"
SOURCE = "Källa"
VALUE_OF = "Värde"
#: Of a key figure that is shown as means of months.
MEAN = "Genomsnitt"
MONTHLY = "Per månad"
NO_VALUES = "Värden saknas."
SCALE_NOTE = "Skalan börjar inte på noll."

#: Sorts after every period.
_LAST = (date.max, date.max)
_BOUNDS = {Direction.UP: "minst ", Direction.DOWN: "högst ", Direction.NONE: ""}


@dataclass(frozen=True)
class Series:
    """The outcomes of one place or gender in time order, missing ones too. An only one has no name."""

    name: str
    points: tuple[Point, ...]

    @property
    def known(self) -> list[Point]:
        """The points that have a value."""
        return [point for point in self.points if point.value is not None]


@dataclass(frozen=True)
class ValueTable:
    """The values as text: one row per period, one column per series.

    `sources` has one text per row when the values come from different sources; else it is empty.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...] = ()


def number_text(figure: KeyFigureContent, value: Decimal) -> str:
    """The value with at most the figure's decimals and decimal comma: 4.70 is "4,7" and 5.0 is "5"."""
    return decimal_comma(rounded(value, figure.decimals))


def value_text(figure: KeyFigureContent, value: Decimal | None) -> str:
    """The value with its unit: "4,7 %", "380 familjer"; a missing one is "saknas", never 0."""
    if value is None:
        return MISSING
    unit = figure.unit_short or figure.unit
    return f"{number_text(figure, value)}\u00a0{unit}" if unit else number_text(figure, value)


def target_text(figure: KeyFigureContent) -> str:
    """The newest target with its time: "Mål 2022: högst 4 %"; "" when there is none."""
    target = figure.target
    return f"{' '.join(('Mål', target.label)).rstrip()}: {_bounded(figure, target)}" if target else ""


def goal_text(figure: KeyFigureContent) -> str:
    """The newest target alone: "högst 4 %"; "" when there is none."""
    return _bounded(figure, figure.target) if figure.target else ""


def _bounded(figure: KeyFigureContent, target: Point) -> str:
    bound = _BOUNDS[figure.direction] if target.value is not None else ""
    return bound + value_text(figure, target.value)


def series_of(figure: KeyFigureContent) -> list[Series]:
    """The outcomes by place and gender, in the order in which they are first met."""
    outcomes = [point for point in figure.points if _outcome(point)]
    return [
        Series(name, tuple(point for point in outcomes if _column(figure, point) == name))
        for name in _columns(figure, outcomes)
    ]


def drawn_series(figure: KeyFigureContent) -> list[Series]:
    """What a diagram draws: of several places beside the own one only the values for everybody, each under its name."""
    totals = [point for point in figure.points if _outcome(point) and point.gender is Gender.TOTAL]
    places = list(dict.fromkeys(point.series for point in totals))
    if not figure.own_place or len(places) < 2:
        return series_of(figure)
    return [Series(name, tuple(point for point in totals if point.series == name)) for name in places]


def _drawn(figure: KeyFigureContent) -> list[Point]:
    return [point for series in drawn_series(figure) for point in series.known]


def _outcome(point: Point) -> bool:
    return point.measure is Measure.OUTCOME


def _column(figure: KeyFigureContent, point: Point) -> str:
    """What tells the point's column from the others: its place, its gender, both or nothing."""
    genders = {other.gender for other in (*figure.points, *figure.monthly)}
    gender = GENDERS[point.gender] if len(genders) > 1 else ""
    return ", ".join(part for part in (point.series, gender) if part)


def _columns(figure: KeyFigureContent, points: Sequence[Point]) -> list[str]:
    return list(dict.fromkeys(_column(figure, point) for point in points))


def value_table(figure: KeyFigureContent) -> ValueTable | None:
    """Every value by period, targets last, a mean beside its month's own value; None without any values."""
    if not figure.told:
        return None
    shown = [(_heading(figure, point), point) for point in figure.points]
    told = [(_heading(figure, point, told=True), point) for point in figure.monthly]
    placed = [*shown, *told]
    # Also the column of a mean that is never known: the caption speaks of it.
    means = [_heading(figure, point) for point in figure.monthly]
    headings = list(dict.fromkeys((*(name for name, _ in shown), *means, *(name for name, _ in told))))
    # Outcomes in time order, then the others as they come.
    placed.sort(key=lambda each: (each[1].period_end, each[1].period_start) if _outcome(each[1]) else _LAST)
    cells: dict[tuple[object, ...], dict[str, str]] = {}
    origins: dict[tuple[object, ...], list[Point]] = {}
    for heading, point in placed:
        key = (point.measure, point.period_start, point.period_end, _period(point))
        text = value_text(figure, point.value)
        if point.measure is Measure.TARGET:
            text = _bounded(figure, point)
        # A mean, or a month, that is not there is missing.
        blank = dict.fromkeys(headings, MISSING) if figure.monthly and _outcome(point) else {}
        cells.setdefault(key, blank)[heading] = text
        origins.setdefault(key, []).append(point)
    rows = tuple((str(key[-1]), *(row.get(each, "") for each in headings)) for key, row in cells.items())
    if len(_distinct_sources(figure, figure.told)) < 2:
        return ValueTable(("Period", *headings), rows)
    sources = tuple("; ".join(_distinct_sources(figure, points)) for points in origins.values())
    return ValueTable(("Period", *headings), rows, sources)


def _heading(figure: KeyFigureContent, point: Point, *, told: bool = False) -> str:
    """The column of the value; of a mean and of the month's own value two beside each other."""
    column = _column(figure, point)
    if figure.mean_months is None or not _outcome(point):
        return column or (MEAN if figure.mean_months else VALUE_OF)
    kind = MONTHLY if told else MEAN
    return f"{column}, {kind.lower()}" if column else kind


def why_no_mean(figure: KeyFigureContent) -> str:
    """Why months are known but not one mean of them; "" when that is not so."""
    if figure.mean_months is None or figure.outcomes or all(p.value is None for p in figure.monthly):
        return ""
    months = counted(figure.mean_months, "månad", "månader")
    return f"Genomsnittet saknas: det behövs {months} i följd."


def source_line(figure: KeyFigureContent) -> str:
    """Where the values that are shown come from: "Källa: Kolada.", "Källor: …; ….", "" when it is not known.

    See `sources`.
    """
    known = sources(figure)
    if not known:
        return ""
    return f"{SOURCE if len(known) == 1 else 'Källor'}: {'; '.join(known)}."


def source_below(figure: KeyFigureContent, table: ValueTable | None) -> str:
    """The line of sources under the values; "" when each value has its own beside it."""
    return "" if table and table.sources else source_line(figure)


def sources(figure: KeyFigureContent) -> list[str]:
    """The sources of the values that are shown, each once, in their order, without full stops.

    The figure's own source is named only for values that have none of their own, and when there are no values.
    """
    found = _distinct_sources(figure, figure.told) if figure.told else [_plain(figure.source)]
    return [source for source in found if source]


def _distinct_sources(figure: KeyFigureContent, points: Sequence[Point]) -> list[str]:
    return together([_plain(point.source or figure.source) for point in points])


def _plain(source: str) -> str:
    return source.strip().rstrip(".")


def _period(point: Point) -> str:
    return point.label if _outcome(point) else f"{MEASURES[point.measure]} {point.label}"


def trend_text(figure: KeyFigureContent) -> str:
    """From first to last known outcome, per series: "Från 5 % 2019 till 4,3 % 2021."; "" without two."""
    sentences = []
    for series in _told_of(figure):
        known = series.known
        if len(known) < 2:
            continue
        first, last = (f"{value_text(figure, point.value)} {point.label}" for point in (known[0], known[-1]))
        start = f"{series.name}: från" if series.name else "Från"
        sentences.append(f"{start} {first} till {last}.")
    return " ".join(sentences)


def _told_of(figure: KeyFigureContent) -> list[Series]:
    """The series that sentences tell of: beside several other places only the own one."""
    series = drawn_series(figure)
    own = [each for each in series if each.name == figure.own_place]
    return own if own and len(series) > 2 else series


def series_trend(figure: KeyFigureContent, series: Series) -> Trend:
    """The trend of one place or gender by the rule of domain/trend.py, over its commonest kind of period.

    A month beside a year would be taken for a fall.
    """
    kinds = [period_kind(point.period_start, point.period_end) for point in series.known]
    kind = max(reversed(kinds), key=kinds.count, default=None)
    known = [point.value for point, each in zip(series.known, kinds, strict=True) if each == kind]
    return trend(known, figure.direction)


def trend_sentence(figure: KeyFigureContent) -> str:
    """ "Trend positiv.", or for each place or gender "Trend: kvinnor positiv, män negativ."; "" without values."""
    series = _told_of(figure)
    if not figure.outcomes:
        return ""
    if len(series) == 1 and not series[0].name:
        word = series_trend(figure, series[0])
        if word is Trend.UNCHANGED and len({point.value for point in series[0].known}) > 1:
            return f"Trend {word}: värdena går både upp och ned."
        return f"Trend: {word}." if word is Trend.TOO_FEW else f"Trend {word}."
    return f"Trend: {', '.join(f'{one.name} {series_trend(figure, one)}' for one in series)}."


def has_chart(figure: KeyFigureContent) -> bool:
    """A diagram needs three known outcomes, over more than one period."""
    drawn = _drawn(figure)
    return len(drawn) >= 3 and len({point.period_end for point in drawn}) > 1


def scale_range(figure: KeyFigureContent) -> tuple[float, float]:
    """The lowest and highest value of the diagram's scale.

    It begins at zero unless the values and the target lie so close together that nothing would be seen.
    """
    points = [*_drawn(figure), *([figure.target] if figure.target else [])]
    known = [point.value for point in points if point.value is not None]
    low, high = float(min(known)), float(max(known))
    if low >= 0 and high - low >= 0.35 * high:
        low = 0.0
    if low == high:
        low, high = low - (abs(low) or 1) * 0.1, high + (abs(high) or 1) * 0.1
    return low, high


def scale_note(figure: KeyFigureContent) -> str:
    """Says that the scale does not begin at zero; "" when it does."""
    low, high = scale_range(figure)
    return "" if low <= 0 <= high else SCALE_NOTE


def describe(figure: KeyFigureContent) -> str:
    """Alternative text in Swedish: the name, from where to where, every value, the target, the scale."""
    if not figure.points:
        return f"{figure.name}. {NO_VALUES}"
    listed = []
    for series in series_of(figure):
        values = ", ".join(f"{point.label}: {value_text(figure, point.value)}" for point in series.points)
        listed.append(f"{series.name}, {values}." if series.name else f"{values}.")
    start = "Linjediagram. " if has_chart(figure) else ""
    goal = f"{target_text(figure)}." if figure.target else ""
    note = scale_note(figure) if has_chart(figure) else ""
    trend_of_it = trend_sentence(figure)
    parts = (f"{start}{figure.name.rstrip('.')}.", trend_of_it, trend_text(figure), *listed, goal, note)
    return " ".join(part for part in parts if part)
