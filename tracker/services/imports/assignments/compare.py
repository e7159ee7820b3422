"""Compares the uppdrag of a file with what is stored: by number, else by their wording."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tracker.domain.exchange.assignment_columns import AssignmentColumn
from tracker.domain.fault import Fault
from tracker.domain.field_values import field_faults
from tracker.domain.numbering import same_number
from tracker.domain.plan_fields import PlanField
from tracker.domain.swedish.words import long_date
from tracker.domain.terms import SETTLED
from tracker.domain.text import text_problem
from tracker.services.imports.assignments.known import Known
from tracker.services.imports.assignments.preview import NewAnswer, NewShare, UppdragPreview, UppdragRow
from tracker.services.imports.assignments.read_rows import DAYS, LINES, ReadShare, ReadUppdrag
from tracker.services.imports.assignments.read_tables import ReadFile, same_text
from tracker.services.imports.assignments.stored import StoredPlan, StoredShare, StoredUppdrag
from tracker.services.imports.preview import FieldChange, RowState
from tracker.services.plans.activity_facts import LONGEST_NUMBER, NUMBER
from tracker.services.plans.assignment_facts import LONGEST
from tracker.services.plans.numbers import largest

_HEADINGS = {
    "short_text": AssignmentColumn.TEXT.value,
    **{name: column.value for column, name in (*LINES.items(), *DAYS.items())},
}
#: By whether the board's share is told of elsewhere.
_COLLECTED = {False: "Redovisas här", True: "Redovisas inte här"}
_TEXTS = ("short_text", "full_text")
_LONGEST = {**LONGEST, "focus_area": 200}
#: How often it is told how far the comparing has come.
_STEP = 200
Tell = Callable[[int, int], None]


@dataclass
class _Places:
    """What is stored, by number and by wording."""

    by_number: dict[str, StoredUppdrag]
    by_text: dict[str, StoredUppdrag]

    @classmethod
    def of(cls, stored: StoredPlan) -> "_Places":
        texts: dict[str, StoredUppdrag] = {}
        for one in stored.uppdrag:
            for name in _TEXTS:
                if text := same_text(one.facts[name]):
                    texts.setdefault(text, one)
        return cls({same_number(one.number): one for one in stored.uppdrag}, texts)

    def find(self, row: ReadUppdrag) -> StoredUppdrag | None:
        found = self.by_number.get(same_number(row.number)) if row.number else None
        return found or self.by_text.get(same_text(row.text))


def compare_uppdrag(
    read: ReadFile, stored: StoredPlan, known: Known, *, as_of: date | None, tell: Tell | None = None
) -> UppdragPreview:
    """The preview; `tell` hears how many of how many have been compared."""
    comparing = _Comparing(read, stored, known, as_of=as_of)
    rows: list[UppdragRow] = []
    for row in read.rows:
        rows.append(comparing.row(row))
        if tell is not None and (len(rows) % _STEP == 0 or len(rows) == len(read.rows)):
            tell(len(rows), len(read.rows))
    met = {row.activity for row in rows}
    return UppdragPreview(
        as_of=as_of,
        year=read.year,
        rows=tuple(rows),
        headings=read.headings,
        questions=read.questions,
        notes=read.notes,
        absent=tuple(one.number for one in stored.uppdrag if one.id not in met and not one.withdrawn),
        frozen=stored.frozen,
        follow_up_exists=stored.follow_up_id is not None,
        has_answers=read.questions.statuses,
        board_names=known.boards,
    )


class _Comparing:
    def __init__(self, read: ReadFile, stored: StoredPlan, known: Known, *, as_of: date | None) -> None:
        self._places, self._known, self._as_of = _Places.of(stored), known, as_of
        numbers = [one.number for one in stored.uppdrag] + [row.number for row in read.rows]
        self._last = largest(numbers)
        self._met: dict[int, str] = {}

    def row(self, row: ReadUppdrag) -> UppdragRow:
        """What becomes of one uppdrag."""
        old = self._places.find(row)
        text = row.text or (old.facts["short_text"] if old else "")
        why = row.why or self._refused(row, old) or self._problem(row)
        if why:
            shown = row.number or (old.number if old else "")
            return UppdragRow(shown, row.where, text, RowState.REFUSED, old.id if old else None, why=why)
        if old is not None:
            self._met[old.id] = row.where
        return self._new(row) if old is None else self._changed(row, old)

    def _refused(self, row: ReadUppdrag, old: StoredUppdrag | None) -> str:
        if row.number and (not NUMBER.fullmatch(row.number) or len(row.number) > LONGEST_NUMBER):
            return f"”{row.number[:40]}” kan inte vara ett nummer. Skriv till exempel 12 eller 12a."
        if old is None and not row.text:
            return "Raden har ingen text om vad uppdraget är. Skriv den i filen."
        if old is None and not row.shares:
            return self._without_board(row)
        if old is not None and old.withdrawn:
            return "Uppdraget är tillbakadraget. Återinför det i planen först."
        if old is not None and old.id in self._met:
            return f"Uppdraget finns redan på {self._met[old.id]}. Rätta det ena i filen."
        return ""

    def _without_board(self, row: ReadUppdrag) -> str:
        return (
            "Raden har ingen nämnd. Skriv den i filen, eller välj bland frågorna vilken nämnd som redovisar."
        )

    def _problem(self, row: ReadUppdrag) -> str:
        """Why a text cannot be stored (rule 12), with its column."""
        texts = [
            ("short_text", row.text),
            *((name, told) for name, told in row.facts if isinstance(told, str)),
        ]
        for name, told in texts:
            long = name in _TEXTS
            problem = text_problem(told) if long else text_problem(told, _LONGEST[name], single_line=True)
            if problem:
                return f"{_HEADINGS[name]}: {problem}"
        faults = [*_faults(self._known.on_activity, row.own)]
        for share in row.shares:
            faults += _faults(self._known.on_update, share.own)
            if share.comment and (problem := text_problem(share.comment)):
                return f"{AssignmentColumn.COMMENT.value}: {problem}"
        return faults[0].message if faults else ""

    def _new(self, row: ReadUppdrag) -> UppdragRow:
        number = row.number
        if not number:
            self._last += 1
            number = str(self._last)
        facts: dict[str, Any] = {"short_text": row.text, "full_text": row.text, **dict(row.facts)}
        lead = row.lead or row.shares[0].board
        shares = tuple(NewShare(one.board, one.board == lead, one.elsewhere) for one in row.shares)
        answers = tuple(_answer(one, None) for one in row.shares if self._is_read(one))
        return UppdragRow(
            number, row.where, row.text, RowState.NEW, None, (*facts.items(), ("own", row.own)), shares, answers,
            boards=self._named(shares),
        )  # fmt: skip

    def _is_read(self, share: ReadShare) -> bool:
        """Whether the share's answer is taken: a file may be read for its uppdrag alone."""
        return self._as_of is not None and _answers(share)

    def _named(self, shares: tuple[NewShare, ...]) -> tuple[str, ...]:
        """The boards, and which of several leads."""
        leads = {share.board for share in shares if share.lead and len(shares) > 1}
        return tuple(f"{self._name(one.board)}{' (leder)' if one.board in leads else ''}" for one in shares)

    def _name(self, board: int) -> str:
        return self._known.boards.get(board, "")

    def _changed(self, row: ReadUppdrag, old: StoredUppdrag) -> UppdragRow:
        facts, changes = self._facts(row, old)
        shares, said = self._shares(row, old)
        changes += said
        answers = []
        for share in row.shares:
            before = old.shares.get(share.board)
            if self._is_read(share) and (differing := list(self._differing(share, before))):
                answers.append(_answer(share, before))
                changes += differing
        state = RowState.CHANGED if changes else RowState.UNCHANGED
        return UppdragRow(
            old.number, row.where, row.text or old.facts["short_text"], state, old.id, tuple(facts.items()),
            tuple(shares), tuple(answers), tuple(changes), self._named(tuple(shares)),
        )  # fmt: skip

    def _facts(self, row: ReadUppdrag, old: StoredUppdrag) -> tuple[dict[str, Any], list[FieldChange]]:
        """What differs; an empty cell takes nothing back."""
        told: dict[str, Any] = dict(row.facts)
        if row.text and same_text(row.text) not in (
            same_text(old.facts["short_text"]),
            same_text(old.facts["full_text"]),
        ):
            told["short_text"] = row.text
            if old.facts["full_text"] in ("", old.facts["short_text"]):
                told.setdefault("full_text", row.text)
        facts = {name: value for name, value in told.items() if (old.facts[name] or None) != value}
        changes = [
            FieldChange(_HEADINGS[name], _shown(old.facts[name]), _shown(value))
            for name, value in facts.items()
        ]
        for key, text in row.own:
            if old.own.get(key, "") != text:
                changes.append(
                    FieldChange(self._known.fields[key].heading_in(None), old.own.get(key, ""), text)
                )
        if any(old.own.get(key, "") != text for key, text in row.own):
            facts["own"] = tuple({**old.own, **dict(row.own)}.items())
        return facts, changes

    def _shares(self, row: ReadUppdrag, old: StoredUppdrag) -> tuple[list[NewShare], list[FieldChange]]:
        """Boards that are new to the uppdrag, that lead it now, or that report here after all."""
        found: list[NewShare] = []
        changes: list[FieldChange] = []
        lead = row.lead or next((board for board, one in old.shares.items() if one.lead), None)
        lead = lead or (row.shares[0].board if row.shares else None)
        for share in row.shares:
            before = old.shares.get(share.board)
            elsewhere = share.elsewhere if before is None else before.elsewhere and not self._is_read(share)
            if before is None or before.elsewhere != elsewhere:
                found.append(NewShare(share.board, share.board == lead, elsewhere))
                told = "" if before is None else _COLLECTED[before.elsewhere]
                changes.append(FieldChange(self._name(share.board), told, _COLLECTED[elsewhere]))
        for board, one in old.shares.items():
            if row.lead and one.lead != (board == lead) and board not in {share.board for share in found}:
                found.append(NewShare(board, board == lead, one.elsewhere))
        if row.lead and not (old.shares.get(row.lead) or _NO_SHARE).lead:
            led = next((self._name(board) for board, one in old.shares.items() if one.lead), "")
            changes.append(FieldChange("Leder", led, self._name(row.lead)))
        return found, changes

    def _differing(self, share: ReadShare, old: StoredShare | None) -> Iterator[FieldChange]:
        new, name = _answer(share, old), self._name(share.board)
        before = old or _NO_SHARE
        pairs: list[tuple[str, Any, Any]] = [
            (AssignmentColumn.STATUS.value, before.label, new.label),
            (AssignmentColumn.COMMENT.value, before.comment, new.comment),
            (AssignmentColumn.TARGET.value, _horizon(before), _horizon(new)),
        ]
        own, now = dict(before.own or {}), dict(new.own)
        pairs += [
            (one.heading_in(None), own.get(one.key, ""), now.get(one.key, ""))
            for one in self._known.on_update
        ]
        for heading, was, becomes in pairs:
            if (was or "") != (becomes or ""):
                yield FieldChange(f"{name}: {heading}" if name else heading, _shown(was), _shown(becomes))


_NO_SHARE = StoredShare(0, False, False)


def _answers(share: ReadShare) -> bool:
    return share.status is not None


def _answer(share: ReadShare, old: StoredShare | None) -> NewAnswer:
    """The answer as it would be: what the file does not speak of stays."""
    assert share.status is not None
    before = old or _NO_SHARE
    settled = share.status.meaning in SETTLED
    told = share.target_year is not None or share.ongoing
    year, ongoing = (share.target_year, share.ongoing) if told else (before.target_year, before.ongoing)
    return NewAnswer(
        share.board,
        share.status.label,
        None if settled else year,
        False if settled else ongoing,
        before.comment if share.comment is None else share.comment,
        tuple({**(before.own or {}), **dict(share.own)}.items()),
        before.answered_here,
    )


def _horizon(one: NewAnswer | StoredShare) -> str:
    return "Ständigt pågående" if one.ongoing else str(one.target_year or "")


def _shown(value: object) -> str:
    return long_date(value) if isinstance(value, date) else str(value or "")


def _faults(fields: Iterable[PlanField], own: Iterable[tuple[str, str]]) -> list[Fault]:
    faults = field_faults(fields, dict(own), demanded=False)
    headings = {field.key: field.heading_in(None) for field in fields}
    return [
        replace(fault, message=f"{headings[fault.code.removeprefix('bad-')]}: {fault.message}")
        for fault in faults
    ]
