"""The days that a form holds, as far as they can be read: what is wrong with the others is told at once."""

from collections.abc import Iterable
from datetime import date

from flask_wtf import FlaskForm

from tracker.domain.fault import Fault
from tracker.domain.follow_up_dates import Dates

#: A fault of one field that compares it with another one.
_COMPARED_WITH = {
    "answer-before-opening": "opens_on",
    "answer-too-late": "opens_on",
    "meeting-before-answer": "answer_by",
    "meeting-too-late": "answer_by",
    "as-of-too-late": "opens_on",
    "papers-before-answer": "answer_by",
    "papers-after-meeting": "meeting_on",
}


def readable_days(form: FlaskForm) -> Dates:
    """The form's days; in the place of one that cannot be read, and is told already, stands any other."""
    names = ("as_of", "opens_on", "answer_by", "meeting_on")
    days: dict[str, date | None] = {name: form[name].data if name in form else None for name in names}
    any_day = next((day for day in days.values() if day is not None), date(2000, 1, 1))
    known = {name: day or any_day for name, day in days.items()}
    return Dates(**known, report_on=form.report_on.data, papers_by=form.papers_by.data)


def resting_on_readable(form: FlaskForm, faults: Iterable[Fault]) -> list[Fault]:
    """The faults that do not compare with a day that could not be read."""
    return [
        fault
        for fault in faults
        if (other := _COMPARED_WITH.get(fault.code)) is None or not form[other].errors
    ]
