"""Rows of a table in running text, where only spaces part a name from its numbers and the numbers from each other."""

import re
from dataclasses import dataclass, field

from tracker.importers.reading.periods import printed_period

#: What stands for a value that is missing.
MISSING = "saknas|[-–—−]"
_FIRST = re.compile(r"(?:verksamhetsmått|nyckeltal|indikator(?:er)?|mått) (?P<rest>.*)", re.IGNORECASE)
_COLUMN = re.compile(
    r"(?=\b(?:årsutfall|utfall|budget|mål|målvärde|målnivå|prognos|helårsprognos)\b)", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:19|20|21)\d\d\b", re.ASCII)
_CELL = re.compile(rf"[-−]?\d{{1,12}}(?:[.,]\d{{1,6}})?%?|{MISSING}", re.IGNORECASE)
_GROUP = re.compile(r"\d{3}(?:,\d{1,6})?%?", re.ASCII)
_HEAD_OF_GROUPS = re.compile(r"[-−]?\d{1,3}", re.ASCII)
#: So many lines of a name before its numbers, and columns of a table.
_MOST_LINES, _MOST_COLUMNS = 6, 12


@dataclass(frozen=True)
class TextRow:
    """A name with a cell per column, or `why` the cells cannot be told apart; then they are as they stand."""

    name: str
    cells: tuple[str, ...]
    number: int
    why: str = ""


def table_heading(line: str, year: int | None) -> tuple[str, ...]:
    """The columns of "Verksamhetsmått Årsutfall 2020 Budget 2021 Årsutfall 2021"; () for any other line.

    A column without a year has the newest of the others, else `year`.
    """
    match = _FIRST.fullmatch(line)
    if not match:
        return ()
    parts = [part.strip() for part in _COLUMN.split(match["rest"]) if part.strip()]
    known = max((int(each) for each in _YEAR.findall(match["rest"])), default=year)
    read = [printed_period(part, known) for part in parts]
    columns = tuple(one.period.label for one in read if one is not None and one.measure is not None)
    return columns if 0 < len(columns) == len(parts) <= _MOST_COLUMNS else ()


@dataclass
class TextTable:
    """A table that is being read, line by line."""

    columns: tuple[str, ...]
    rows: list[TextRow] = field(default_factory=list)
    _name: list[str] = field(default_factory=list)
    #: Cells of a row that goes on on the next line.
    _cells: list[str] = field(default_factory=list)
    _number: int = 0

    def add(self, line: str, number: int) -> bool:
        """Takes the line; False when the table has ended before it."""
        if not line:
            self._close()
            return True
        words = line.split(" ")
        start = len(words)
        while start and _CELL.fullmatch(words[start - 1]):
            start -= 1
        if start == len(words):
            self._close()
            self._name.append(line)
            return len(self._name) <= _MOST_LINES and not line.endswith((".", ":"))
        if start:
            self._close()
            self._name.append(" ".join(words[:start]))
        self._number = self._number or number
        self._cells += words[start:]
        return bool(self._name)

    def _close(self) -> None:
        """Ends the row when it has cells."""
        if not self._cells:
            return
        name, cells = " ".join(self._name), self._cells
        found = _apart(cells, len(self.columns))
        if len(found) == 1:
            self.rows.append(TextRow(name, found[0], self._number))
        else:
            # A name may end with a number of its own, as an age does: then there is one cell too many.
            few = len(cells) < len(self.columns)
            why = _TOO_FEW if few else _UNCLEAR
            self.rows.append(TextRow(name, tuple(cells), self._number, why))
        self._name, self._cells, self._number = [], [], 0


_TOO_FEW = (
    "Raden har färre värden än tabellen har kolumner. Skriv ett streck i filen där värdet saknas, "
    "eller läs in tabellen som .xlsx."
)
_UNCLEAR = "Radens tal går inte att skilja åt. Skriv dem i en tabell i .xlsx eller .csv."


def _apart(words: list[str], columns: int) -> list[tuple[str, ...]]:
    """Every way in which the words are so many cells: "1 219" is one or two. More than one way is never guessed."""
    if len(words) < columns or len(words) > 4 * columns:
        return []
    ways: list[tuple[str, ...]] = []
    _go_on(words, columns, (), ways)
    return ways


def _go_on(words: list[str], columns: int, done: tuple[str, ...], ways: list[tuple[str, ...]]) -> None:
    if not words or not columns:
        if not words and not columns:
            ways.append(done)
        return
    for size in range(1, 5):
        if size > len(words) or not _is_one(words[:size]):
            break
        _go_on(words[size:], columns - 1, (*done, " ".join(words[:size])), ways)


def _is_one(words: list[str]) -> bool:
    """Whether the words are one number, written with spaces between its thousands."""
    if len(words) == 1:
        return True
    return bool(_HEAD_OF_GROUPS.fullmatch(words[0])) and all(_GROUP.fullmatch(word) for word in words[1:])
