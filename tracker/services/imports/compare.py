"""Compares a report that was read with what is stored: no row is taken that could not be shown first."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date

from tracker.domain.exchange.status_words import plain_word, status_of, unanswered
from tracker.domain.numbering import same_number
from tracker.domain.swedish.words import long_date
from tracker.domain.terms import SETTLED
from tracker.domain.text import squeezed, text_problem
from tracker.importers.imported import ImportedHead, ImportedReport, ImportedRow
from tracker.reports.blocks import printable
from tracker.services.imports.head import sound_head
from tracker.services.imports.numbering import numbered
from tracker.services.imports.preview import FieldChange, Preview, PreviewRow, RowState, RowValues
from tracker.services.imports.stored import FOLLOW_UP_FACTS, Stored, StoredRow
from tracker.services.plans.activity_facts import LONGEST_NUMBER, NUMBER

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
    "focus_area": "Fokusområde",
}
_PART = re.compile(r"([0-9]+)[a-zåäö]")
_YEARS = range(1900, 2101)
#: As long as the column that holds it.
LONGEST_AREA = 200


def compare(
    report: ImportedReport, stored: Stored, *, as_of: date | None, chosen_words: Mapping[str, str]
) -> Preview:
    """The preview. `chosen_words` are labels that a person has chosen for words that the plan does not know."""
    read = _with_parents(numbered(report.rows, stored), stored)
    rows = _rows(read, stored, chosen_words)
    unknown = [plain_word(row.status or "") for row in read if _unknown(row, stored, chosen_words)]
    head, faults = sound_head(report.head)
    numbers = {row.number for row in rows}
    plan_numbers = dict.fromkeys(number for number, _ in stored.rows)
    return Preview(
        head=head,
        as_of=as_of,
        rows=rows,
        unreadable=(*report.unreadable, *faults),
        columns=report.columns,
        notes=report.notes,
        head_changes=_head_changes(head, stored),
        absent=tuple(number for number in plan_numbers if number not in numbers),
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
        first = met.setdefault(f"{_identity(row.number, stored)} {_board(row, stored)}", row)
        made = _row(row, stored, chosen)
        if first is not row:
            made = _stopped(
                made,
                _twice(row, first)
                if row.board
                else f"Numret {row.number} finns redan på {first.where}. Rätta det ena i filen.",
            )
        elif row.number in parents:
            made = _stopped(made, "Aktiviteten följs upp genom sina delar. Ta bort raden ur filen.")
        found.append(made)
    return tuple(found)


def _with_parents(rows: Iterable[ImportedRow], stored: Stored) -> list[ImportedRow]:
    """1a and 1b are parts of 1 when the file has no row 1 of its own. 01 is the plan's 1, when it has no 01."""
    known = {same_number(number): number for number in (*stored.closed_numbers, *stored.numbers)}

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
    return number in stored.numbers or number in stored.closed_numbers


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
    board = _board(row, stored)
    present = stored.rows.get((row.number, board))
    beside = present or next(iter(stored.numbers.get(row.number, ())), None)
    text = row.short_text or row.full_text or (present.values.short_text if present else "")
    if why := _refused(row, stored, chosen):
        return PreviewRow(row.number, row.where, text, RowState.REFUSED, why=why)
    old = present.values if present else _unheard(row.number, board, beside, stored)
    new = _values(row, old, stored, chosen)
    if problem := _text_problem(new):
        return PreviewRow(row.number, row.where, text, RowState.REFUSED, why=problem)
    changes = _changes(old, new, stored.headings)
    state = RowState.NEW if present is None else RowState.CHANGED if changes else RowState.UNCHANGED
    answered = present is not None and present.answered_here and bool(changes)
    return PreviewRow(
        row.number, row.where, text, state, new, changes, answered_here=answered, board=row.board or ""
    )


def _refused(row: ImportedRow, stored: Stored, chosen: Mapping[str, str]) -> str:
    if not NUMBER.fullmatch(row.number) or len(row.number) > LONGEST_NUMBER:
        return f"”{row.number}” kan inte vara ett nummer. Skriv till exempel 12 eller 12a."
    if row.parent and (not NUMBER.fullmatch(row.parent) or row.parent == row.number):
        return f"Raden kan inte vara en del av ”{row.parent}”."
    if row.target_year is not None and row.target_year not in _YEARS:
        return f"{row.target_year} kan inte vara ett år."
    if row.board and _board(row, stored) == _UNKNOWN:
        return f"Nämnden ”{row.board}” finns inte i kommunen. Skriv namnet som det står på sidan Nämnder."
    if row.number in stored.closed_numbers:
        return stored.closed_numbers[row.number]
    if _unknown(row, stored, chosen):
        todo = "Raden kan inte jämföras." if stored.frozen else "Välj vad den betyder."
        return f"Statusen ”{row.status}” finns inte i planens statusord. {todo}"
    return ""


def _values(row: ImportedRow, old: RowValues, stored: Stored, chosen: Mapping[str, str]) -> RowValues:
    """What the row says, beside what the file does not speak of."""
    values = replace(
        old,
        parent=row.parent or old.parent,
        short_text=_given(row.short_text, old.short_text),
        full_text=_given(row.full_text, old.full_text),
        focus_area=_given(row.focus_area, old.focus_area).strip(),
        field_values=_fields(row, old, stored.decided),
    )
    if _unanswered(row, chosen):
        # An answer that is stored is not taken back by a file that has none.
        return values
    status = status_of(row.status or "", stored.statuses, chosen)
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
        field_values=_fields(row, old, tuple(stored.headings)),
    )


def _fields(row: ImportedRow, old: RowValues, keys: Sequence[str]) -> dict[str, str]:
    """What the kind's own columns hold: the file's for the keys, the stored ones for the others."""
    read = row.field_values or {}
    found = {
        **old.field_values,
        **{key: _given(read.get(key), old.field_values.get(key, "")) for key in keys},
    }
    return {key: text for key, text in found.items() if text.strip()}


#: Stands for a board that the municipality does not have.
_UNKNOWN = "?"


def _board(row: ImportedRow, stored: Stored) -> str:
    """The slug of the board that the row names, "" for the plan's own; without a name the one that answers it."""
    if row.board:
        return stored.boards.get(squeezed(row.board).casefold(), _UNKNOWN if stored.boards else "")
    rows = stored.numbers.get(row.number, ())
    return rows[0].values.board if len(rows) == 1 else ""


def _unheard(number: str, board: str, beside: StoredRow | None, stored: Stored) -> RowValues:
    """What is known of a row that this board has not had: its texts, when other boards have it."""
    if beside is None:
        return RowValues(number, board=board)
    values = beside.values
    own = {key: text for key, text in values.field_values.items() if key in stored.decided}
    return RowValues(
        number, values.parent, values.short_text, values.full_text, board=board, focus_area=values.focus_area,
        field_values=own,
    )  # fmt: skip


def _twice(row: ImportedRow, first: ImportedRow) -> str:
    return f"{row.board} svarar på {row.number} redan på {first.where}. Ta bort det ena i filen."


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
    if len(values.focus_area) > LONGEST_AREA:
        return f"{_HEADINGS['focus_area']}: Korta texten till högst {LONGEST_AREA} tecken."
    return next((problem for text in values.field_values.values() if (problem := text_problem(text))), "")


def _changes(old: RowValues, new: RowValues, headings: Mapping[str, str]) -> tuple[FieldChange, ...]:
    plain = tuple(
        FieldChange(_HEADINGS[field.name], _shown(getattr(old, field.name)), _shown(getattr(new, field.name)))
        for field in fields(RowValues)
        if field.name in _HEADINGS and getattr(old, field.name) != getattr(new, field.name)
    )
    before, after = old.field_values, new.field_values
    return plain + tuple(
        FieldChange(heading, before.get(key, ""), after.get(key, ""))
        for key, heading in headings.items()
        if before.get(key, "") != after.get(key, "")
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


def answer_differs(row: StoredRow, values: RowValues, decided: Sequence[str] = ()) -> bool:
    """Whether status, year or texts about the work differ from what is stored; `decided` are fields of the plan."""
    plan_only = {"parent", "short_text", "full_text", "focus_area", "field_values"}
    before, after = row.values.field_values, values.field_values
    told = {*before, *after} - {*decided}
    return any(before.get(key) != after.get(key) for key in told) or any(
        getattr(row.values, field.name) != getattr(values, field.name)
        for field in fields(RowValues)
        if field.name not in plan_only
    )
