"""What an import of uppdrag would do: plain values that the page, the command and the writing share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from tracker.services.imports.assignments.read_rows import Questions
from tracker.services.imports.assignments.read_tables import Heading
from tracker.services.imports.preview import FieldChange, RowState


@dataclass(frozen=True)
class NewAnswer:
    """A board's answer in the follow-up. `answered_here`: its owner has answered, and this would be written over."""

    board: int
    label: str
    target_year: int | None
    ongoing: bool
    comment: str
    own: tuple[tuple[str, str], ...]
    answered_here: bool = False


@dataclass(frozen=True)
class NewShare:
    """A board's share as it would be: added, or there already and collected or not."""

    board: int
    lead: bool
    elsewhere: bool


@dataclass(frozen=True)
class UppdragRow:
    """One uppdrag of the file. `activity` is the id of the one that is there; `facts` are what would be written."""

    number: str
    where: str
    text: str
    state: RowState
    activity: int | None = None
    facts: tuple[tuple[str, Any], ...] = ()
    shares: tuple[NewShare, ...] = ()
    answers: tuple[NewAnswer, ...] = ()
    changes: tuple[FieldChange, ...] = ()
    boards: tuple[str, ...] = ()
    why: str = ""

    @property
    def answered_here(self) -> bool:
        """Whether an owner's answer differs."""
        return any(answer.answered_here for answer in self.answers)


@dataclass(frozen=True)
class UppdragPreview:
    """The whole import. `frozen`: the follow-up of the statuses is frozen and is only compared with."""

    as_of: date | None
    year: int | None
    rows: tuple[UppdragRow, ...]
    headings: tuple[Heading, ...]
    questions: Questions
    notes: tuple[str, ...]
    absent: tuple[str, ...]
    frozen: bool
    follow_up_exists: bool
    has_answers: bool
    board_names: Mapping[int, str]

    def count(self, state: RowState) -> int:
        """How many uppdrag have the state."""
        return sum(row.state is state for row in self.rows)

    @property
    def total(self) -> int:
        """All uppdrag of the file."""
        return len(self.rows)

    @property
    def shares(self) -> int:
        """How many answers or shares would be written: what the freeze of a new follow-up would have to print."""
        return sum(max(len(row.shares), len(row.answers)) for row in self.rows)

    @property
    def changes_anything(self) -> bool:
        """Whether confirming would write anything."""
        return any(row.state in (RowState.NEW, RowState.CHANGED) for row in self.rows)

    @property
    def digest(self) -> str:
        """What was seen: another digest at the confirming means that something has changed meanwhile."""
        return sha256(repr((self.as_of, self.rows, self.frozen)).encode()).hexdigest()
