"""What an import would do, row by row: plain values that a page, a command and the writing itself share."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from tracker.domain.text import spaced
from tracker.importers.imported import ImportedHead, MatchedColumn, Unreadable


class RowState(StrEnum):
    """What becomes of a row."""

    NEW = "NEW"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"
    #: Cannot be taken as it stands: `why` says what to do.
    REFUSED = "REFUSED"


#: A row's number and the slug of the board that answers, "" for the plan's own.
Place = tuple[str, str]


@dataclass(frozen=True)
class RowValues:
    """A row as it is stored, or would be. `label` None is inte besvarad."""

    number: str
    parent: str | None = None
    short_text: str = ""
    full_text: str = ""
    label: str | None = None
    target_year: int | None = None
    ongoing: bool = False
    previous_year: int | None = None
    year_uncertain: bool = False
    comment: str = ""
    cause: str = ""
    remaining_work: str = ""
    #: The slug of the board that answers; "" for the plan's own.
    board: str = ""
    focus_area: str = ""
    #: What the columns of the plan's kind hold; those that are empty are left out.
    field_values: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """What tells the row from the others of its plan."""
        return self.number, self.board


@dataclass(frozen=True)
class FieldChange:
    """One field that differs, under its heading."""

    heading: str
    old: str
    new: str


@dataclass(frozen=True)
class PreviewRow:
    """One row of the file. `answered_here` tells that its owner has answered in the open follow-up."""

    number: str
    where: str
    text: str
    state: RowState
    values: RowValues | None = None
    changes: tuple[FieldChange, ...] = ()
    why: str = ""
    answered_here: bool = False
    #: The board that answers, as the file names it.
    board: str = ""


@dataclass(frozen=True)
class Preview:
    """The whole import. `frozen` tells that the follow-up is compared with, and never written (rule 8).

    `absent` are rows of the plan that the file does not have: they stay as they are. `unknown_words` are status
    words that nobody has said the meaning of.
    """

    head: ImportedHead
    as_of: date | None
    rows: tuple[PreviewRow, ...]
    unreadable: tuple[Unreadable, ...]
    columns: tuple[MatchedColumn, ...]
    notes: tuple[str, ...]
    head_changes: tuple[FieldChange, ...]
    absent: tuple[str, ...]
    unknown_words: tuple[str, ...]
    frozen: bool
    new_plan: bool
    follow_up_exists: bool

    def count(self, state: RowState) -> int:
        """How many rows have the state; what could not be read at all counts as refused."""
        rows = sum(row.state is state for row in self.rows)
        return rows + len(self.unreadable) if state is RowState.REFUSED else rows

    @property
    def total(self) -> int:
        """All rows of the file, also those that could not be read."""
        return len(self.rows) + len(self.unreadable)

    @property
    def changes_anything(self) -> bool:
        """Whether confirming would write anything."""
        wanted = (RowState.NEW, RowState.CHANGED)
        return bool(self.head_changes) or self.new_plan or any(row.state in wanted for row in self.rows)

    @property
    def digest(self) -> str:
        """What was seen: another digest at the confirming means that something has changed meanwhile."""
        return sha256(repr((self.as_of, self.rows, self.head_changes, self.frozen)).encode()).hexdigest()


class Counted(Protocol):
    """What is told of any preview: how many rows have each state."""

    @property
    def frozen(self) -> bool:
        """Whether nothing becomes of the rows."""

    @property
    def total(self) -> int:
        """All rows of the file."""

    def count(self, state: RowState) -> int:
        """How many have the state."""


def outcome(preview: Counted) -> str:
    """ "28 rader: 27 nya, 1 går inte att läsa in." What there is none of is left out, but for the new ones."""
    if preview.frozen:
        return _compared(preview)
    new, changed, same, refused = (preview.count(state) for state in RowState)
    told = [_counted(new, "ny", "nya"), *_written_over(changed)]
    if same:
        told.append(_counted(same, "oförändrad", "oförändrade"))
    if refused:
        told.append(f"{spaced(refused)} går inte att läsa in")
    return f"{_counted(preview.total, 'rad', 'rader')}: {', '.join(told)}."


def _compared(preview: Counted) -> str:
    """Nothing becomes of the rows beside a frozen follow-up: "27 rader: 24 är lika, 3 skiljer sig."."""
    words = {
        RowState.UNCHANGED: "är lika",
        RowState.CHANGED: "skiljer sig",
        RowState.NEW: "finns bara i filen",
        RowState.REFUSED: "går inte att jämföra",
    }
    told = [f"{spaced(preview.count(state))} {word}" for state, word in words.items() if preview.count(state)]
    return f"{_counted(preview.total, 'rad', 'rader')}: {', '.join(told)}."


def receipt(preview: Counted) -> str:
    """The same when it has been done: "27 rader lästes in: 26 nya, 1 ändrad. 1 rad gick inte att läsa in."."""
    new, changed, same, refused = (preview.count(state) for state in RowState)
    told = [_counted(new, "ny", "nya"), *_written_over(changed)]
    found = [f"{_counted(new + changed, 'rad', 'rader')} lästes in: {', '.join(told)}."]
    if new + changed == 0:
        found = ["Uppföljningens uppgifter lästes in. Ingen rad ändrades."]
    if same:
        found.append(f"{_counted(same, 'rad var oförändrad', 'rader var oförändrade')}.")
    if refused:
        found.append(f"{_counted(refused, 'rad', 'rader')} gick inte att läsa in.")
    return " ".join(found)


def _written_over(changed: int) -> list[str]:
    return [_counted(changed, "ändrad", "ändrade")] if changed else []


def _counted(count: int, singular: str, plural: str) -> str:
    """In digits, as in every tally: "1 ny", "27 nya"."""
    return f"{spaced(count)} {singular if count == 1 else plural}"
