"""Which dates a follow-up may have, and which are sensible to begin with."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.domain.calendar import working_day_on_or_after
from tracker.domain.fault import Fault
from tracker.domain.swedish.words import long_date

#: No follow-up lies outside these years; a year beyond them is a slip of the finger.
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100
#: Owners get two weeks, the board five, as in the real follow-ups.
_DAYS_TO_ANSWER = 14
_DAYS_TO_MEETING = 35
_A_YEAR = timedelta(days=366)

_NAMES = {
    "as_of": "Läget gäller per",
    "opens_on": "Öppnas",
    "answer_by": "Svara senast",
    "papers_by": "Stoppdatum",
    "meeting_on": "Nämndens möte",
    "report_on": "Rapportens datum",
}


@dataclass(frozen=True)
class Dates:
    """The days of one follow-up. The day of the report is often known only at the end.

    `papers_by` is stoppdatum, the day when the papers for the meeting must be in; not every board has one.
    """

    as_of: date
    opens_on: date
    answer_by: date
    meeting_on: date
    report_on: date | None = None
    papers_by: date | None = None


def faults(dates: Dates, earlier: Collection[date]) -> list[Fault]:
    """Every reason to refuse the dates, in the form's order. `earlier`: as_of of the plan's follow-ups."""
    return absurd_years(dates) or [*_as_of_faults(dates, earlier), *order_faults(dates)]


def absurd_years(dates: Dates) -> list[Fault]:
    """Dates in years that no follow-up lies in."""
    return [fault for field in _NAMES for fault in absurd_year(field, getattr(dates, field))]


def absurd_year(field: str, day: date | None) -> list[Fault]:
    """One of the dates, when it lies in a year that no follow-up lies in."""
    if day is None or EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        return []
    return [Fault(field, f"{field}-year", f"Kontrollera året. {_NAMES[field]}: året blev {day.year}.")]


def order_faults(dates: Dates) -> list[Fault]:
    """Days that come in the wrong order, or so far apart that a year must be wrong."""
    found = []
    if dates.answer_by < dates.opens_on:
        sentence = "Sista dagen att svara kan inte vara före dagen då uppföljningen öppnas"
        found.append(Fault("answer_by", "answer-before-opening", f"{sentence}, {long_date(dates.opens_on)}."))
    elif dates.answer_by - dates.opens_on > _A_YEAR:
        sentence = "Det är mer än ett år mellan öppningen och sista dagen att svara. Kontrollera året."
        found.append(Fault("answer_by", "answer-too-late", sentence))
    if dates.meeting_on <= dates.answer_by:
        sentence = "Nämndens möte måste vara efter sista dagen att svara"
        found.append(
            Fault("meeting_on", "meeting-before-answer", f"{sentence}, {long_date(dates.answer_by)}.")
        )
    elif dates.meeting_on - dates.answer_by > _A_YEAR:
        sentence = "Det är mer än ett år mellan sista dagen att svara och mötet. Kontrollera året."
        found.append(Fault("meeting_on", "meeting-too-late", sentence))
    return found + _papers_faults(dates)


def _papers_faults(dates: Dates) -> list[Fault]:
    """Stoppdatum lies between the answers and the meeting."""
    if dates.papers_by is None:
        return []
    if dates.papers_by < dates.answer_by:
        sentence = f"Stoppdatum kan inte vara före sista dagen att svara, {long_date(dates.answer_by)}."
        return [Fault("papers_by", "papers-before-answer", sentence)]
    if dates.papers_by > dates.meeting_on:
        sentence = f"Stoppdatum kan inte vara efter nämndens möte, {long_date(dates.meeting_on)}."
        return [Fault("papers_by", "papers-after-meeting", sentence)]
    return []


def _as_of_faults(dates: Dates, earlier: Collection[date]) -> list[Fault]:
    newest = max(earlier, default=None)
    if dates.as_of in earlier:
        sentence = f"Planen har redan en uppföljning per {long_date(dates.as_of)}. Välj en senare dag."
        return [Fault("as_of", "as-of-taken", sentence)]
    if newest is not None and dates.as_of < newest:
        sentence = f"Den senaste uppföljningen är per {long_date(newest)}. Välj en senare dag."
        return [Fault("as_of", "as-of-too-early", sentence)]
    if dates.as_of - dates.opens_on > _A_YEAR:
        sentence = "Dagen som läget gäller ligger mer än ett år efter öppningen. Kontrollera året."
        return [Fault("as_of", "as-of-too-late", sentence)]
    return []


def suggested(
    today: date,
    earlier: Collection[date],
    free_days: Collection[date],
    *,
    opens_on: date | None = None,
    as_of: date | None = None,
) -> Dates:
    """Dates to begin with: the end of last month, two weeks to answer, the meeting five weeks away.

    When a follow-up already covers last month, the end of this month or a later one is suggested. `as_of` is the
    day that the plan's rhythm gives.
    """
    opens_on = opens_on or today
    newest = max(earlier, default=None)
    as_of = as_of or today.replace(day=1) - timedelta(days=1)
    while newest is not None and as_of <= newest:
        as_of = month_end(as_of + timedelta(days=1))
    return Dates(
        as_of=as_of,
        opens_on=opens_on,
        answer_by=working_day_on_or_after(opens_on + timedelta(days=_DAYS_TO_ANSWER), free_days),
        meeting_on=working_day_on_or_after(opens_on + timedelta(days=_DAYS_TO_MEETING), free_days),
    )


def month_end(day: date) -> date:
    """The last day of the day's month."""
    first_of_next = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first_of_next - timedelta(days=1)
