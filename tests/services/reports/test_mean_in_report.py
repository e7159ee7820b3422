"""A key figure that is shown as a mean of twelve months, from the tables to the report and its rättelse."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from flask import Flask

from tests.coordinating import NOW, opened, plan
from tracker.domain.measurement import month_of
from tracker.models import KeyFigure, KeyFigureValue, db
from tracker.queries.key_figures.values import PlaceNames, plan_key_figures
from tracker.reports.content import KeyFigureContent
from tracker.services.follow_ups.corrected_content import corrected_points, with_points
from tracker.services.reports.assemble_report import live_content
from tracker.services.reports.figure_content import key_figure_content


def with_months(count: int) -> KeyFigure:
    """The plan's first key figure, with an outcome for each of so many months from January 2019 and no others."""
    found = plan_key_figures(plan().id)[0].key_figure
    for value in list(found.values):
        db.session.delete(value)
    db.session.flush()
    db.session.expire(found, ["values"])
    found.mean_months = 12
    found.aggregation = None
    for number in range(count):
        period = month_of(date(2019 + number // 12, number % 12 + 1, 1))
        found.values.append(
            KeyFigureValue(
                period_start=period.start, period_end=period.end, label=period.label, value=Decimal(number),
                source="Verksamhetssystemet", created_at=NOW,
            )
        )  # fmt: skip
    db.session.flush()
    return found


def content(found: KeyFigure) -> KeyFigureContent:
    return key_figure_content(found, PlaceNames())


def test_the_report_shows_the_means_and_says_so(any_app: Flask) -> None:
    with any_app.app_context():
        found = with_months(24)
        report = live_content(plan(), opened())
        shown = next(figure for figure in report.key_figures if figure.slug == found.slug)
        assert [point.value for point in shown.outcomes] == [Decimal(n) + Decimal("5.5") for n in range(13)]
        assert len(shown.monthly) == 24
        assert shown.aggregation == "genomsnitt senaste 12 månaderna"


def test_a_corrected_month_changes_the_means_that_it_is_in(any_app: Flask) -> None:
    with any_app.app_context():
        found = with_months(24)
        frozen = content(found)
        found.values[12].value += 12
        report = replace(live_content(plan(), opened()), key_figures=(frozen,), rows=())
        live = {found.slug: content(found)}
        corrected = corrected_points(report, live)
        assert corrected[0].was.label == "januari 2020"
        assert all(each.now.value == each.was.value + 1 for each in corrected) and len(corrected) == 12
        (after,) = with_points(report, live).key_figures
        assert after == live[found.slug]


def test_a_rattelse_keeps_showing_what_the_report_showed(any_app: Flask) -> None:
    with any_app.app_context():
        found = with_months(24)
        means = content(found)
        found.mean_months = None
        told = content(found)
        report = replace(live_content(plan(), opened()), rows=())
        for frozen, live in ((means, told), (told, means)):
            old = replace(report, key_figures=(frozen,))
            assert corrected_points(old, {found.slug: live}) == ()
            assert with_points(old, {found.slug: live}) == old
