"""Key figure values leave with a report as Excel or CSV and come back as they were, whatever their names look like."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.importers.test_round_trip import LINES
from tests.reports.sample import figure, report
from tracker.domain.measurement import day_of, month_of, tertial_of, year_of
from tracker.domain.terms import Direction, Gender, KeyFigureKind, Measure
from tracker.importers.values import read_values
from tracker.models import KeyFigure, KeyFigureValue
from tracker.reports.content import KeyFigureContent, Point, ReportContent
from tracker.reports.csv_file import report_csv
from tracker.reports.means import with_means
from tracker.reports.xlsx import report_xlsx
from tracker.services.imports.preview import RowState
from tracker.services.imports.values.compare import Places, compare_values

FORMATS: dict[str, Callable[[ReportContent], bytes]] = {"xlsx": report_xlsx, "csv": report_csv}
TODAY = date(2030, 1, 1)
PLACES = Places("0380", {"0380": "Uppsala", "1490": "Borås"})
NAMES = LINES.map(str.strip).filter(bool) | st.sampled_from(["Andel, kvinnor", "Mål", "Utfall – mål", "2022"])


@st.composite
def points(draw: st.DrawFn, decimals: int) -> Point:
    made = draw(st.sampled_from([day_of, month_of, tertial_of, year_of]))
    period = made(draw(st.dates(date(2000, 1, 1), date(2029, 1, 1))))
    number = draw(st.none() | st.decimals(-(10**9), 10**9, places=decimals))
    return Point(
        period.label, period.start, period.end, draw(st.sampled_from(Measure)), draw(st.sampled_from(Gender)), number
    )  # fmt: skip


@st.composite
def figures(draw: st.DrawFn) -> list[KeyFigureContent]:
    found = []
    for place, name in enumerate(draw(st.lists(NAMES, min_size=1, max_size=3, unique_by=str.casefold))):
        decimals = draw(st.integers(0, 3))
        series = draw(
            st.lists(
                points(decimals),
                min_size=1,
                max_size=6,
                unique_by=lambda p: (p.period_start, p.period_end, p.measure, p.gender),
            )
        )
        made = figure(slug=f"nyckeltal-{place}", name=name, decimals=decimals, points=tuple(series))
        found.append(with_means(made, 12) if draw(st.booleans()) else made)
    return found


def stored(contents: Iterable[KeyFigureContent], *, empty: bool = False) -> list[KeyFigure]:
    """The key figures as the database holds them."""
    return [
        KeyFigure(
            id=number, slug=content.slug, name=content.name, unit=content.unit, unit_short=content.unit_short,
            decimals=content.decimals, direction=Direction.NONE, kind=KeyFigureKind.MEASURE,
            values=[] if empty else [_value(100 * number + place, point) for place, point in enumerate(content.told)],
        )
        for number, content in enumerate(contents, 1)
    ]  # fmt: skip


def _value(number: int, point: Point) -> KeyFigureValue:
    return KeyFigureValue(
        id=number, period_start=point.period_start, period_end=point.period_end, label=point.label,
        measure=point.measure, gender=point.gender, value=point.value, municipality_code=None, board_id=None,
    )  # fmt: skip


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(contents=figures())
def test_every_value_comes_back_as_it_left(format: str, contents: list[KeyFigureContent]) -> None:
    content = replace(report(), key_figures=tuple(contents), rows=())
    read = read_values(FORMATS[format](content), f"r.{format}")
    same = compare_values(read, stored(contents), PLACES, TODAY)
    assert {value.state for value in same.values} == {RowState.UNCHANGED}
    told = [(number, point) for number, one in enumerate(contents, 1) for point in one.told]
    anew = compare_values(read, stored(contents, empty=True), PLACES, TODAY)
    assert {value.state for value in anew.values} == {RowState.NEW}
    found = {
        (
            value.figure_id,
            value.new.period.start,
            value.new.period.end,
            value.new.measure,
            value.new.gender,
        ): value.new.value
        for value in anew.values
        if value.new
    }
    assert found == {
        (number, point.period_start, point.period_end, point.measure, point.gender): point.value
        for number, point in told
    }


def test_a_stored_value_with_more_decimals_than_anybody_sees_is_the_same() -> None:
    shown = figure("4.7", decimals=1)
    (kept,) = stored([shown])
    kept.values[0].value = Decimal("4.652719")
    read = read_values(report_csv(replace(report(), key_figures=(shown,), rows=())), "r.csv")
    assert [value.state for value in compare_values(read, [kept], PLACES, TODAY).values] == [
        RowState.UNCHANGED
    ]
