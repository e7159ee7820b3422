"""Numbers for rows that a file names by their words alone: that of the plan's row, or the next one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracker.domain.text import squeezed
from tracker.importers.imported import ImportedRow
from tracker.services.imports.stored import Stored, StoredRow

_Words = tuple[str, ...]


def numbered(rows: Sequence[ImportedRow], stored: Stored) -> list[ImportedRow]:
    """The rows with numbers. Two with the same words are told apart by their order, as the table has them."""
    if all(row.number for row in rows):
        return list(rows)
    waiting = _waiting(stored)
    taken = {*stored.numbers, *stored.closed_numbers, *(row.number for row in rows)}
    following = 1 + max((int(number) for number in taken if number.isdecimal()), default=0)
    given: dict[tuple[_Words, str | None], list[str]] = {}
    found = []
    for row in rows:
        number = row.number
        if not number:
            words = _words(row, stored.decided)
            met = given.setdefault((words, row.board), [])
            numbers = waiting.get(words) or waiting.get(("", *words[1:]), [])
            # The same words for another board are the same row.
            number = numbers[len(met)] if len(met) < len(numbers) else ""
            if not number:
                number, following = str(following), following + 1
                waiting.setdefault(words, []).append(number)
            met.append(number)
        found.append(replace(row, number=number))
    return found


def _waiting(stored: Stored) -> dict[_Words, list[str]]:
    """The numbers of the plan's rows by their words, with and without their focus area."""
    found: dict[_Words, list[str]] = {}
    for row in stored.rows.values():
        for words in dict.fromkeys(_stored_words(row, stored.decided)):
            numbers = found.setdefault(words, [])
            if row.values.number not in numbers:
                numbers.append(row.values.number)
    return found


def _stored_words(row: StoredRow, decided: Sequence[str]) -> tuple[_Words, _Words]:
    values = row.values
    own = _own(values.field_values, decided)
    text = squeezed(values.short_text).casefold()
    return (squeezed(values.focus_area).casefold(), text, *own), ("", text, *own)


def _words(row: ImportedRow, decided: Sequence[str]) -> _Words:
    text = squeezed(row.short_text or "").casefold()
    return (squeezed(row.focus_area or "").casefold(), text, *_own(row.field_values or {}, decided))


def _own(values: Mapping[str, str], decided: Sequence[str]) -> _Words:
    return tuple(squeezed(values.get(key, "")).casefold() for key in decided)
