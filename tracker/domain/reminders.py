"""When a reminder is due (DESIGN section 6): a pure function of schedule, day, what was said and what is owed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tracker.domain.calendar import (
    is_working_day,
    local_time,
    working_day_on_or_after,
    working_day_on_or_before,
)
from tracker.domain.terms import Step

#: Mails leave from this time of day in Sweden.
FIRST_HOUR = time(7)
#: A month after the last day to answer nothing more is sent: by then it is the coordinator's to ask.
LAST_DAYS = 30

_ORDER = tuple(Step)


@dataclass(frozen=True, order=True)
class Occasion:
    """A step and the day on which it may be sent. The later one of two is the newer one."""

    on: date
    position: int

    @classmethod
    def of(cls, step: Step, on: date) -> "Occasion":
        """The occasion of a step on a day."""
        return cls(on, _ORDER.index(step))

    @property
    def step(self) -> Step:
        """Which step it is."""
        return _ORDER[self.position]


@dataclass(frozen=True)
class Schedule:
    """The occasions of one follow-up, oldest first, and the last day on which any of them is sent."""

    occasions: tuple[Occasion, ...]
    ends_on: date


@dataclass(frozen=True)
class Due:
    """What to do now for one activity and one person: say an occasion or none, and note the ones passed by."""

    send: Occasion | None
    superseded: tuple[Occasion, ...] = ()


def schedule(opens_on: date, answer_by: date, free_days: Collection[date]) -> Schedule:
    """The steps of a follow-up as dates, all on working days.

    A step on a free day moves back to the working day before, except the opening and the day after: those
    move forward, because a mail before the opening, or one that says "the last day was" on the last day
    itself, would be untrue.
    """
    week_before = answer_by - timedelta(days=7)
    dates = {
        Step.OPENED: working_day_on_or_after(opens_on, free_days),
        Step.WEEK_BEFORE: working_day_on_or_before(week_before, free_days),
        Step.DAY_BEFORE: working_day_on_or_before(answer_by - timedelta(days=1), free_days),
        Step.DAY_AFTER: working_day_on_or_after(max(opens_on, answer_by + timedelta(days=1)), free_days),
    }
    occasions = sorted(Occasion.of(step, day) for step, day in dates.items())
    return Schedule(tuple(occasions), answer_by + timedelta(days=LAST_DAYS))


def due(
    planned: Schedule,
    today: date,
    recorded: Collection[Occasion],
    *,
    owes: bool,
    released: Collection[Occasion] = (),
) -> Due:
    """What to send today, a working day, to one person about one activity.

    Only the newest occasion that has come is ever sent; older ones that were missed are superseded.
    `recorded` are those already sent, waiting or superseded, with the day that they had then: when the last
    day to answer has been moved, a step that was said for an earlier day is said again on its new one.
    `released` are those whose mail was withdrawn before it left: they may be sent anew, but need no further
    note. Nothing is due before the opening's own day.
    """
    opening = next(occasion for occasion in planned.occasions if occasion.step is Step.OPENED)
    if not owes or today < opening.on:
        return Due(None)
    come = [occasion for occasion in planned.occasions if occasion.on <= today]
    newest = come[-1]
    known = {*recorded, *released}
    if today > planned.ends_on:
        return Due(None, tuple(one for one in come if not _counts(one, known)))
    passed_by = tuple(one for one in come[:-1] if not _counts(one, known))
    return Due(None if _counts(newest, recorded) else newest, passed_by)


def _counts(occasion: Occasion, said: Collection[Occasion]) -> bool:
    """Whether the step was said for this day, or for a later one: a day moved back is no reason to repeat it."""
    return any(one.position == occasion.position and one.on >= occasion.on for one in said)


def sending_day(now: datetime, free_days: Collection[date]) -> date | None:
    """The day in Sweden if mails may leave at this moment: a working day, from 07:00. Else None."""
    local = local_time(now)
    if local.time() < FIRST_HOUR or not is_working_day(local.date(), free_days):
        return None
    return local.date()
