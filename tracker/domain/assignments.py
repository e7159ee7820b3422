"""An uppdrag and its boards' shares: what it counts as, what it lacks, and which uppdrag a reader wants to see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from tracker.domain.counting import State, roll_up
from tracker.domain.terms import SETTLED, Meaning

#: How near its answer-by date an uppdrag is when it is due soon.
SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Said:
    """What a board has said of its share, with the plan's own word; None of it is inte besvarad."""

    label: str
    state: State
    comment: str = ""
    cause: str = ""
    remaining_work: str = ""
    #: What the fields of the plan's kind hold, by key.
    fields: Mapping[str, str] = field(default_factory=dict)
    by: str | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A board's share of an uppdrag; one that is not `collected` is told of elsewhere and counts nowhere."""

    board: str
    lead: bool = False
    collected: bool = True
    owner: str | None = None
    said: Said | None = None
    #: Whether the follow-up that is shown had it: what came later has not been asked for, and is no silence.
    asked: bool = True

    @property
    def counts(self) -> bool:
        """Whether it is told of here, or its silence is."""
        return self.collected and (self.asked or self.said is not None)

    @property
    def state(self) -> State:
        """How the share stands."""
        return self.said.state if self.said else State(None)


@dataclass(frozen=True)
class Assignment:
    """An uppdrag as it was decided, with its boards' shares, the leading board's first."""

    number: str
    short_text: str
    full_text: str = ""
    focus_area: str = ""
    source: str = ""
    decided_on: date | None = None
    decided_paragraph: str | None = None
    diarienummer: str | None = None
    asked_by: str = ""
    answered_with: str = ""
    answered_on: date | None = None
    answer_by: date | None = None
    #: The council's newest decision about it, in words.
    council: str = ""
    fulfilled: bool = False
    #: A board proposes that it is declared fulfilled.
    proposed: bool = False
    shares: tuple[Share, ...] = ()

    @property
    def collected(self) -> tuple[Share, ...]:
        """The shares that are told of here, or whose silence is."""
        return tuple(share for share in self.shares if share.counts)

    def overdue(self, today: date, state: State | None) -> bool:
        """Whether its answer-by date is over although it is neither done, stopped nor declared fulfilled."""
        return self.answer_by is not None and self.answer_by < today and not self._done(state)

    def due_soon(self, today: date, state: State | None) -> bool:
        """Whether its answer-by date is within 60 days, and it is not done."""
        return (
            self.answer_by is not None and today <= self.answer_by <= today + SOON and not self._done(state)
        )

    def _done(self, state: State | None) -> bool:
        return self.fulfilled or (state is not None and state.meaning in SETTLED)


def counted_as(assignment: Assignment) -> State | None:
    """What the uppdrag counts as: the roll-up of its shares (rule 2); declared fulfilled it is done (rule 9).

    None when no share is told of here.
    """
    if assignment.fulfilled:
        return State(Meaning.COMPLETED)
    return roll_up([share.state for share in assignment.collected])


class Only(StrEnum):
    """What a reader may want to see alone."""

    DUE_SOON = "DUE_SOON"
    OVERDUE = "OVERDUE"
    UNANSWERED = "UNANSWERED"
    NO_OWNER = "NO_OWNER"
    NO_DATE = "NO_DATE"
    PROPOSED = "PROPOSED"


@dataclass(frozen=True)
class Wanted:
    """Which uppdrag a reader wants to see; all that is chosen must be true of one. Empty: all of them."""

    #: The meanings that it may count as; None among them is inte besvarad.
    meanings: frozenset[Meaning | None] = frozenset()
    only: frozenset[Only] = frozenset()
    focus_area: str = ""
    #: The slug of a board that has a share.
    board: str = ""


def passes(assignment: Assignment, state: State | None, wanted: Wanted, today: date) -> bool:
    """Whether the uppdrag, which counts as `state`, is among those that are wanted."""
    if wanted.meanings and (state is None or state.meaning not in wanted.meanings):
        return False
    if wanted.focus_area and assignment.focus_area != wanted.focus_area:
        return False
    if wanted.board and wanted.board not in [share.board for share in assignment.shares]:
        return False
    return all(_is(only, assignment, state, today) for only in wanted.only)


def _is(only: Only, assignment: Assignment, state: State | None, today: date) -> bool:
    if only is Only.DUE_SOON:
        return assignment.due_soon(today, state)
    if only is Only.OVERDUE:
        return assignment.overdue(today, state)
    if only is Only.UNANSWERED:
        return not assignment.fulfilled and any(share.said is None for share in assignment.collected)
    if only is Only.NO_OWNER:
        return not assignment.fulfilled and any(share.owner is None for share in assignment.collected)
    if only is Only.NO_DATE:
        return assignment.answer_by is None
    return assignment.proposed and not assignment.fulfilled


def word_for(state: State, shares: Sequence[Share], vocabulary: Sequence[tuple[Meaning, str]]) -> str | None:
    """The plan's word for what the uppdrag counts as; None is inte besvarad.

    The word of the shares that make it so when they have one and the same, else the vocabulary's first with the
    meaning: two words may mean the same.
    """
    if state.meaning is None:
        return None
    used = {share.said.label for share in shares if share.said and share.said.state.meaning is state.meaning}
    if len(used) == 1:
        return used.pop()
    return next((label for meaning, label in vocabulary if meaning is state.meaning), None)
