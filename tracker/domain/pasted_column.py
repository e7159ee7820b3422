"""A column of values pasted from a spreadsheet: each line read, or refused with the reason."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tracker.domain.measurement import (
    Period,
    Unreadable,
    month_of,
    parsed_period,
    parsed_value,
    tertial_of,
    year_of,
)

#: What stands for a value that is missing; it is never 0.
_MISSING = frozenset({"", "-", "−", "–", "saknas"})


def value_or_missing(text: str, decimals: int, units: tuple[str, ...]) -> Decimal | None:
    """The number, or None where the text says that it is missing. Raises Unreadable for anything else."""
    return None if text.strip().casefold() in _MISSING else parsed_value(text, decimals, units)


@dataclass(frozen=True)
class ReadLine:
    """A value, or None where it is missing, and its period; `number` is the line's, from 1."""

    number: int
    period: Period
    value: Decimal | None


@dataclass(frozen=True)
class RefusedLine:
    """A line that is not taken: what it says, and a Swedish sentence that tells what to write instead."""

    number: int
    text: str
    why: str


def pasted_column(
    text: str, *, decimals: int, units: tuple[str, ...], start: Period | None, today: date
) -> tuple[tuple[ReadLine, ...], tuple[RefusedLine, ...]]:
    """The lines "period<TAB>value", or with `start` values alone for consecutive months, tertials or years.

    An empty line holds its place among values alone. Nothing is guessed: a period that comes twice is refused.
    Raises Unreadable when `start` is a single day, which no other follows.
    """
    read: list[ReadLine] = []
    refused: list[RefusedLine] = []
    taken: set[tuple[date, date]] = set()
    upcoming = start
    for number, line in enumerate(text.rstrip().splitlines(), 1):
        if start is None and not line.strip():
            continue
        try:
            period, typed = _parts(line, upcoming, today)
            if (period.start, period.end) in taken:
                raise Unreadable(f"{period.label.capitalize()} finns redan på en rad ovanför.")
            value = value_or_missing(typed, decimals, units)
        except Unreadable as problem:
            refused.append(RefusedLine(number, line, str(problem)))
        else:
            taken.add((period.start, period.end))
            read.append(ReadLine(number, period, value))
        upcoming = _next(upcoming) if upcoming else None
    return tuple(read), tuple(refused)


def _parts(line: str, upcoming: Period | None, today: date) -> tuple[Period, str]:
    cells = line.split("\t")
    if upcoming is not None:
        if len(cells) > 1:
            raise Unreadable("Klistra in bara värden när du har valt en första period.")
        if upcoming.start > today:
            raise Unreadable(f"{upcoming.label.capitalize()} har inte börjat än. Ta bort raden.")
        return upcoming, line
    if len(cells) != 2:
        raise Unreadable("Skriv en period, en tabb och ett värde på varje rad.")
    return parsed_period(cells[0], today), cells[1]


def _next(period: Period) -> Period:
    """The period after, of the same length. Raises Unreadable for a single day, which has none."""
    day = period.end + timedelta(days=1)
    for made in (month_of, tertial_of, year_of):
        if (made(period.start).start, made(period.start).end) == (period.start, period.end):
            return made(day)
    raise Unreadable("Välj en månad, ett tertial eller ett år som första period.")
