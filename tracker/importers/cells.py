"""A file of rows and columns as plain, typed cells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from tracker.importers.imported import FileRefused

MAX_ROWS = 20_000
MAX_COLUMNS = 200


class CellKind(StrEnum):
    """What a cell holds. A CSV has texts and empty cells only."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    EMPTY = "empty"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Cell:
    """A cell. `text` is the text, the number with a decimal point ("4.3"), the day as ISO, or what stands there.

    `why` tells in Swedish why an unreadable one cannot be read and what to do.
    """

    kind: CellKind
    text: str = ""
    why: str = ""
    #: A number that is shown a hundred times larger, with a per cent sign.
    percent: bool = False

    @property
    def number(self) -> Decimal | None:
        """The cell as a number, also when it is a text in Swedish ("1 234,5"); None when it is none."""
        if self.kind not in (CellKind.NUMBER, CellKind.TEXT):
            return None
        plain = re.sub(r"\s", "", self.text).replace("−", "-").replace(",", ".")
        if not re.fullmatch(r"-?\d{1,20}(\.\d{1,20})?", plain, re.ASCII):
            return None
        try:
            return Decimal(plain)
        except InvalidOperation:
            return None

    @property
    def day(self) -> date | None:
        """The cell as a day, also when it is a text as ISO ("2022-03-31"); None when it is none."""
        if self.kind not in (CellKind.DATE, CellKind.TEXT):
            return None
        try:
            return date.fromisoformat(self.text.strip()[:10])
        except ValueError:
            return None


EMPTY = Cell(CellKind.EMPTY)


@dataclass(frozen=True)
class GridRow:
    """A row that holds something; `number` is the one that the program shows beside it, from 1."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """The cell of the column, counted from 0; an empty one beyond the last."""
        return self.cells[column] if 0 <= column < len(self.cells) else EMPTY


@dataclass(frozen=True)
class Sheet:
    """A sheet; a CSV has one, without a name."""

    name: str
    rows: tuple[GridRow, ...]

    def where(self, row: int) -> str:
        """Where the row stands, in Swedish: 'bladet "Aktiviteter", rad 3'."""
        return f"bladet ”{self.name}”, rad {row}" if self.name else f"rad {row}"

    def blocks(self) -> "Iterator[Sheet]":
        """The parts of a CSV between empty rows, each under a row with one cell; an Excel sheet stays whole."""
        if self.name:
            yield self
            return
        part: list[GridRow] = []
        for row in self.rows:
            alone = len(row.cells) == 1 and row.cells[0].kind is not CellKind.EMPTY
            if part and alone and row.number > part[-1].number + 1:
                yield Sheet(self.name, tuple(part))
                part = []
            part.append(row)
        yield Sheet(self.name, tuple(part))


@dataclass(frozen=True)
class Grid:
    """The file; `format` is xlsx or csv, `notes` are Swedish sentences about how it was read."""

    format: str
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()


def too_many() -> FileRefused:
    """The refusal of a file with more rows or columns than a report or a series has."""
    return FileRefused(
        "too-many-cells",
        "Filen har fler än 20 000 rader eller 200 kolumner. Ta bort det som inte hör hit och försök igen.",
    )
