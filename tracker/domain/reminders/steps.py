"""The steps at which something is said, and the day of each."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Moment(StrEnum):
    """What a step is counted from."""

    #: The follow-up opens.
    OPENED = "OPENED"
    #: So many days before the last day.
    BEFORE = "BEFORE"
    #: The last day itself, or the day from which something that has no last day is late.
    DUE = "DUE"
    #: So many days after it.
    AFTER = "AFTER"
    #: Something has happened that somebody must know.
    TOLD = "TOLD"
    #: A coordinator asks for the answers that are missing.
    ASKED = "ASKED"
    #: The person has asked for new links.
    REQUESTED = "REQUESTED"


#: Of two steps on one day the later one here is the newer one; those counted from the last day are in between.
_EARLY, _LATE = -100_000, 100_000
_PLACES = {
    Moment.OPENED: _EARLY,
    Moment.DUE: 0,
    Moment.TOLD: 0,
    Moment.ASKED: _LATE,
    Moment.REQUESTED: _LATE + 1,
}
#: The commonest steps have names of their own.
_NAMES = {
    (Moment.BEFORE, 7): "WEEK_BEFORE",
    (Moment.BEFORE, 1): "DAY_BEFORE",
    (Moment.AFTER, 1): "DAY_AFTER",
}
_NAMED = {name: step for step, name in _NAMES.items()}
_COUNTED = re.compile(r"(BEFORE|AFTER)_([1-9][0-9]{0,2})")


@dataclass(frozen=True)
class Step:
    """One step of a schedule; `days` is how far before or after the last day, 0 for the others."""

    moment: Moment
    days: int = 0

    @property
    def code(self) -> str:
        """The step in one word, as commands print it and the database keeps it."""
        if self.moment in (Moment.BEFORE, Moment.AFTER):
            return _NAMES.get((self.moment, self.days), f"{self.moment}_{self.days}")
        return self.moment.value

    @classmethod
    def from_code(cls, code: str) -> "Step":
        """The step of a code; raises ValueError for any other word."""
        if code in _NAMED:
            return cls(*_NAMED[code])
        counted = _COUNTED.fullmatch(code)
        if counted:
            return cls(Moment(counted[1]), int(counted[2]))
        moment = Moment(code)
        if moment in (Moment.BEFORE, Moment.AFTER):
            raise ValueError(f"{code!r} does not say how many days")
        return cls(moment)

    @property
    def place(self) -> int:
        """Where it stands among the steps of one day: the newer, the higher."""
        if self.moment is Moment.BEFORE:
            return -self.days
        return self.days if self.moment is Moment.AFTER else _PLACES[self.moment]


def before(days: int) -> Step:
    """So many days before the last day."""
    return Step(Moment.BEFORE, days)


def after(days: int) -> Step:
    """So many days after the last day."""
    return Step(Moment.AFTER, days)


OPENED = Step(Moment.OPENED)
WEEK_BEFORE = before(7)
DAY_BEFORE = before(1)
DUE = Step(Moment.DUE)
DAY_AFTER = after(1)
TOLD = Step(Moment.TOLD)
ASKED = Step(Moment.ASKED)
REQUESTED = Step(Moment.REQUESTED)


@dataclass(frozen=True)
class Occasion:
    """A step and the day on which it may be said first. The later one of two is the newer one."""

    on: date
    step: Step

    def __lt__(self, other: "Occasion") -> bool:
        return (self.on, self.step.place) < (other.on, other.step.place)
