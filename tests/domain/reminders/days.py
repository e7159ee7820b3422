"""Schedules and free days that the tests of reminders share."""

from datetime import date

from tracker.domain.reminders.rules import ReminderRules
from tracker.domain.reminders.schedule import FollowUpDays, Schedule, of_follow_up
from tracker.domain.reminders.steps import Occasion, Step

FREE = frozenset({date(2022, 6, 6), date(2022, 6, 24), date(2022, 12, 26)})


def of(opens_on: date, answer_by: date, **rules: object) -> Schedule:
    """The schedule of a follow-up with the usual rules, or some of one's own."""
    return of_follow_up(FollowUpDays(opens_on, answer_by), ReminderRules(**rules), FREE)  # type: ignore[arg-type]


def at(planned: Schedule, *steps: Step) -> tuple[Occasion, ...]:
    """The occasions of these steps, in this order."""
    by_step = {occasion.step: occasion for occasion in planned.occasions}
    return tuple(by_step[step] for step in steps)


def dates(opens_on: date, answer_by: date, **rules: object) -> dict[Step, date]:
    """The day of each step."""
    return {occasion.step: occasion.on for occasion in of(opens_on, answer_by, **rules).occasions}
