"""A key figure's new value as a person types it: a Swedish number and the period it is for."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tracker.domain.swedish.words import MONTHS, counted, long_date, month_year

#: The first year a value may be for; earlier ones are slips of the finger.
FIRST_YEAR = 1900
#: What the table holds is less: twelve digits before the comma.
TOO_LARGE = Decimal(10) ** 12

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_PLAIN = re.compile(r"-?[0-9]{1,30}(?:[.,][0-9]{1,30})?")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?: [0-9]{3}){1,9}(?:,[0-9]{1,30})?")


class Unreadable(ValueError):
    """What was typed cannot be taken; the message is a Swedish sentence that says what to write instead."""


@dataclass(frozen=True)
class Period:
    """A whole month, tertial or year, or a single day, with the words that are printed."""

    start: date
    end: date
    label: str


def parsed_value(text: str, decimals: int, units: tuple[str, ...] = ()) -> Decimal:
    """The number in "4,3", "4.3", "1 234,5" or "−2"; one of the `units` may follow it.

    Raises Unreadable for anything else, for more than `decimals` decimals and for a number of thirteen digits
    or more before the comma.
    """
    typed = _SPACES.sub(" ", text).strip().replace("\u2212", "-")
    for unit in units:
        if unit and typed.casefold().endswith(unit.casefold()):
            typed = typed[: -len(unit)].rstrip()
            break
    if not (_PLAIN.fullmatch(typed) or _GROUPED.fullmatch(typed)):
        raise Unreadable(f"Skriv värdet med siffror, till exempel {_example(decimals)}.")
    number = Decimal(typed.replace(" ", "").replace(",", "."))
    if abs(number) >= TOO_LARGE:
        raise Unreadable("Talet är för stort. Skriv högst tolv siffror före kommat.")
    return _rounded_already(number, decimals)


def rounded(number: Decimal, decimals: int) -> Decimal:
    """The number with so many decimals; half goes away from zero, as people round."""
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _rounded_already(number: Decimal, decimals: int) -> Decimal:
    """The number, unless it has decimals that no page would show."""
    if number == round(number, decimals):
        return number
    if decimals == 0:
        raise Unreadable("Nyckeltalet anges i heltal. Avrunda värdet, till exempel till 37.")
    words = counted(decimals, "decimal", "decimaler")
    raise Unreadable(
        f"Nyckeltalet anges med högst {words}. Avrunda värdet, till exempel {_example(decimals)}."
    )


def _example(decimals: int) -> str:
    return "37" if decimals == 0 else "4," + "352719"[:decimals]


def parsed_period(text: str, today: date) -> Period:
    """The period in "mars 2022", "2022-03", "T2 2022", "2022", "31 mars 2022" or "2022-03-31".

    Raises Unreadable for anything else and for a period that has not begun `today`.
    """
    typed = _SPACES.sub(" ", text).strip().casefold()
    period = _day(typed) or _month(typed) or _tertial(typed) or _year(typed)
    if period is None or period.start.year < FIRST_YEAR:
        raise Unreadable(f"Skriv en månad, ett år eller en dag, till exempel {month_year(today)}.")
    if period.start > today:
        raise Unreadable(f"{period.label.capitalize()} har inte börjat än. Skriv när värdet mättes.")
    return period


def day_of(day: date) -> Period:
    """The day alone."""
    return Period(day, day, long_date(day))


def month_of(day: date) -> Period:
    """The month that the day lies in."""
    last = calendar.monthrange(day.year, day.month)[1]
    return Period(day.replace(day=1), day.replace(day=last), month_year(day))


def tertial_of(day: date) -> Period:
    """The tertial, four months, that the day lies in."""
    number = (day.month + 3) // 4
    start, last_month = date(day.year, 4 * number - 3, 1), date(day.year, 4 * number, 1)
    return Period(start, month_of(last_month).end, f"T{number} {day.year}")


def year_of(day: date) -> Period:
    """The year that the day lies in."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31), str(day.year))


def period_kind(start: date, end: date) -> str:
    """How long the period is, in a word: values of periods of different kinds are not compared."""
    days = (end - start).days + 1
    return next(name for name, most in _KINDS if days <= most)


_KINDS = (("day", 1), ("month", 31), ("tertial", 123), ("half-year", 184), ("year", 366), ("longer", 10**7))


def _day(typed: str) -> Period | None:
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", typed)
    if match:
        numbers = int(match[1]), int(match[2]), int(match[3])
    elif match := re.fullmatch(r"([0-9]{1,2}) ([a-z]+)\.? ([0-9]{4})", typed):
        numbers = int(match[3]), _month_number(match[2]), int(match[1])
    else:
        return None
    try:
        day = date(*numbers)
    except ValueError:
        return None
    return day_of(day)


def _month(typed: str) -> Period | None:
    if match := re.fullmatch(r"([0-9]{4})-([0-9]{2})", typed):
        year, month = int(match[1]), int(match[2])
    elif match := re.fullmatch(r"([a-z]+)\.? ([0-9]{4})", typed):
        year, month = int(match[2]), _month_number(match[1])
    else:
        return None
    return month_of(date(year, month, 1)) if year and 1 <= month <= 12 else None


def _month_number(word: str) -> int:
    """1 to 12 for a month's name or a beginning of three letters or more; 0 for anything else."""
    matching = [number for number, month in enumerate(MONTHS, 1) if len(word) >= 3 and month.startswith(word)]
    return matching[0] if len(matching) == 1 else 0


def _tertial(typed: str) -> Period | None:
    match = re.fullmatch(r"t(?:ertial)? ?([123]) ([0-9]{4})", typed)
    if not match or not int(match[2]):
        return None
    return tertial_of(date(int(match[2]), 4 * int(match[1]), 1))


def _year(typed: str) -> Period | None:
    if not re.fullmatch(r"[0-9]{4}", typed) or not int(typed):
        return None
    return year_of(date(int(typed), 1, 1))
