"""The head of a file as it can be stored; what cannot is told like a row that cannot be read."""

from dataclasses import replace
from datetime import date
from typing import Any

from tracker.domain.exchange.columns import HeadLabel
from tracker.domain.follow_up_dates import LATEST_YEAR
from tracker.domain.text import MAX_LENGTH, text_problem
from tracker.importers.imported import ImportedHead, Unreadable
from tracker.reports.blocks import printable

#: The texts of one line, with what their columns hold.
_LINES = {
    "plan_title": 300,
    "plan_short_title": 200,
    "report_title": 300,
    "plan_diarienummer": 60,
    "diarienummer": 60,
}
_LONG = ("goal", "introduction", "summary")
_DAYS = ("as_of", "report_on", "meeting_on", "decided_on")
#: A plan may be older than any follow-up of ours; a year outside of these is a slip of the finger.
YEARS = range(1900, LATEST_YEAR + 1)


def sound_day(day: date) -> bool:
    """Whether the day lies in a year that a plan or a follow-up can have."""
    return day.year in YEARS


def sound_head(head: ImportedHead) -> tuple[ImportedHead, tuple[Unreadable, ...]]:
    """The head without what no field can hold (rule 12), and what was left out and why."""
    faults = []
    for name, longest in (*_LINES.items(), *((name, MAX_LENGTH) for name in _LONG)):
        text = getattr(head, name)
        if text is None:
            continue
        problem = text_problem(text, longest, single_line=name in _LINES)
        if problem:
            faults.append(Unreadable(HeadLabel[name].value, printable(text[:200]), problem))
        kept: dict[str, Any] = {name: None if problem else printable(text)}
        head = replace(head, **kept)
    for name in _DAYS:
        day = getattr(head, name)
        if day is not None and not sound_day(day):
            why = f"Året blev {day.year}. Rätta dagen i filen."
            faults.append(Unreadable(HeadLabel[name].value, day.isoformat(), why))
            gone: dict[str, Any] = {name: None}
            head = replace(head, **gone)
    if head.finish_by is not None and head.finish_by not in YEARS:
        faults.append(Unreadable(HeadLabel.finish_by.value, str(head.finish_by), "Det kan inte vara ett år."))
        head = replace(head, finish_by=None)
    return head, tuple(faults)
