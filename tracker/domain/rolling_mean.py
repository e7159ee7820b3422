"""The mean of the last months at each month, so that a season does not look like a trend."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

#: What the table of values holds of a number's decimals; more would only look exact.
_EXACT = Decimal("0.000001")


def rolling_means(values: Mapping[date, Decimal | None], months: int) -> dict[date, Decimal | None]:
    """The mean of the month and the `months` − 1 before it, for each month that has so many behind it.

    Months are named by their first day, and every month from the first to the last that is given is in
    question, also one that is not given. Is the value of one of them missing (None, or not given), then the
    mean is missing, None: never a mean of fewer months, and never with 0 in its place. Months with too few
    before them have no mean and are left out. In the values' own unit, halves away from zero at six decimals.

    Source: "genomsnitt senaste 12 månaderna" in the municipalities' reports, where each month counts alike.
    Raises ValueError when `months` is below one or a key is not the first of a month.
    """
    if months < 1 or any(day.day != 1 for day in values):
        raise ValueError("months are counted from one and named by their first day")
    if not values:
        return {}
    first, last = _number(min(values)), _number(max(values))
    told = [values.get(_first_day(number)) for number in range(first, last + 1)]
    return {
        _first_day(first + end - 1): _mean(told[end - months : end]) for end in range(months, len(told) + 1)
    }


def mean_in_words(months: int) -> str:
    """How a caption says it: "genomsnitt senaste 12 månaderna"."""
    return f"genomsnitt senaste {months} månaderna"


def _mean(window: list[Decimal | None]) -> Decimal | None:
    known = [value for value in window if value is not None]
    if len(known) < len(window):
        return None
    return (sum(known, Decimal(0)) / len(known)).quantize(_EXACT, ROUND_HALF_UP)


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_day(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
