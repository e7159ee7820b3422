"""Periods as a municipality's own tables head their columns: "Utfall År 2021", "Utfall Aug 2022", "Budget 2022"."""

import re
from dataclasses import dataclass
from datetime import date

from tracker.domain.follow_up_dates import LATEST_YEAR
from tracker.domain.measurement import (
    Period,
    Unreadable,
    day_of,
    month_of,
    parsed_period,
    tertial_of,
    year_of,
)
from tracker.domain.swedish.words import MONTHS, long_date
from tracker.domain.terms import Measure

#: The beginnings of a column's heading, in small letters, and what its values are.
_MEASURES = {
    "årsutfall": Measure.OUTCOME,
    "utfall": Measure.OUTCOME,
    "budget": Measure.BUDGET,
    "målvärde": Measure.TARGET,
    "målnivå": Measure.TARGET,
    "mål": Measure.TARGET,
    "prognos": Measure.FORECAST,
    "helårsprognos": Measure.FORECAST,
}
_HEADING = re.compile(
    rf"(?P<measure>{'|'.join(sorted(_MEASURES, key=len, reverse=True))})(?: (?:för|per|t\.o\.m\.|tom))?"
    r"(?: (?P<rest>[^ ].*))?",
    re.IGNORECASE,
)
_WHOLE_YEAR = re.compile(r"(?:år|helår|helåret)(?: |$)", re.IGNORECASE)
#: An outcome in April or August is of the year so far: that is when a delårsrapport is made.
_SO_FAR = re.compile(r"(?P<month>apr(?:il)?|aug(?:usti)?)\.?(?: (?P<year>[0-9]{4}))?", re.IGNORECASE)
_WITHOUT_YEAR = re.compile(r"(?:t[123]|tertial [123]|[a-zåäö]{3,9}\.?)", re.IGNORECASE)
#: As many letters as the table of values holds of a label.
_LONGEST = 60


@dataclass(frozen=True)
class Printed:
    """What a heading says: the period, labelled as it was printed, and what is measured (None: it does not say)."""

    period: Period
    measure: Measure | None


def parsed_printed(text: str, today: date, year: int | None = None) -> Printed:
    """The period of "Utfall År 2021", "Årsutfall 2021", "Mål 2022", "helår 2021", or as `parsed_period` takes it.

    "Utfall Aug 2022" is January to August. `year` is that of a heading without one, such as "Utfall Aug". Raises
    Unreadable as `parsed_period` does; only an outcome must have begun `today`.
    """
    typed = " ".join(text.split())
    heading = _HEADING.fullmatch(typed)
    measure = _MEASURES[heading["measure"].casefold()] if heading else None
    rest = (heading["rest"] or "") if heading else typed
    # A target, a budget and a forecast are about what has not happened yet.
    until = today if measure in (None, Measure.OUTCOME) else date(LATEST_YEAR, 12, 31)
    period = _so_far(rest, until, year) if measure is Measure.OUTCOME else None
    if period is None:
        period = parsed_period(_plain(rest, year), until)
    if year is not None and not re.search(r"[0-9]{4}", rest):
        # The next year's column must not be called the same.
        typed = f"{typed} {year}"
    label = typed if heading and len(typed) <= _LONGEST else period.label
    return Printed(Period(period.start, period.end, label), measure)


def _plain(rest: str, year: int | None) -> str:
    """The period as `parsed_period` takes it: without "År", and with the year that goes without saying."""
    plain = _WHOLE_YEAR.sub("", rest)
    if year is not None and not plain:
        return str(year)
    return f"{plain} {year}" if year is not None and _WITHOUT_YEAR.fullmatch(plain) else plain


def _so_far(rest: str, today: date, year: int | None) -> Period | None:
    match = _SO_FAR.fullmatch(rest)
    told = (int(match["year"]) if match["year"] else year) if match else None
    if match is None or told is None or not 1900 <= told <= 9999:
        return None
    last = month_of(date(told, 4 if match["month"].casefold().startswith("apr") else 8, 1))
    period = span_of(date(told, 1, 1), last.end)
    if period.start > today:
        raise Unreadable(f"{period.label.capitalize()} har inte börjat än. Skriv när värdet mättes.")
    return period


def span_of(start: date, end: date) -> Period:
    """The period between two days with its usual words: "2021", "T2 2022", "januari–augusti 2022"."""
    for made in (day_of, month_of, tertial_of, year_of):
        period = made(start)
        if (period.start, period.end) == (start, end):
            return period
    whole_months = start.day == 1 and end == month_of(end).end
    if whole_months and start.year == end.year:
        return Period(start, end, f"{MONTHS[start.month - 1]}–{MONTHS[end.month - 1]} {end.year}")
    return Period(start, end, f"{long_date(start)}–{long_date(end)}")


def told_label(label: str, start: date, end: date) -> str:
    """The period inside a sentence or at a chart: "Utfall År 2021" is "2021"; what no heading says stays."""
    return span_of(start, end).label if _HEADING.fullmatch(" ".join(label.split())) else label


def column_label(label: str, measure: str) -> str:
    """The heading of a column: as it was printed, else with what is measured before it: "Utfall T2 2022"."""
    return label if _HEADING.fullmatch(" ".join(label.split())) else f"{measure} {label}"
