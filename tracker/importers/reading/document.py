"""A document as paragraphs and tables, whatever program it came from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Para:
    """A paragraph. `heading` opens a chapter or a section; `label` stands over the text that follows it."""

    text: str
    heading: bool = False
    label: bool = False


@dataclass(frozen=True)
class Said:
    """What a cell says; `struck` is what is struck through in it and no longer holds."""

    text: str
    struck: str = ""


@dataclass(frozen=True)
class TableOf:
    """A table; `where` names it in Swedish ("tabell 2"), `numbers` are those that a person sees."""

    where: str
    rows: tuple[tuple[Said, ...], ...]
    numbers: tuple[int, ...] = ()

    def place(self, position: int) -> str:
        """Where the row at the position, from 0, stands: "tabell 2, rad 5"."""
        number = self.numbers[position] if self.numbers else position + 1
        return f"{self.where}, rad {number}" if self.where else f"rad {number}"
