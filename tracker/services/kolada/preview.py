"""What reading in from Kolada would do: a page, a command, the night and the writing share it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from tracker.domain.swedish.words import capitalised, counted
from tracker.domain.terms import Gender


class ValueState(StrEnum):
    """What becomes of a value."""

    NEW = "NEW"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"
    #: It is here, and Kolada has it no longer.
    WITHDRAWN = "WITHDRAWN"
    #: It is here from another source, which is not Kolada's to change.
    OTHERS = "OTHERS"


@dataclass(frozen=True)
class ComparedValue:
    """One value beside what is stored; `place` is the code that it is stored for, None where values name no place."""

    code: str
    place: str | None
    place_name: str
    year: int
    gender: Gender
    state: ValueState
    old: Decimal | None
    new: Decimal | None


@dataclass(frozen=True)
class ComparedFigure:
    """One key figure. `figure_id` is None for a new one. `old_title`: Kolada calls it something else now."""

    kpi: str
    title: str
    name: str
    unit: str
    unit_short: str
    decimals: int
    figure_id: int | None
    old_title: str
    values: tuple[ComparedValue, ...]
    #: Withdrawn ones that somebody has decided to keep.
    kept: int = 0

    def of(self, state: str) -> list[ComparedValue]:
        """The values of the state, place by place in time order."""
        return [value for value in self.values if value.state.value == state]

    @property
    def stopped(self) -> bool:
        """Whether nothing is taken before somebody has said that it is still the same measure."""
        return bool(self.old_title)

    @property
    def written(self) -> list[ComparedValue]:
        """The values that are taken."""
        taken = (ValueState.NEW, ValueState.CHANGED)
        return [] if self.stopped else [value for value in self.values if value.state in taken]


@dataclass(frozen=True)
class KoladaPreview:
    """Everything that was fetched."""

    figures: tuple[ComparedFigure, ...]

    def count(self, state: ValueState) -> int:
        """How many values have the state; those of a key figure that nothing is taken of are not counted."""
        return sum(len(figure.of(state.value)) for figure in self.figures if not figure.stopped)

    @property
    def written(self) -> int:
        """How many values are taken."""
        return sum(len(figure.written) for figure in self.figures)

    @property
    def stopped(self) -> list[ComparedFigure]:
        """The key figures with another title than before."""
        return [figure for figure in self.figures if figure.stopped]

    @property
    def digest(self) -> str:
        """What was seen: another digest at the confirming means that something has changed meanwhile."""
        return sha256(repr(self.figures).encode()).hexdigest()


def outcome(preview: KoladaPreview) -> str:
    """ "28 värden: 14 nya, ett ändrat, 13 oförändrade."; kinds without any are left out."""
    kinds = (
        (ValueState.NEW, "nytt", "nya"),
        (ValueState.CHANGED, "ändrat", "ändrade"),
        (ValueState.UNCHANGED, "oförändrat", "oförändrade"),
        (ValueState.WITHDRAWN, "finns inte längre i Kolada", "finns inte längre i Kolada"),
        (ValueState.OTHERS, "från en annan källa", "från en annan källa"),
    )
    told = [counted(count, *words, neuter=True) for state, *words in kinds if (count := preview.count(state))]
    total = sum(preview.count(state) for state in ValueState)
    values = capitalised(counted(total, "värde", "värden", neuter=True))
    return f"{values}: {', '.join(told)}." if told else "Kolada har inga värden för det du valde."
