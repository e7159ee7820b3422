"""The days on which nobody is reminded: public holidays in Sweden, and the eves that are free in practice."""

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=64)
def _named(year: int) -> dict[date, str]:
    found = holidays.country_holidays("SE", years=year, categories=("public", "de_facto"), language="sv")
    return {day: str(name) for day, name in found.items()}


@lru_cache(maxsize=64)
def free_days(year: int) -> frozenset[date]:
    """The year's free days besides weekends; midsommarafton, julafton and nyårsafton are among them."""
    return frozenset(_named(year))


def free_days_around(*days: date) -> frozenset[date]:
    """The free days of the years of these days and their neighbours: a step may move over New Year."""
    years = {day.year + step for day in days for step in (-1, 0, 1)}
    return frozenset[date]().union(*(free_days(year) for year in sorted(years)))


def holiday_name(day: date) -> str | None:
    """The day's name when it is free whatever its weekday: "midsommarafton"; None for all others."""
    name = _named(day.year).get(day)
    return name[:1].lower() + name[1:] if name is not None else None
