"""Whether a plan reaches its goal, answered in the first line as a person would."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from tracker.domain.comparison import definite
from tracker.domain.swedish.words import MONTHS, number_word
from tracker.domain.terms import Direction

_BOUNDS = {Direction.UP: "minst ", Direction.DOWN: "högst ", Direction.NONE: ""}


@dataclass(frozen=True)
class Measured:
    """A value of the goal's key figure: the number, how it is written, and the period it holds for."""

    value: Decimal
    text: str
    label: str
    period_end: date
    period_start: date


def reached(direction: Direction, value: Decimal, target: Decimal) -> bool | None:
    """Whether the value meets the target; None when the figure says not which way is good."""
    if direction is Direction.UP:
        return value >= target
    if direction is Direction.DOWN:
        return value <= target
    return None


def goal_answer(
    direction: Direction, unit: str, outcomes: Sequence[Measured], target: Measured | None
) -> str:
    """ "Inte än. 4,3 procent 2021, målet är högst 4." The newest outcome counts; the year of the target decides
    between "Inte än" and "Nej"."""
    aim = f"målet är {_BOUNDS[direction]}{target.text}" if target else ""
    if not outcomes:
        if not aim:
            return "Det går inte att säga än. Varken mål eller utfall finns i siffror."
        return f"Det går inte att säga än. Inget utfall finns, {with_unit(aim, unit)}."
    newest = outcomes[-1]
    now = f"{with_unit(newest.text, unit)}{period(newest.label)}"
    if target is None:
        return f"{now}. Målet är inte angivet i siffror."
    met = reached(direction, newest.value, target.value)
    if met is None:
        return f"{now}, {aim}."
    missed = "Nej" if newest.period_end >= target.period_end else "Inte än"
    return f"{'Ja' if met else missed}. {now}, {aim}."


def movement(name: str, unit: str, outcomes: Sequence[Measured]) -> str:
    """How the figure has moved, in words: "Andelen … har minskat två gånger i rad, från 5 procent 2019 till …".

    "I rad" is said of periods of the same length that follow on each other without a gap, nothing else.
    "" when there are fewer than two outcomes.
    """
    if len(outcomes) < 2:
        return ""
    newest, before = outcomes[-1], outcomes[-2]
    if newest.value == before.value:
        if not _follows(before, newest):
            same = (
                f"{with_unit(newest.text, unit)}{period(newest.label)}, lika mycket som{period(before.label)}"
            )
            return f"{definite(name)} var {same}."
        return f"{definite(name)} ligger kvar på {with_unit(newest.text, unit)}."
    run = _run(outcomes)
    start = outcomes[-1 - run]
    verb = "minskat" if newest.value < before.value else "ökat"
    often = f" {number_word(run)} gånger i rad," if run > 1 else ""
    then, now = (f"{with_unit(point.text, unit)}{period(point.label)}" for point in (start, newest))
    return f"{definite(name)} har {verb}{often} från {then} till {now}."


def changed(name: str, outcomes: Sequence[Measured]) -> str:
    """One short sentence on the step between the last two outcomes; "" when nothing moved."""
    if len(outcomes) < 2 or outcomes[-1].value == outcomes[-2].value:
        return ""
    verb = "minskade" if outcomes[-1].value < outcomes[-2].value else "ökade"
    between = (outcomes[-2].label, outcomes[-1].label)
    return f"{definite(name)} {verb} mellan {between[0]} och {between[1]}."


def with_unit(text: str, unit: str) -> str:
    """The number with its unit after it, when it has one; they stay on one line."""
    return f"{text}\u00a0{unit}" if unit else text


def period(label: str) -> str:
    """The period as it stands after a value: " 2021", " i mars 2022", " (T2)"."""
    first = label.split(" ", maxsplit=1)[0].casefold()
    if first in MONTHS:
        return f" i {label}"
    return f" {label}" if first[:1].isdigit() or label[:1].islower() else f" ({label})"


def _run(outcomes: Sequence[Measured]) -> int:
    """How many steps in a row, counted from the newest, go the same way; a step over a gap stands alone."""
    pairs = list(pairwise(outcomes))
    down = pairs[-1][1].value < pairs[-1][0].value
    run = 0
    for earlier, later in reversed(pairs):
        step = later.value - earlier.value
        if step == 0 or (step < 0) != down or not _follows(earlier, later):
            break
        run += 1
    return max(run, 1)


def _follows(earlier: Measured, later: Measured) -> bool:
    """Whether the periods are equally long and the later one begins when the earlier one has ended."""
    next_day = earlier.period_end + timedelta(days=1)
    return later.period_start == next_day and _length(earlier) == _length(later)


def _length(measured: Measured) -> tuple[str, int]:
    """Whole months as months, whatever their days; anything else in days."""
    start, after = measured.period_start, measured.period_end + timedelta(days=1)
    if start.day == after.day == 1:
        return "months", (after.year - start.year) * 12 + after.month - start.month
    return "days", (after - start).days
