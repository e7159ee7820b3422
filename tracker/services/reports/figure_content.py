"""A key figure out of the tables as plain data."""

from tracker.domain.printed_periods import told_label
from tracker.models import KeyFigure, KeyFigureValue
from tracker.queries.key_figures.values import PlaceNames, newest_values
from tracker.reports.content import KeyFigureContent, Point
from tracker.reports.means import with_means


def key_figure_content(
    figure: KeyFigure, places: PlaceNames, *, is_goal: bool = False, comment: str = ""
) -> KeyFigureContent:
    """A key figure as plain data; series are named only when several places stand side by side.

    The places stand in the order of `places`, names by code, each in time order.
    A value's label is what a sentence calls its period; how a document heads its column is kept beside it.
    A figure that is shown as a mean of months has the means as its points (reports/means.py).
    `comment` is what is written about it in the follow-up at hand, never in an earlier one.
    """
    order = {code: number for number, code in enumerate(places)}
    values = sorted(
        newest_values(figure.values),
        key=lambda value: (order.get(_code_of(value, places), len(order)), value.board_id or 0),
    )
    several = len({(value.board_id, value.municipality_code) for value in values}) > 1
    content = KeyFigureContent(
        slug=figure.slug,
        name=figure.name,
        unit=figure.unit,
        unit_short=figure.unit_short,
        decimals=figure.decimals,
        direction=figure.direction,
        caption=figure.caption or figure.name,
        trend=comment,
        aggregation=figure.calculation,
        source=figure.source,
        is_goal=is_goal,
        points=tuple(_point(value, _place_name(value, places) if several else "") for value in values),
        heading=figure.heading or "",
        focus_area=figure.focus_area or "",
        own_place=places.get(places.own or "", "") if several else "",
    )
    return with_means(content, figure.mean_months) if figure.mean_months else content


def _code_of(value: KeyFigureValue, places: PlaceNames) -> str:
    """The place's code; an own value may name no place. "" for that of a board."""
    return value.municipality_code or ("" if value.board_id else places.own or "")


def _place_name(value: KeyFigureValue, places: PlaceNames) -> str:
    if value.board:
        return value.board.name
    code = _code_of(value, places)
    return places.told(code) if code else ""


def _point(value: KeyFigureValue, series: str) -> Point:
    label = told_label(value.label, value.period_start, value.period_end)
    return Point(
        label=label,
        period_start=value.period_start,
        period_end=value.period_end,
        measure=value.measure,
        gender=value.gender,
        value=value.value,
        series=series,
        source=value.source,
        printed=value.label if value.label != label else "",
    )
