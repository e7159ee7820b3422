"""The rows of a table in plain text: the wording of an uppdrag ends, and its comment begins, at a status word."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracker.domain.exchange.status_words import UNANSWERED
from tracker.importers.raw_tables import RawRow
from tracker.services.imports.assignments.known import Known

_GIVEN = re.compile(r"\b(?:uppdras|uppdrag att|i uppdrag|ges uppdraget|ska\b|skall\b)", re.IGNORECASE)

_NO_STATUS = "Texten har ingen status som går att känna igen. Lägg till uppdraget för hand."


class _Words:
    """The plan's status words where a column of them has run into the text: a capital letter, and one after it."""

    def __init__(self, known: Known) -> None:
        words = {word for status in known.statuses for word in (status.label, *status.words)}
        longest = sorted(map(re.escape, {*words, UNANSWERED}), key=len, reverse=True)
        one = rf"(?P<status>{'|'.join(longest)})(?:\.|:)?(?=\s+(?:[A-ZÅÄÖ\"”•–-]|\d)|\s*$)"
        self.begins = re.compile(one)
        self.within = re.compile(rf"(?<=[.!?…])\s+{one}")


@dataclass
class _Row:
    """A row that is being read; `status` None is a text that nobody can part."""

    line: int
    wording: str
    status: str | None = ""
    comment: str = ""

    def go_on(self, paragraphs: Iterable[tuple[int, str]]) -> None:
        for _, text in paragraphs:
            self.comment = f"{self.comment}\n\n{text}".strip()


def text_rows(paragraphs: Iterable[tuple[int, str]], known: Known) -> Iterator[RawRow]:
    """The rows as cells: wording, status, comment. What has no status is an uppdrag that nobody has answered."""
    words = _Words(known)
    waiting: list[tuple[int, str]] = []
    rows: list[_Row] = []
    for line, text in paragraphs:
        found = words.begins.match(text)
        if not found and (found := words.within.search(text)):
            waiting.append((line, text[: found.start()]))
        if not found:
            waiting.append((line, text))
            continue
        _open(waiting, rows, known)
        waiting = []
        rows[-1].status, rows[-1].comment = found["status"], text[found.end() :].lstrip(" .:").rstrip()
    _leave(waiting, rows, known)
    for row in rows:
        faults = (_NO_STATUS,) if row.status is None else ()
        yield RawRow(row.line, (row.wording, row.status or "", row.comment), faults)


def _is_uppdrag(text: str, known: Known) -> bool:
    """Whether a paragraph words an uppdrag: it begins with a board, or says that something is given to do."""
    return bool(known.names.opening(text)) or _GIVEN.search(text[:300]) is not None


def _open(waiting: list[tuple[int, str]], rows: list[_Row], known: Known) -> None:
    """A new row for the wording that waits; paragraphs before it go on with the comment of the row above."""
    starts = [place for place, (_, text) in enumerate(waiting) if _is_uppdrag(text, known)]
    start = 0 if not rows else starts[-1] if starts else max(len(waiting) - 1, 0)
    if rows:
        rows[-1].go_on(waiting[:start])
    wording = waiting[start:]
    rows.append(_Row(wording[0][0] if wording else 0, " ".join(text for _, text in wording)))


def _leave(waiting: list[tuple[int, str]], rows: list[_Row], known: Known) -> None:
    """What stands after the last status: more of its comment, or uppdrag without a status."""
    start = next((place for place, (_, text) in enumerate(waiting) if _is_uppdrag(text, known)), len(waiting))
    if rows:
        rows[-1].go_on(waiting[:start])
    else:
        start = 0
    for line, text in waiting[start:]:
        # What words no uppdrag is perhaps a status of their own, perhaps more of the wording: a person must look.
        rows.append(_Row(line, text, "" if _is_uppdrag(text, known) else None))
