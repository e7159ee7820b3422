"""What is due now: a pure function of schedule, day, what was said and what is owed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.calendar import is_working_day, local_time
from tracker.domain.reminders.rules import FIRST_HOUR
from tracker.domain.reminders.schedule import Schedule
from tracker.domain.reminders.steps import Occasion


@dataclass(frozen=True)
class Said:
    """A step that was sent, waits or was passed by, with the day and the last day that it had then."""

    occasion: Occasion
    counted_from: date


@dataclass(frozen=True)
class Due:
    """What to do now for one thing and one person: say an occasion or none, and note the ones passed by."""

    send: Occasion | None
    superseded: tuple[Occasion, ...] = ()


def due(
    planned: Schedule,
    today: date,
    recorded: Collection[Said],
    *,
    owes: bool,
    released: Collection[Said] = (),
) -> Due:
    """What to send today, a working day, to one person about one thing.

    Only the newest occasion that has come is ever sent; older ones that were missed are superseded.
    `recorded` are those already sent, waiting or superseded: when the last day has been moved, a step that
    was said for an earlier day is said again on its new one, but a schedule that was edited meanwhile never
    brings a second mail about a day that has had one.
    `released` are those whose mail was withdrawn before it left: they may be sent anew, but need no further
    note.
    """
    if not owes or today < planned.begins_on:
        return Due(None)
    come = [occasion for occasion in planned.occasions if occasion.on <= today]
    known = {*recorded, *released}
    unsaid = tuple(one for one in come if not _was_said(one, known))
    if not come or today > planned.ends_on:
        return Due(None, unsaid)
    newest = come[-1]
    if _was_said(newest, recorded) or _day_has_had_its_mail(newest, planned, recorded):
        return Due(None, unsaid)
    return Due(newest, tuple(one for one in unsaid if one != newest))


def _was_said(occasion: Occasion, said: Collection[Said]) -> bool:
    """Whether the step was said for this day, or for a later one: a day moved back is no reason to repeat it."""
    return any(one.occasion.step == occasion.step and one.occasion.on >= occasion.on for one in said)


def _day_has_had_its_mail(occasion: Occasion, planned: Schedule, said: Collection[Said]) -> bool:
    """Whether something of that day or a later one was said about the same last day."""
    return any(one.counted_from == planned.counted_from and one.occasion.on >= occasion.on for one in said)


def sending_day(now: datetime, free_days: Collection[date]) -> date | None:
    """The day in Sweden if mails may leave at this moment: a working day, from 07:00. Else None."""
    local = local_time(now)
    if local.time() < FIRST_HOUR or not is_working_day(local.date(), free_days):
        return None
    return local.date()
