"""The days on which nobody is reminded: public holidays in Sweden, and the eves that are free in practice."""

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=64)
def free_days(year: int) -> frozenset[date]:
    """The year's free days besides weekends; midsommarafton, julafton and nyårsafton are among them."""
    return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))


def free_days_around(*days: date) -> frozenset[date]:
    """The free days of the years of these days and their neighbours: a step may move over New Year."""
    years = {day.year + step for day in days for step in (-1, 0, 1)}
    return frozenset[date]().union(*(free_days(year) for year in sorted(years)))
