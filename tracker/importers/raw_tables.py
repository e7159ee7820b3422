"""What is read out of a file before anybody has said what its columns mean: tables of words, and a table in a text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RawRow:
    """A row: where a person sees it, its cells as they were written (days as ISO), and cells that cannot be read."""

    number: int
    cells: tuple[str, ...]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class RawTable:
    """A table. `focus_area` and `given_by` are the headings that it stands under in a document, "" in a workbook."""

    where: str
    rows: tuple[RawRow, ...]
    focus_area: str = ""
    given_by: str = ""

    def place(self, number: int) -> str:
        """Where a row stands, in Swedish."""
        return f"{self.where}, rad {number}" if self.where else f"rad {number}"


@dataclass(frozen=True)
class TextTable:
    """A table of a plain text, whose columns have run into each other: its paragraphs with their first line.

    `heading` is the line with the columns' names.
    """

    heading: str
    paragraphs: tuple[tuple[int, str], ...]
    focus_area: str = ""
    given_by: str = ""


@dataclass(frozen=True)
class RawTables:
    """All tables of one file. `format` is docx, pdf, xlsx, csv or text."""

    format: str
    tables: tuple[RawTable, ...] = ()
    texts: tuple[TextTable, ...] = ()
    notes: tuple[str, ...] = ()
