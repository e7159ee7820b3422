"""When the value of a nyckeltal is due: some days after the end of its month, tertial or year."""

from collections.abc import Iterable
from datetime import date, timedelta

from tracker.domain.fault import Fault
from tracker.domain.measurement import Period, month_of, tertial_of, year_of
from tracker.domain.terms import Rhythm

#: How long a value may be on its way.
LONGEST_DELAY = 180

_PERIODS = {Rhythm.MONTH: month_of, Rhythm.TERTIAL: tertial_of, Rhythm.YEAR: year_of}


def newest_due(rhythm: Rhythm, days_after: int, today: date) -> Period:
    """The newest period whose value is due, so many days after its end; it may be due since long."""
    period = _PERIODS[rhythm](today - timedelta(days=days_after))
    if due_on(period, days_after) > today:
        period = _PERIODS[rhythm](period.start - timedelta(days=1))
    return period


def missing_period(rhythm: Rhythm, days_after: int, ends: Iterable[date], today: date) -> Period | None:
    """The newest period whose value is due and not there, or None; `ends` are those of the values."""
    period = newest_due(rhythm, days_after, today)
    return None if is_there(period, ends) else period


def period_ending(end: date, rhythm: Rhythm | None) -> Period:
    """The period of that rhythm that ends on the day; the day's month when the rhythm is another one by now."""
    period = _PERIODS[rhythm](end) if rhythm else month_of(end)
    return period if period.end == end else month_of(end)


def period_after(rhythm: Rhythm, period: Period) -> Period:
    """The period that follows."""
    return _PERIODS[rhythm](period.end + timedelta(days=1))


def due_on(period: Period, days_after: int) -> date:
    """The day on which the period's value should be there."""
    return period.end + timedelta(days=days_after)


def is_there(period: Period, ends: Iterable[date]) -> bool:
    """Whether one of the values, whose periods end on these days, is for the end of the period.

    A value for the last month of a year says how the year ended; one for its spring does not.
    """
    return any(period.end.replace(day=1) <= end <= period.end for end in ends)


def rhythm_faults(rhythm: Rhythm | None, days_after: int | None) -> list[Fault]:
    """What is wrong with how often values are expected; None is never."""
    if rhythm is None or (days_after is not None and 1 <= days_after <= LONGEST_DELAY):
        return []
    return [Fault("days_after", "bad-days-after", f"Skriv hur många dagar, från 1 till {LONGEST_DELAY}.")]
