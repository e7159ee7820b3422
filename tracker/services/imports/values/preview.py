"""What an import of key figure values would do, value by value: a page, a command and the writing share it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256

from tracker.importers.imported import MatchedColumn
from tracker.services.imports.preview import RowState
from tracker.services.imports.values.offers import Offer
from tracker.services.plans.appended_values import NewValue, Place


@dataclass(frozen=True)
class ComparedValue:
    """One value of the file beside what is stored. `told` is how the file writes it.

    `place` is whose it is stored as; `place_name` tells one that is not the own municipality. `old` is
    what a changed value replaces, None one that was missing. `rounded`: the file has more decimals than the key
    figure. `why` says what to do about a refused one.
    """

    where: str
    figure: str
    period: str
    told: str
    state: RowState
    why: str = ""
    figure_id: int | None = None
    decimals: int = 0
    unit: str = ""
    new: NewValue | None = None
    place: Place = field(default_factory=Place)
    place_name: str = ""
    rounded: bool = False
    old: Decimal | None = None

    @property
    def corrects(self) -> bool:
        """Whether it replaces a known value, so that somebody must say why."""
        return self.state is RowState.CHANGED and self.old is not None


def _in_time(value: ComparedValue) -> tuple[date, date]:
    assert value.new is not None
    return value.new.period.end, value.new.period.start


@dataclass(frozen=True)
class ValuesPreview:
    """The whole file. `computed` is how many of its lines are means that the service counts by itself."""

    values: tuple[ComparedValue, ...]
    columns: tuple[MatchedColumn, ...]
    notes: tuple[str, ...]
    computed: int
    #: Key figures that the file names and nobody has made.
    offers: tuple[Offer, ...] = ()

    def of(self, state: str) -> list[ComparedValue]:
        """The values of the state, in the order of the file."""
        return [value for value in self.values if value.state.value == state]

    def by_figure(self, state: str) -> list[tuple[str, list[ComparedValue]]]:
        """The values of the state under the name of their key figure, in time order."""
        found: dict[str, list[ComparedValue]] = {}
        for value in self.of(state):
            found.setdefault(value.figure, []).append(value)
        return [(name, sorted(values, key=_in_time)) for name, values in found.items()]

    @property
    def refused_for(self) -> list[tuple[str, list[ComparedValue]]]:
        """What to do, and the values that it is said of, in the order of the file."""
        found: dict[str, list[ComparedValue]] = {}
        for value in self.of(RowState.REFUSED):
            found.setdefault(value.why, []).append(value)
        return list(found.items())

    def count(self, state: RowState) -> int:
        """How many values have the state."""
        return sum(value.state is state for value in self.values)

    @property
    def written(self) -> list[ComparedValue]:
        """The values that confirming would write."""
        return [value for value in self.values if value.state in (RowState.NEW, RowState.CHANGED)]

    @property
    def needs_source(self) -> bool:
        """Whether the file does not tell where each of its values comes from."""
        return any(value.new is not None and not value.new.source for value in self.written)

    @property
    def needs_reason(self) -> bool:
        """Whether known values are corrected."""
        return any(value.corrects for value in self.values)

    @property
    def digest(self) -> str:
        """What was seen: another digest at the confirming means that something has changed meanwhile."""
        return sha256(repr(self.values).encode()).hexdigest()
