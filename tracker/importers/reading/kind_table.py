"""The table of a kind of plan that has columns of its own: by the kind's headings, with or without numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker.domain.exchange.columns import YES, Beside, Column
from tracker.domain.exchange.status_words import UNANSWERED, plain_word
from tracker.importers.imported import ImportedRow, MatchedColumn, Unreadable
from tracker.importers.known_kinds import KnownKind, plain_heading
from tracker.importers.reading.columns import folded
from tracker.importers.reading.document import Said, TableOf
from tracker.importers.reading.rows import Found, standing_status
from tracker.importers.reading.years import read_horizon

_HEADING_WITHIN = 30
#: What our own reports write below a status or an answer.
_NOTE = re.compile(
    r"senast .+, \w+ \d{4}$|Status och text står kvar från uppföljningen per |Rättad \d{1,2} \w+ \d{4}\.$"
    r"|Inget nytt sedan förra uppföljningen\.$|Förklarades "
)
_CHAPTER_NUMBER = re.compile(r"\d+(?:\.\d+)*\.?\s+")
#: What our own reports call the rows without a focus area.
_NO_AREA = "Övrigt"


@dataclass(frozen=True)
class _Matched:
    kind: KnownKind
    places: dict[str, int]
    headings: tuple[str, ...]


def read_kind_table(
    table: TableOf, kinds: Sequence[KnownKind], found: Found, area: str = ""
) -> KnownKind | None:
    """Adds the table's rows; None when it is the table of none of the kinds. `area` is the heading above it."""
    for position, row in enumerate(table.rows[:_HEADING_WITHIN]):
        headings = tuple(cell.text for cell in row)
        matched = _kind_of(headings, kinds)
        if matched is not None:
            found.columns = found.columns or _shown(matched)
            reader = _Reader(matched, found, _area(area))
            for number in range(position + 1, len(table.rows)):
                reader.add(table.rows[number], table.place(number))
            return matched.kind
    return None


def _kind_of(headings: tuple[str, ...], kinds: Sequence[KnownKind]) -> _Matched | None:
    """The kind with most of its own headings there. Of several, its text and a column of its own must be there."""
    plain = [plain_heading(heading) for heading in headings]
    best: tuple[int, _Matched] | None = None
    for kind in kinds:
        names = kind.names()
        places: dict[str, int] = {}
        for place, heading in enumerate(plain):
            what = names.get(heading)
            if what is not None and what not in places:
                places[what] = place
        own = len(kind.own_headings() & set(plain)) + (plain_heading(kind.status) in plain)
        answers = bool(places.keys() & {*kind.keys, Column.STATUS, Column.COMMENT})
        enough = Column.SHORT_TEXT in places and answers
        if len(kinds) > 1:
            enough = enough and bool(places.keys() & set(kind.keys)) and plain_heading(kind.text) in plain
        if enough and (best is None or own > best[0]):
            best = (own, _Matched(kind, places, headings))
    return best[1] if best else None


def _shown(matched: _Matched) -> tuple[MatchedColumn, ...]:
    titles = {field.key: field.headings[0].replace("{year}", "").strip() for field in matched.kind.fields}
    titles[Column.SHORT_TEXT] = matched.kind.text
    taken = {place: titles.get(what, str(what)) for what, place in matched.places.items()}
    shown = ((" ".join(text.split()), taken.get(place, "")) for place, text in enumerate(matched.headings))
    return tuple(MatchedColumn(heading, column) for heading, column in shown if heading)


def _area(heading: str) -> str:
    plain = _CHAPTER_NUMBER.sub("", " ".join(heading.split()), count=1)
    return "" if plain == _NO_AREA else plain


class _Reader:
    def __init__(self, matched: _Matched, found: Found, area: str) -> None:
        self._kind, self._places, self._found, self._now = matched.kind, matched.places, found, area
        self._headings = [folded(heading) for heading in matched.headings]
        self._before: ImportedRow | None = None

    def add(self, cells: tuple[Said, ...], where: str) -> None:
        """Takes one row of the table; no row is dropped silently."""
        filled = [place for place, cell in enumerate(cells) if cell.text.strip()]
        if not filled or [folded(cell.text) for cell in cells] == self._headings:
            return
        if self._kind.focus and filled == [0] and self._places[Column.SHORT_TEXT] != 0:
            self._now = _area(cells[0].text)
            return
        row = self._row(cells, where)
        if not (row.short_text or "").strip() and not row.number:
            shown = " | ".join(" ".join(cell.text.split()) for cell in cells if cell.text.strip())
            why = f"Raden har ingen text under ”{self._kind.text}”. Skriv den i filen."
            self._found.unreadable.append(Unreadable(where, shown[:300], why))
            return
        self._before = row
        self._found.rows.append(row)

    def _row(self, cells: tuple[Said, ...], where: str) -> ImportedRow:
        def said(what: str) -> Said:
            at = self._places.get(what, -1)
            return cells[at] if 0 <= at < len(cells) else Said("")

        def text(what: str) -> str | None:
            return _told(said(what).text) if what in self._places else None

        values = {key: _told(said(key).text) for key in self._kind.keys if key in self._places}
        horizon = read_horizon(said(Column.TARGET).text, said(Column.TARGET).struck)
        area = said(Beside.AREA).text.strip() if Beside.AREA in self._places else self._now
        row = ImportedRow(
            " ".join(said(Column.NUMBER).text.split()).rstrip(".)"),
            where,
            text(Column.SHORT_TEXT),
            text(Column.FULL_TEXT),
            (text(Column.PARENT) or "").strip() or None,
            self._status(standing_status(text(Column.STATUS)), values),
            horizon.year,
            horizon.ongoing,
            read_horizon("", said(Column.EARLIER).text).earlier or horizon.earlier,
            horizon.uncertain or folded(said(Column.UNCERTAIN).text) == folded(YES),
            text(Column.COMMENT),
            text(Column.CAUSE),
            text(Column.REMAINING),
            board=said(Beside.BOARD).text.strip() or None,
            focus_area=area if self._kind.focus or area else None,
            field_values={key: _unless_silent(value) for key, value in values.items()},
        )
        return self._going_on(row)

    def _going_on(self, row: ImportedRow) -> ImportedRow:
        """A further board's answer to the row above, whose number and text are printed once."""
        before = self._before
        if before is None or not self._kind.shared or row.number or (row.short_text or "").strip():
            return row
        decided = {field.key for field in self._kind.fields if field.decided}
        once = {key: value for key, value in (before.field_values or {}).items() if key in decided}
        return replace(
            row,
            number=before.number,
            short_text=before.short_text,
            full_text=row.full_text or before.full_text,
            focus_area=before.focus_area,
            field_values={**(row.field_values or {}), **once},
        )

    def _status(self, status: str | None, values: dict[str, str]) -> str | None:
        """Where there is no column for it, a row is answered when anything stands in the columns of the answer."""
        if status is not None or self._kind.counted:
            return status
        answers = [values.get(field.key, "") for field in self._kind.fields if not field.decided]
        return self._kind.answered if any(_unless_silent(text).strip() for text in answers) else UNANSWERED


def _told(text: str) -> str:
    """The cell without what our own reports write below it."""
    lines = text.split("\n")
    while len(lines) > 1 and _NOTE.match(lines[-1].strip()):
        lines.pop()
    return "" if _NOTE.match(lines[0].strip()) and len(lines) == 1 else "\n".join(lines)


def _unless_silent(text: str) -> str:
    return "" if plain_word(text) == plain_word(UNANSWERED) else text
