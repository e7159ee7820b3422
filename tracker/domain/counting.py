"""An activity counts once, as its worst part; groups are disjoint, by meaning first (rules 2 and 3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.domain.terms import Meaning

#: Worst first; None is "inte besvarad": silence is never "enligt plan".
_WORST_FIRST: tuple[Meaning | None, ...] = (Meaning.DEVIATES, None, Meaning.STARTED, Meaning.COMPLETED)

_GROUP_ORDER: tuple[Meaning | None, ...] = (
    Meaning.COMPLETED, Meaning.STARTED, Meaning.DEVIATES, Meaning.STOPPED, Meaning.NOT_STARTED, None,
)  # fmt: skip


@dataclass(frozen=True)
class State:
    """How one activity, part or share stands: meaning None is inte besvarad."""

    meaning: Meaning | None
    target_year: int | None = None
    ongoing: bool = False


@dataclass(frozen=True)
class Numbered:
    """A countable activity with its number and the state it counts as."""

    number: str
    state: State


@dataclass(frozen=True)
class Group:
    """One disjoint group of the count. `year` and `ongoing` divide Påbörjad only."""

    meaning: Meaning | None
    year: int | None
    ongoing: bool
    numbers: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many activities the group holds."""
        return len(self.numbers)

    @property
    def key(self) -> str:
        """A stable name for filters and tests, such as STARTED-2022 or STARTED-ongoing."""
        base = self.meaning.value if self.meaning else "UNANSWERED"
        if self.meaning is not Meaning.STARTED:
            return base
        return f"{base}-{'ongoing' if self.ongoing else self.year or 'no-year'}"


def roll_up(parts: Sequence[State]) -> State | None:
    """The state an activity counts as, from its parts or the boards' shares (rule 2).

    Shares that are not collected are left out by the caller; no parts at all gives None.
    Stopped parts are left out unless all are stopped.
    """
    if not parts:
        return None
    live = [part for part in parts if part.meaning is not Meaning.STOPPED]
    if not live:
        return State(Meaning.STOPPED)
    meaning = _worst(live)
    open_parts = [part for part in live if part.meaning is not Meaning.COMPLETED]
    years = [part.target_year for part in open_parts if part.target_year is not None]
    if meaning is Meaning.COMPLETED:
        return State(meaning)
    ongoing = not years and any(part.ongoing for part in open_parts)
    return State(meaning, max(years, default=None), ongoing)


def _worst(live: Sequence[State]) -> Meaning | None:
    meanings = {part.meaning for part in live}
    if meanings == {Meaning.NOT_STARTED}:
        return Meaning.NOT_STARTED
    # Beside anything begun or done, a part that has not begun counts as Påbörjad.
    meanings = {Meaning.STARTED if meaning is Meaning.NOT_STARTED else meaning for meaning in meanings}
    return next(meaning for meaning in _WORST_FIRST if meaning in meanings)


def count(activities: Iterable[Numbered]) -> list[Group]:
    """Disjoint groups in the report's order: Färdig; Påbörjad by year, ongoing and without year; Avviker; …

    Ständigt pågående comes after Avviker, as in the real report. Groups of zero are left out.
    """
    buckets: dict[tuple[Meaning | None, int | None, bool], list[str]] = {}
    for activity in activities:
        state = activity.state
        started = state.meaning is Meaning.STARTED
        year = state.target_year if started and not state.ongoing else None
        buckets.setdefault((state.meaning, year, started and state.ongoing), []).append(activity.number)
    groups = [Group(*key, tuple(numbers)) for key, numbers in buckets.items()]
    return sorted(groups, key=_position)


def _position(group: Group) -> tuple[float, int]:
    place: float = _GROUP_ORDER.index(group.meaning)
    if group.ongoing:
        place = _GROUP_ORDER.index(Meaning.DEVIATES) + 0.5
    return place, group.year or 9999
