"""The year of a plan with a rhythm: its days, what is done, and what it is time to open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.plan_rhythm import RhythmDay, next_as_of, occasion, rhythm_of
from tracker.domain.swedish.words import day_and_month
from tracker.domain.terms import FollowUpState
from tracker.models import FollowUp, Plan


@dataclass(frozen=True)
class Step:
    """One day of the year's line: when is "past", "now" or "future"."""

    date: str
    text: str
    when: str


@dataclass(frozen=True)
class PlanYear:
    """The days of one year, and the occasion that it is time to open; "" when it is not, or when one is open."""

    year: int
    steps: tuple[Step, ...]
    to_open: str


def year_of(plan: Plan, follow_ups: Sequence[FollowUp], today: date) -> PlanYear | None:
    """The plan's year: the one that today is in, within the plan's own. None for a plan without rhythm."""
    rhythm = rhythm_of(plan.rhythm)
    if not rhythm:
        return None
    year = today.year
    if plan.valid_to is not None:
        year = min(year, plan.valid_to.year)
    if plan.valid_from is not None:
        year = max(year, plan.valid_from.year)
    known = {row.as_of: row for row in follow_ups}
    to_open = due(plan, known, today)
    running = any(row.state is FollowUpState.OPEN for row in follow_ups)
    days = [(each.in_year(year), each) for each in rhythm]
    steps = tuple(_step(day, each, known, to_open, today) for day, each in days)
    return PlanYear(year, steps, "" if running or to_open is None else occasion(rhythm, to_open))


def due(plan: Plan, earlier: Sequence[date] | dict[date, FollowUp], today: date) -> date | None:
    """The day that is over and not followed up, so that it is time to open; None when nothing is."""
    day = next_as_of(rhythm_of(plan.rhythm), list(earlier), today, (plan.valid_from, plan.valid_to))
    return day if day is not None and day <= today else None


def _step(day: date, each: RhythmDay, known: dict[date, FollowUp], to_open: date | None, today: date) -> Step:
    follow_up = known.get(day)
    if follow_up is not None and follow_up.frozen:
        words, when = "avslutad", "past"
    elif follow_up is not None:
        words, when = "pågår", "now"
    elif day == to_open:
        words, when = "dags att öppna", "now"
    elif day <= today or any(day < later for later in known):
        words, when = "inte gjord", "past"
    else:
        words, when = "kommer", "future"
    return Step(day_and_month(day), f"{each.name}: {words}", when)
