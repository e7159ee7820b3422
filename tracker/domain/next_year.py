"""Next year's plan made of this year's: its names, its days, and which rows are carried over."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.domain.follow_up_dates import month_end
from tracker.domain.swedish.slug import LONGEST, free_slug

#: A year on its own, or the first of a span: 2021, 2021–2023, 2021/22.
_YEAR = re.compile(
    r"(?<![0-9])(?P<first>(?:19|20)[0-9]{2})"
    r"(?:(?P<between>\s?[-–/]\s?)(?P<last>(?:19|20)?[0-9]{2}))?(?![0-9])"
)


class WhyNot(StrEnum):
    """Why a row is not carried over unless somebody chooses it; the first two cannot be chosen."""

    #: The council has declared it fulfilled: only a new decision takes it up again (rule 9).
    FULFILLED = "FULFILLED"
    #: It was withdrawn from this year's plan.
    WITHDRAWN = "WITHDRAWN"
    #: Färdig or Stoppad, in a plan that nobody declares fulfilled.
    SETTLED = "SETTLED"

    @property
    def final(self) -> bool:
        """Whether nobody may choose it all the same."""
        return self is not WhyNot.SETTLED


@dataclass(frozen=True)
class Names:
    """What a plan is called, and its address."""

    title: str
    short_title: str
    report_title: str
    slug: str


def why_not_carried(
    *, fulfilled: bool, withdrawn: bool, assignments: bool, settled: Sequence[bool]
) -> WhyNot | None:
    """Why a row stays in its year; None for one that goes on. `settled`: of each board's share that is collected.

    An uppdrag goes on until it is declared fulfilled, whatever its boards say of it.
    """
    if fulfilled:
        return WhyNot.FULFILLED
    if withdrawn:
        return WhyNot.WITHDRAWN
    if not assignments and settled and all(settled):
        return WhyNot.SETTLED
    return None


def year_of(names: Names, valid_from: date | None, otherwise: int) -> int:
    """The year that the plan is for: the one it begins, else the last one its names hold."""
    if valid_from is not None:
        return valid_from.year
    for text in (names.title, names.short_title, names.slug):
        found = [int(match["first"]) for match in _YEAR.finditer(text)]
        if found:
            return found[-1]
    return otherwise


def moved_on(text: str, year: int) -> str:
    """The text with that year, and a span of years that begins with it, one year on; other years stay."""

    def later(match: re.Match[str]) -> str:
        if int(match["first"]) != year:
            return match[0]
        rest = match["last"] or ""
        if len(rest) == 4 and int(rest) > year:
            rest = str(int(rest) + 1)
        elif len(rest) == 2 and int(rest) == (year + 1) % 100:
            rest = f"{(year + 2) % 100:02}"
        return f"{year + 1}{match['between'] or ''}{rest}"

    return _YEAR.sub(later, text)


def next_names(names: Names, year: int, taken: Callable[[str], bool]) -> Names:
    """The names a year on; those that hold no year get one. `taken`: whether an address has a plan already."""
    slug = _with_year(names.slug, year, "-", LONGEST)
    return Names(
        title=_with_year(names.title, year, " ", 300),
        short_title=_with_year(names.short_title, year, " ", 200),
        report_title=_with_year(names.report_title, year, " ", 300),
        slug=free_slug(slug, taken),
    )


def _with_year(text: str, year: int, between: str, longest: int) -> str:
    later = moved_on(text, year)
    if later != text:
        return later
    ending = f"{between}{year + 1}"
    return f"{text[: longest - len(ending)].rstrip(between)}{ending}"


def a_year_on(day: date) -> date:
    """The same day of the next year; the last day of a month stays the last."""
    first = day.replace(year=day.year + 1, day=1)
    return month_end(first) if day == month_end(day) else first.replace(day=day.day)
