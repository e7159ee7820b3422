"""The head of a file as it can be stored; what cannot is told like a row that cannot be read."""

from dataclasses import replace
from typing import Any

from tracker.domain.exchange.columns import HeadLabel
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
_YEARS = range(1900, 2101)


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
    if head.finish_by is not None and head.finish_by not in _YEARS:
        faults.append(Unreadable(HeadLabel.finish_by.value, str(head.finish_by), "Det kan inte vara ett år."))
        head = replace(head, finish_by=None)
    return head, tuple(faults)
