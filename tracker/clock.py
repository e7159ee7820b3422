"""The only place that reads the clock; entry points hand the moment down."""

from datetime import UTC, date, datetime

from tracker.domain.calendar import local_date


def utc_now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in Sweden."""
    return local_date(utc_now())
