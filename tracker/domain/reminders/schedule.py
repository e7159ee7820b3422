"""From a plan's rules and a follow-up's days to the days on which something is said: dates, never clock times."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.domain.calendar import working_day_on_or_after, working_day_on_or_before
from tracker.domain.reminders.rules import CountedFrom, ListTo, ReminderRules
from tracker.domain.reminders.steps import (
    ASKED,
    DUE,
    OPENED,
    REQUESTED,
    TOLD,
    Occasion,
    Step,
    after,
    before,
)

#: A month after the last step and the last day nothing more is sent: by then it is the coordinator's to ask.
LAST_DAYS = timedelta(days=30)
#: What is ständigt pågående is to be looked at within this time; its owner is told once more a month later.
REVIEWED_WITHIN = timedelta(days=365)
_YEAR, _MONTH = timedelta(days=365), timedelta(days=30)
#: A value that is still missing is asked for once more.
_VALUE_AGAIN = timedelta(days=14)


@dataclass(frozen=True)
class FollowUpDays:
    """The days of a follow-up that its reminders depend on. `asked_on`: a coordinator asked by hand."""

    opens_on: date
    answer_by: date
    papers_by: date | None = None
    asked_on: date | None = None

    def last_day(self, rules: ReminderRules) -> date:
        """The day that the steps are counted from; a follow-up without stoppdatum is counted from answer-by."""
        if rules.counted_from is CountedFrom.PAPERS_BY and self.papers_by is not None:
            return self.papers_by
        return self.answer_by


@dataclass(frozen=True)
class Schedule:
    """When one thing is said, oldest first. Nothing is said before `begins_on` or after `ends_on`.

    `counted_from` is the last day that the steps belong to: another last day is another promise.
    """

    occasions: tuple[Occasion, ...]
    counted_from: date
    begins_on: date
    ends_on: date

    @property
    def last_counted(self) -> Occasion | None:
        """The last step that is counted from the last day, whatever was asked by hand since."""
        own = [one for one in self.occasions if one.step not in (ASKED, REQUESTED)]
        return own[-1] if own else None


def of_follow_up(days: FollowUpDays, rules: ReminderRules, free: Collection[date]) -> Schedule:
    """The steps of a follow-up, all on working days.

    A step on a free day moves back to the working day before, except the opening and the days after: those
    move forward, because a mail before the opening, or one that says "the last day was" on the last day
    itself, would be untrue. With `rules.not_in_july` all of July is in `free`, see `free_for`.
    """
    last = days.last_day(rules)
    opening = working_day_on_or_after(days.opens_on, free)
    found = [Occasion(opening, OPENED)] if rules.opening else []
    for number in rules.before:
        on = working_day_on_or_before(last - timedelta(days=number), free)
        found.append(Occasion(on, before(number)))
    for number in rules.after:
        on = working_day_on_or_after(max(days.opens_on, last + timedelta(days=number)), free)
        found.append(Occasion(on, after(number)))
    if days.asked_on is not None:
        found.append(Occasion(days.asked_on, ASKED))
    return _schedule(found, last, begins_on=opening)


def of_list(days: FollowUpDays, rules: ReminderRules, free: Collection[date]) -> Schedule | None:
    """When the list of those who have not answered is written: after the last step, and never before
    answer-by. None when the rules want no list.
    """
    if rules.list_to is ListTo.NOBODY:
        return None
    on = working_day_on_or_after(day_of_list(days, rules, free), free)
    return _schedule([Occasion(on, TOLD)], days.last_day(rules), begins_on=on)


def day_of_list(days: FollowUpDays, rules: ReminderRules, free: Collection[date]) -> date:
    """The day that the list is counted out to, which may be a free one."""
    counted = of_follow_up(days, rules, free).last_counted
    last = max(days.answer_by, counted.on if counted else days.answer_by)
    return last + timedelta(days=rules.list_after)


def of_review(reviewed_on: date, today: date, free: Collection[date]) -> Schedule:
    """A year after somebody last looked at it, and once more a month later; the same every year after that."""
    years = max(1, (today - reviewed_on) // _YEAR)
    anniversary = reviewed_on + _YEAR * years
    occasions = [
        Occasion(working_day_on_or_after(anniversary, free), DUE),
        Occasion(working_day_on_or_after(anniversary + _MONTH, free), after(_MONTH.days)),
    ]
    return _schedule(occasions, anniversary, lasts=_YEAR)


def of_value(due_on: date, free: Collection[date]) -> Schedule:
    """When a nyckeltal's value is asked for: on the day that it is due, and once more two weeks later."""
    occasions = [
        Occasion(working_day_on_or_after(due_on, free), DUE),
        Occasion(working_day_on_or_after(due_on + _VALUE_AGAIN, free), after(_VALUE_AGAIN.days)),
    ]
    return _schedule(occasions, due_on, lasts=_YEAR)


def of_assignment(answer_by: date, days_before: Iterable[int], free: Collection[date]) -> Schedule:
    """When an uppdrag's own answer-by date is near; the days move back to working days."""
    occasions = [
        Occasion(working_day_on_or_before(answer_by - timedelta(days=number), free), before(number))
        for number in days_before
    ]
    return _schedule(occasions, answer_by)


def of_news(
    happened_on: date, free: Collection[date], step: Step = TOLD, *, open_on: date | None = None
) -> Schedule:
    """Something that is said once, on the next working day at the latest.

    It is news for 30 days; longer when somebody still has to act on the day `open_on`.
    """
    lasts = max(LAST_DAYS, open_on - happened_on) if open_on else LAST_DAYS
    return _schedule([Occasion(working_day_on_or_after(happened_on, free), step)], happened_on, lasts=lasts)


def _schedule(
    occasions: list[Occasion],
    counted_from: date,
    *,
    begins_on: date | None = None,
    lasts: timedelta = LAST_DAYS,
) -> Schedule:
    ordered = tuple(sorted(occasions))
    begins_on = begins_on or (ordered[0].on if ordered else counted_from)
    newest = max(begins_on, counted_from, *(one.on for one in ordered))
    return Schedule(ordered, counted_from, begins_on, newest + lasts)


def free_for(rules: ReminderRules, free_days: Collection[date], *around: date) -> frozenset[date]:
    """The free days and, when the plan rests in July, all of July in the years around these days."""
    if not rules.not_in_july:
        return frozenset(free_days)
    years = {day.year + step for day in around for step in (-1, 0, 1)}
    july = {date(year, 7, number) for year in years for number in range(1, 32)}
    return frozenset(free_days) | july
