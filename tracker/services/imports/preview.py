"""What an import would do, row by row: plain values that a page, a command and the writing itself share."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from tracker.importers.imported import ImportedHead, MatchedColumn, Unreadable


class RowState(StrEnum):
    """What becomes of a row."""

    NEW = "NEW"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"
    #: Cannot be taken as it stands: `why` says what to do.
    REFUSED = "REFUSED"


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
