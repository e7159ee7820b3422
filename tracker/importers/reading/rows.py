"""The rows of a table."""

from dataclasses import dataclass, field

from tracker.domain.exchange.columns import YES, Column
from tracker.domain.numbering import same_number
from tracker.importers.imported import ImportedRow, MatchedColumn, Unreadable
from tracker.importers.reading.columns import Places, folded, matched, places
from tracker.importers.reading.document import Said, TableOf
from tracker.importers.reading.years import read_horizon

_LONGEST_NUMBER = 20
_HEADING_WITHIN = 30
_NOTHING = Said("")


@dataclass
class Found:
    """What the tables of a file gave so far."""

    rows: list[ImportedRow] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    columns: tuple[MatchedColumn, ...] = ()
    _met: set[str] = field(default_factory=set)
    _asked: int = 0

    def has(self, number: str) -> bool:
        """Whether a row has the number, however it is written."""
        # Remembered, because a long table asks for each of its rows.
        self._met.update(same_number(row.number) for row in self.rows[self._asked :])
        self._asked = len(self.rows)
        return same_number(number) in self._met

    def numbers(self) -> set[str]:
        """The numbers met, folded."""
        return {folded(row.number) for row in self.rows}


def read_table(table: TableOf, found: Found, own: dict[str, Column] | None = None) -> bool:
    """Adds the table's rows; False when it is not a table of rows. No row is dropped silently."""
    for position, row in enumerate(table.rows[:_HEADING_WITHIN]):
        headings = [cell.text for cell in row]
        where = places(headings, own)
        if where is not None:
            found.columns = found.columns or matched(headings, where)
            for number in range(position + 1, len(table.rows)):
                cells = table.rows[number]
                if [folded(cell.text) for cell in cells] != [folded(heading) for heading in headings]:
                    _read_row(cells, where, table.place(number), found)
            return True
    return False


def _read_row(cells: tuple[Said, ...], where: Places, place: str, found: Found) -> None:
    def said(column: Column) -> Said:
        at = where.get(column, -1)
        return cells[at] if 0 <= at < len(cells) else _NOTHING

    def text(column: Column) -> str | None:
        # As it was written, spaces at its ends too: what we wrote ourselves comes back as it was.
        return said(column).text if column in where else None

    def word(column: Column) -> str | None:
        return said(column).text.strip() if column in where else None

    number = " ".join(said(Column.NUMBER).text.split()).rstrip(".)")
    problem = _number_problem(number, found)
    if problem:
        shown = " | ".join(" ".join(cell.text.split()) for cell in cells if cell.text.strip())
        if shown:
            found.unreadable.append(Unreadable(place, shown[:300], problem))
        return
    target = said(Column.TARGET)
    horizon = read_horizon(target.text, target.struck)
    if horizon.why:
        found.unreadable.append(Unreadable(place, target.text.strip()[:300], horizon.why))
    earlier = read_horizon("", said(Column.EARLIER).text).earlier
    found.rows.append(
        ImportedRow(
            number,
            place,
            text(Column.SHORT_TEXT),
            text(Column.FULL_TEXT),
            word(Column.PARENT) or None,
            standing_status(word(Column.STATUS)),
            horizon.year,
            horizon.ongoing,
            earlier or horizon.earlier,
            horizon.uncertain or folded(said(Column.UNCERTAIN).text) in (folded(YES), "x", "sant", "true"),
            text(Column.COMMENT),
            text(Column.CAUSE),
            text(Column.REMAINING),
        )
    )


def standing_status(status: str | None) -> str | None:
    """The status that holds: after the arrow from an earlier one, and without "senast Påbörjad, mars 2022" below."""
    if status is None:
        return None
    lines = status.rpartition("→")[2].strip().split("\n")
    return "\n".join(line for line in lines if not line.startswith("senast ")).strip()


def _number_problem(number: str, found: Found) -> str:
    if not number:
        return "Raden har inget nummer. Skriv numret i filen, eller lägg till raden för hand."
    if len(number) > _LONGEST_NUMBER:
        return "Det som står där numret ska stå är inget nummer. Rätta det i filen."
    if found.has(number):
        return f"Numret {number} finns redan på en annan rad. Rätta det ena i filen."
    return ""
