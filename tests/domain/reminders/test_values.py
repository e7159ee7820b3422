"""When a nyckeltal's value is due, and whether it is there."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.reminders.values import (
    LONGEST_DELAY,
    due_on,
    is_there,
    newest_due,
    period_ending,
    rhythm_faults,
)
from tracker.domain.terms import Rhythm


@pytest.mark.parametrize(
    ("rhythm", "today", "label"),
    [
        (Rhythm.MONTH, date(2022, 9, 30), "augusti 2022"),
        (Rhythm.MONTH, date(2022, 9, 29), "juli 2022"),
        (Rhythm.TERTIAL, date(2022, 9, 30), "T2 2022"),
        (Rhythm.TERTIAL, date(2022, 9, 29), "T1 2022"),
        (Rhythm.YEAR, date(2023, 1, 30), "2022"),
        (Rhythm.YEAR, date(2023, 1, 29), "2021"),
    ],
)
def test_a_value_is_due_so_many_days_after_its_period(rhythm: Rhythm, today: date, label: str) -> None:
    assert newest_due(rhythm, 30, today).label == label


@given(st.sampled_from(Rhythm), st.integers(1, LONGEST_DELAY), st.dates(date(2020, 1, 1), date(2036, 12, 31)))
def test_the_newest_due_period_is_due_and_the_next_one_is_not(rhythm: Rhythm, days: int, today: date) -> None:
    period = newest_due(rhythm, days, today)
    assert due_on(period, days) <= today
    following = newest_due(
        rhythm, days, due_on(period, days) + timedelta(days=200 if rhythm != "YEAR" else 500)
    )
    assert following.start > period.start
    assert due_on(newest_due(rhythm, days, due_on(period, days)), days) == due_on(period, days)


def test_a_value_for_the_end_of_the_period_counts_and_an_earlier_one_does_not() -> None:
    year = newest_due(Rhythm.YEAR, 30, date(2023, 6, 1))
    assert is_there(year, [date(2022, 12, 31)])
    assert is_there(year, [date(2022, 12, 1)])
    assert not is_there(year, [date(2022, 3, 31), date(2021, 12, 31), date(2023, 1, 31)])
    assert not is_there(year, [])


def test_a_rhythm_needs_to_know_how_long_the_value_takes() -> None:
    assert rhythm_faults(None, None) == []
    assert rhythm_faults(Rhythm.YEAR, 30) == []
    for days in (None, 0, LONGEST_DELAY + 1):
        [fault] = rhythm_faults(Rhythm.YEAR, days)
        assert fault.field == "days_after"


def test_the_period_of_a_reminder_is_known_by_its_last_day_also_when_the_rhythm_has_changed() -> None:
    last = date(2022, 8, 31)
    assert period_ending(last, Rhythm.TERTIAL).label == "T2 2022"
    assert period_ending(last, Rhythm.YEAR).label == "augusti 2022"
    assert period_ending(last, None).label == "augusti 2022"
