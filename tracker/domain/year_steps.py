"""The years in which something was to be finished, one after the other: every step is kept."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class GivenYear:
    """A year as it was given on one occasion; `printed_before` is the earlier one that was printed beside it."""

    year: int
    printed_before: int | None = None


def earlier_years(given: Iterable[GivenYear], now: int | None) -> tuple[int, ...]:
    """The years before the one that holds `now`, oldest first; a year that was given again is no step.

    `given` comes oldest first and may include what holds now, which is None for ständigt pågående.
    """
    steps: list[int] = []
    for one in given:
        if steps and steps[-1] == one.year:
            continue
        for year in (one.printed_before, one.year):
            if year is not None and steps[-1:] != [year]:
                steps.append(year)
    return tuple(steps[:-1] if now is not None and steps[-1:] == [now] else steps)
