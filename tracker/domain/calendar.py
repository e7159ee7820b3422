"""Times are stored in UTC and read in Europe/Stockholm."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def local_time(moment: datetime) -> datetime:
    """An aware moment as seen on a clock in Sweden."""
    return moment.astimezone(STOCKHOLM)


def local_date(moment: datetime) -> date:
    """The day in Sweden at an aware moment."""
    return local_time(moment).date()


def is_working_day(day: date, free_days: Collection[date]) -> bool:
    """Monday to Friday and none of the free days."""
    return day.weekday() < 5 and day not in free_days


def working_day_on_or_before(day: date, free_days: Collection[date]) -> date:
    """The day itself, or the working day before it."""
    while not is_working_day(day, free_days):
        day -= timedelta(days=1)
    return day


def working_day_on_or_after(day: date, free_days: Collection[date]) -> date:
    """The day itself, or the working day after it."""
    while not is_working_day(day, free_days):
        day += timedelta(days=1)
    return day
