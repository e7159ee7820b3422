"""A key figure shown as the mean of the last twelve months: series, words, table and what stays as it was told."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.reports.sample import figure, report, target
from tracker.domain.measurement import month_of, year_of
from tracker.domain.terms import Gender, Measure
from tracker.reports import charts, figures, tables, words
from tracker.reports.content import KeyFigureContent, Point, from_json, to_json
from tracker.reports.figure_words import figure_trend
from tracker.reports.means import with_means


def months(values: list[str | None], gender: Gender = Gender.TOTAL, *, series: str = "") -> tuple[Point, ...]:
    """An outcome for each month from January 2019."""
    periods = [month_of(date(2019 + number // 12, number % 12 + 1, 1)) for number in range(len(values))]
    return tuple(
        Point(p.label, p.start, p.end, Measure.OUTCOME, gender, None if v is None else Decimal(v), series)
        for p, v in zip(periods, values, strict=True)
    )


def meaned(*points: Point) -> KeyFigureContent:
    return with_means(figure(decimals=0, unit="familjer", unit_short="", points=points), 12)


def steps(count: int) -> list[str | None]:
    return [str(100 + number) for number in range(count)]


def test_the_series_is_the_mean_and_the_months_are_kept() -> None:
    told = months(steps(14))
    shown = meaned(*told)
    assert [(p.label, p.value) for p in shown.outcomes] == [
        ("december 2019", Decimal("105.5")), ("januari 2020", Decimal("106.5")), ("februari 2020", Decimal("107.5")),
    ]  # fmt: skip
    assert shown.monthly == told and shown.told == told
    assert (
        figures.trend_text(shown)
        == "Från 106\u00a0familjer december 2019 till 108\u00a0familjer februari 2020."
    )
    assert figures.has_chart(shown)


def test_a_missing_month_leaves_a_gap_of_twelve_and_never_a_zero() -> None:
    values = steps(40)
    values[20] = None
    missing = [p.label for p in meaned(*months(values)).points if p.value is None]
    assert (missing[0], missing[-1], len(missing)) == ("september 2020", "augusti 2021", 12)
    untold = tuple(point for point in months(steps(40)) if point.label != "september 2020")
    assert [p.label for p in meaned(*untold).points if p.value is None] == missing


def test_places_and_genders_have_their_own_means_and_targets_stay() -> None:
    goal = target("90")
    shown = meaned(*months(steps(13), Gender.WOMEN), *months(["7"] * 13, Gender.MEN), goal)
    assert [(series.name, series.known[-1].value) for series in figures.series_of(shown)] == [
        ("Kvinnor", Decimal("106.5")), ("Män", Decimal(7)),
    ]  # fmt: skip
    assert shown.target == goal and goal in shown.told


def test_the_table_has_the_mean_beside_the_month() -> None:
    values = steps(13)
    values[11] = None
    table = figures.value_table(meaned(*months(values), target("90")))
    assert table is not None
    assert table.headings == ("Period", "Genomsnitt", "Per månad")
    assert table.rows[-1][:2] == ("Mål 2022", "högst 90\u00a0familjer")
    row = {cells[0]: dict(zip(table.headings, cells, strict=True)) for cells in table.rows}
    assert row["januari 2019"]["Per månad"] == "100\u00a0familjer"
    assert row["december 2019"]["Per månad"] == "saknas"


def test_a_year_among_the_months_is_kept_and_not_counted() -> None:
    year = year_of(date(2018, 1, 1))
    point = Point(year.label, year.start, year.end, Measure.OUTCOME, Gender.TOTAL, Decimal(999))
    shown = meaned(point, *months(steps(12)))
    assert [p.value for p in shown.outcomes] == [Decimal("105.5")]
    table = figures.value_table(shown)
    assert table is not None
    assert table.headings == ("Period", "Genomsnitt", "Per månad")
    assert table.rows[0] == ("2018", "saknas", "999\u00a0familjer")
    assert table.rows[-1] == ("december 2019", "106\u00a0familjer", "111\u00a0familjer")


def test_too_few_months_say_so_and_are_still_in_the_table() -> None:
    shown = meaned(*months(steps(11)))
    assert not shown.points and not figures.has_chart(shown) and charts.svg(shown, 288) is None
    table = figures.value_table(shown)
    assert table is not None and len(table.rows) == 11
    assert table.headings == ("Period", "Genomsnitt", "Per månad")
    assert table.rows[0] == ("januari 2019", "saknas", "100\u00a0familjer")
    assert figure_trend(shown) == "Genomsnittet saknas: det behövs tolv månader i följd."
    assert figure_trend(meaned(*months(steps(12)))) == "Trend: för få värden."
    assert words.figure_line(shown) == "Andel: värden saknas."


def test_a_place_without_any_mean_has_its_column_too() -> None:
    table = figures.value_table(meaned(*months(steps(12), Gender.WOMEN), *months(steps(3), Gender.MEN)))
    assert table is not None
    assert table.headings[1:] == (
        "Kvinnor, genomsnitt", "Män, genomsnitt", "Kvinnor, per månad", "Män, per månad",
    )  # fmt: skip
    assert table.rows[0][2] == "saknas"


def test_caption_and_lines_of_excel_say_that_it_is_a_mean() -> None:
    shown = replace(meaned(*months(steps(14))), aggregation="genomsnitt senaste 12 månaderna")
    content = replace(report(), key_figures=(shown,), rows=())
    (captioned,) = words.figures(content)
    assert captioned.caption == "Diagram 1. Andel, genomsnitt senaste 12 månaderna"
    kinds = [(line[1], line[4]) for line in tables.values(content).rows]
    assert ("februari 2020", "Utfall, genomsnitt senaste 12 månaderna") in kinds
    assert ("februari 2020", "Utfall") in kinds and len(kinds) == 3 + 14


def test_it_is_frozen_and_read_again_and_older_versions_are_read_too() -> None:
    content = replace(report(), key_figures=(meaned(*months(steps(14))),), rows=())
    assert from_json(to_json(content)) == content
    plain = replace(content, key_figures=(figure("1", "2"),))
    older = to_json(plain).replace('"mean_months": null, ', "").replace('"monthly": [], ', "")
    assert "mean_months" not in older and "monthly" not in older and from_json(older) == plain


def test_too_few_values_are_no_trend_but_leave_the_word_to_who_can_tell() -> None:
    silent = figure("469", "380", decimals=0, unit="familjer", unit_short="")
    assert (
        figure_trend(silent)
        == "Trend: för få värden. Från 469\u00a0familjer 2019 till 380\u00a0familjer 2020."
    )
    told = replace(silent, trend="Trend positiv. Sedan 2020 har antalet minskat.")
    assert figure_trend(told) == (
        "Från 469\u00a0familjer 2019 till 380\u00a0familjer 2020.\n\nTrend positiv. Sedan 2020 har antalet minskat."
    )
    known = replace(figure("5", "4.7", "4.3"), trend="Andelen minskar.")
    assert figure_trend(known).startswith("Trend positiv. Från ")
