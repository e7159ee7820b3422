"""Compares a report that was read with what is stored: no row is taken that could not be shown first."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date

from tracker.domain.exchange.status_words import KnownStatus, plain_word, status_of, unanswered
from tracker.domain.numbering import same_number
from tracker.domain.swedish.words import long_date
from tracker.domain.terms import SETTLED
from tracker.domain.text import text_problem
from tracker.importers.imported import ImportedHead, ImportedReport, ImportedRow
from tracker.reports.blocks import printable
from tracker.services.imports.head import sound_head
from tracker.services.imports.preview import FieldChange, Preview, PreviewRow, RowState, RowValues
from tracker.services.imports.stored import FOLLOW_UP_FACTS, Stored, StoredRow
from tracker.services.plans.edit_activity import LONGEST_NUMBER, NUMBER

_HEADINGS = {
    "parent": "Del av",
    "short_text": "Kort text",
    "full_text": "Beslutad text",
    "label": "Status",
    "target_year": "Bedöms bli färdig",
    "ongoing": "Ständigt pågående",
    "previous_year": "Tidigare år",
    "year_uncertain": "Osäkert år",
    "comment": "Kommentar",
    "cause": "Orsak",
    "remaining_work": "Återstår",
}
_PART = re.compile(r"([0-9]+)[a-zåäö]")
_YEARS = range(1900, 2101)


def compare(
    report: ImportedReport, stored: Stored, *, as_of: date | None, chosen_words: Mapping[str, str]
) -> Preview:
    """The preview. `chosen_words` are labels that a person has chosen for words that the plan does not know."""
    read = _with_parents(report.rows, stored)
    rows = _rows(read, stored, chosen_words)
    unknown = [plain_word(row.status or "") for row in read if _unknown(row, stored, chosen_words)]
    head, faults = sound_head(report.head)
    numbers = {row.number for row in rows}
    return Preview(
        head=head,
        as_of=as_of,
        rows=rows,
        unreadable=(*report.unreadable, *faults),
        columns=report.columns,
        notes=report.notes,
        head_changes=_head_changes(head, stored),
        absent=tuple(number for number in stored.rows if number not in numbers),
        unknown_words=tuple(dict.fromkeys(unknown)),
        frozen=stored.frozen,
        new_plan=stored.plan_id is None,
        follow_up_exists=stored.follow_up_id is not None,
    )


def _rows(read: Sequence[ImportedRow], stored: Stored, chosen: Mapping[str, str]) -> tuple[PreviewRow, ...]:
    """What becomes of each row, beside the others of the file."""
    found = []
    parents, met = {row.parent for row in read}, dict[str, ImportedRow]()
    for row in read:
        first = met.setdefault(_identity(row.number, stored), row)
        made = _row(row, stored, chosen)
        if first is not row:
            made = _stopped(made, f"Numret {row.number} finns redan på {first.where}. Rätta det ena i filen.")
        elif row.number in parents:
            made = _stopped(made, "Aktiviteten följs upp genom sina delar. Ta bort raden ur filen.")
        found.append(made)
    return tuple(found)


def _with_parents(rows: Iterable[ImportedRow], stored: Stored) -> list[ImportedRow]:
    """1a and 1b are parts of 1 when the file has no row 1 of its own. 01 is the plan's 1, when it has no 01."""
    known = {same_number(number): number for number in (*stored.closed_numbers, *stored.rows)}

    def as_stored(number: str) -> str:
        plain = number.strip().lower()
        return plain if _stored(plain, stored) else known.get(same_number(plain), plain)

    listed = [replace(row, number=as_stored(row.number)) for row in rows]
    numbers = {row.number for row in listed}
    found = []
    for row in listed:
        match = _PART.fullmatch(row.number)
        whole = as_stored(match[1]) if match else None
        guessed = whole if whole not in numbers else None
        found.append(replace(row, parent=as_stored(row.parent or "") or guessed))
    return found


def _stored(number: str, stored: Stored) -> bool:
    return number in stored.rows or number in stored.closed_numbers


def _identity(number: str, stored: Stored) -> str:
    """What two rows of a file may not share. A plan that has both 1 and 01 gets both back."""
    return f"={number}" if _stored(number, stored) else same_number(number)


def _stopped(row: PreviewRow, why: str) -> PreviewRow:
    return PreviewRow(row.number, row.where, row.text, RowState.REFUSED, why=why)


def _unknown(row: ImportedRow, stored: Stored, chosen: Mapping[str, str]) -> bool:
    return not _unanswered(row, chosen) and status_of(row.status or "", stored.statuses, chosen) is None


def _unanswered(row: ImportedRow, chosen: Mapping[str, str]) -> bool:
    """Whether the row has no answer, or a word of which a person has said that it stands for none."""
    return unanswered(row.status) or unanswered(chosen.get(plain_word(row.status or ""), "?"))


def _row(row: ImportedRow, stored: Stored, chosen: Mapping[str, str]) -> PreviewRow:
    present = stored.rows.get(row.number)
    text = row.short_text or row.full_text or (present.values.short_text if present else "")
    if why := _refused(row, stored, chosen):
        return PreviewRow(row.number, row.where, text, RowState.REFUSED, why=why)
    old = present.values if present else RowValues(row.number)
    new = _values(row, old, stored.statuses, chosen)
    if problem := _text_problem(new):
        return PreviewRow(row.number, row.where, text, RowState.REFUSED, why=problem)
    changes = _changes(old, new)
    state = RowState.NEW if present is None else RowState.CHANGED if changes else RowState.UNCHANGED
    answered = present is not None and present.answered_here and bool(changes)
    return PreviewRow(row.number, row.where, text, state, new, changes, answered_here=answered)


def _refused(row: ImportedRow, stored: Stored, chosen: Mapping[str, str]) -> str:
    if not NUMBER.fullmatch(row.number) or len(row.number) > LONGEST_NUMBER:
        return f"”{row.number}” kan inte vara ett nummer. Skriv till exempel 12 eller 12a."
    if row.parent and (not NUMBER.fullmatch(row.parent) or row.parent == row.number):
        return f"Raden kan inte vara en del av ”{row.parent}”."
    if row.target_year is not None and row.target_year not in _YEARS:
        return f"{row.target_year} kan inte vara ett år."
    if row.number in stored.closed_numbers:
        return stored.closed_numbers[row.number]
    if _unknown(row, stored, chosen):
        todo = "Raden kan inte jämföras." if stored.frozen else "Välj vad den betyder."
        return f"Statusen ”{row.status}” finns inte i planens statusord. {todo}"
    return ""


def _values(
    row: ImportedRow, old: RowValues, statuses: Iterable[KnownStatus], chosen: Mapping[str, str]
) -> RowValues:
    """What the row says, beside what the file does not speak of."""
    values = replace(
        old,
        parent=row.parent or old.parent,
        short_text=_given(row.short_text, old.short_text),
        full_text=_given(row.full_text, old.full_text),
    )
    if _unanswered(row, chosen):
        # An answer that is stored is not taken back by a file that has none.
        return values
    status = status_of(row.status or "", statuses, chosen)
    assert status is not None
    settled = status.meaning in SETTLED
    return replace(
        values,
        label=status.label,
        target_year=None if settled else row.target_year,
        ongoing=False if settled else row.ongoing,
        previous_year=None if settled else _previous_year(row, old),
        year_uncertain=False if settled else row.year_uncertain,
        comment=_given(row.comment, old.comment),
        cause=_given(row.cause, old.cause),
        remaining_work=_given(row.remaining_work, old.remaining_work),
    )


def _previous_year(row: ImportedRow, old: RowValues) -> int | None:
    """A file that names no earlier year does not take the stored one back."""
    return row.earlier_years[-1] if row.earlier_years else old.previous_year


def _given(text: str | None, old: str) -> str:
    """The file's text as it can be stored, or the old one when the file does not speak of it."""
    # Spaces alone are no text, and no file tells how many there were.
    return old if text is None or not (text.strip() or old.strip()) else printable(text)


def _text_problem(values: RowValues) -> str:
    for name in ("short_text", "full_text", "comment", "cause", "remaining_work"):
        if problem := text_problem(getattr(values, name)):
            return f"{_HEADINGS[name]}: {problem}"
    return ""


def _changes(old: RowValues, new: RowValues) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(_HEADINGS[field.name], _shown(getattr(old, field.name)), _shown(getattr(new, field.name)))
        for field in fields(RowValues)
        if getattr(old, field.name) != getattr(new, field.name)
    )


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if isinstance(value, date):
        return long_date(value)
    return "" if value is None else str(value)


def _head_changes(head: ImportedHead, stored: Stored) -> tuple[FieldChange, ...]:
    """The facts of the follow-up that the file gives and that differ from the stored ones."""
    found = []
    for name, heading in FOLLOW_UP_FACTS.items():
        new = getattr(head, name)
        old = stored.facts.get(name)
        if new is not None and (new or None) != (old or None):
            found.append(FieldChange(heading, _shown(old), _shown(new)))
    return tuple(found)


def answer_differs(row: StoredRow, values: RowValues) -> bool:
    """Whether status, year or texts about the work differ from what is stored."""
    plan_only = {"parent", "short_text", "full_text"}
    return any(
        getattr(row.values, field.name) != getattr(values, field.name)
        for field in fields(RowValues)
        if field.name not in plan_only
    )
