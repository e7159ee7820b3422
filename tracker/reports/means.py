"""A key figure's monthly outcomes as means of the last months."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tracker.domain.measurement import month_of
from tracker.domain.rolling_mean import rolling_means
from tracker.domain.terms import Measure
from tracker.reports.content import KeyFigureContent, Point


def with_means(figure: KeyFigureContent, months: int) -> KeyFigureContent:
    """The figure with the mean of the last `months` months in place of each place's and gender's outcomes.

    The rule is that of domain/rolling_mean.py. The outcomes as they were told are kept in `monthly`, also those
    of years and days, which no mean can be made of. Targets, budgets and forecasts stay as they are. Means that
    are missing before the first one known are left out: the series begins where it is known.
    """
    outcomes = tuple(point for point in figure.points if point.measure is Measure.OUTCOME)
    others = [point for point in figure.points if point.measure is not Measure.OUTCOME]
    groups: dict[tuple[str, str], dict[date, Point]] = {}
    for point in outcomes:
        month = month_of(point.period_start)
        if (point.period_start, point.period_end) == (month.start, month.end):
            groups.setdefault((point.series, point.gender), {})[month.start] = point
    means = [point for group in groups.values() for point in _means(group, months)]
    return replace(figure, points=(*means, *others), mean_months=months, monthly=outcomes)


def _means(told: dict[date, Point], months: int) -> list[Point]:
    found: list[Point] = []
    for start, mean in rolling_means({day: point.value for day, point in told.items()}, months).items():
        if found or mean is not None:
            found.append(_mean_point(told, start, mean))
    return found


def _mean_point(told: dict[date, Point], start: date, mean: Decimal | None) -> Point:
    month = month_of(start)
    # A month that nobody told has its place in the series all the same: there the line has its gap.
    like = told.get(start) or replace(next(iter(told.values())), label=month.label, source="")
    return replace(like, period_start=month.start, period_end=month.end, value=mean)
