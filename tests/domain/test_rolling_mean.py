"""The mean of the last months: whole windows only, and a missing month is missing, never zero."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.domain.rolling_mean import mean_in_words, rolling_means

VALUES = st.decimals(min_value=-100000, max_value=100000, places=2)


def month(number: int) -> date:
    """The first day of the month with that number, counted from January 2020 as 0."""
    return date(2020 + number // 12, number % 12 + 1, 1)


def monthly(values: list[Decimal | None]) -> dict[date, Decimal | None]:
    return {month(number): value for number, value in enumerate(values)}


def test_the_twelfth_month_is_the_first_with_a_mean() -> None:
    means = rolling_means(monthly([Decimal(n) for n in range(1, 14)]), 12)
    assert means == {date(2020, 12, 1): Decimal("6.5"), date(2021, 1, 1): Decimal("7.5")}
    assert rolling_means(monthly([Decimal(1)] * 11), 12) == {}
    assert rolling_means({}, 12) == {}


def test_thirds_are_rounded_at_six_decimals_away_from_zero() -> None:
    assert rolling_means(monthly([Decimal(0), Decimal(0), Decimal(2)]), 3)[month(2)] == Decimal("0.666667")
    assert rolling_means(monthly([Decimal(0), Decimal(0), Decimal(-2)]), 3)[month(2)] == Decimal("-0.666667")


def test_a_month_that_nobody_told_is_missing_too() -> None:
    values = monthly([Decimal(5)] * 30)
    del values[month(14)]
    means = rolling_means(values, 12)
    assert [number for number in range(11, 30) if means[month(number)] is None] == list(range(14, 26))


@pytest.mark.parametrize(("values", "months"), [({date(2020, 1, 2): None}, 12), ({}, 0)])
def test_what_is_not_a_month_is_refused(values: dict[date, Decimal | None], months: int) -> None:
    with pytest.raises(ValueError, match="first day"):
        rolling_means(values, months)


@settings(max_examples=60)
@given(st.lists(st.none() | VALUES, min_size=1, max_size=40), st.integers(1, 14))
def test_a_mean_needs_its_whole_window_and_lies_within_it(values: list[Decimal | None], months: int) -> None:
    # The ends are known, so that the span is what was drawn.
    values = [Decimal(1), *values, Decimal(2)]
    means = rolling_means(monthly(values), months)
    assert list(means) == [month(number) for number in range(months - 1, len(values))]
    for number in range(months - 1, len(values)):
        window = values[number - months + 1 : number + 1]
        mean = means[month(number)]
        if None in window:
            assert mean is None
        else:
            known = [value for value in window if value is not None]
            assert mean is not None and min(known) <= mean <= max(known)
            assert abs(mean * months - sum(known)) <= months * Decimal("0.0000005")


@settings(max_examples=40)
@given(st.lists(st.none() | VALUES, min_size=2, max_size=30))
def test_a_missing_value_is_the_same_as_none_told(values: list[Decimal | None]) -> None:
    values = [Decimal(1), *values, Decimal(2)]
    told = {day: value for day, value in monthly(values).items() if value is not None}
    assert rolling_means(monthly(values), 12) == rolling_means(told, 12)


def test_the_words_are_those_of_the_reports() -> None:
    assert mean_in_words(12) == "genomsnitt senaste 12 månaderna"
