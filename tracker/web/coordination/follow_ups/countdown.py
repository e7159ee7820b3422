"""The days of a follow-up in words: what is left, the next reminder, the line of dates."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tracker.domain.reminders.schedule import Schedule
from tracker.domain.reminders.steps import OPENED, Occasion, Step
from tracker.domain.swedish.words import capitalised, counted, day_and_month

#: Instead of the next reminder, while no mail leaves about the plan.
PAUSED = "Inga påminnelser går medan mejlen är pausade."


@dataclass(frozen=True)
class DateStep:
    """One day on the line of dates. `when` is past, now (the next one) or future."""

    date: str
    text: str
    when: str


def countdown(answer_by: date, today: date) -> str:
    """ "Fyra dagar kvar.", "Svaren ska in i dag." or "Svarstiden gick ut för tre dagar sedan."."""
    days = (answer_by - today).days
    if days > 1:
        return f"{capitalised(counted(days, 'dag', 'dagar'))} kvar."
    if days == 1:
        return "En dag kvar, svaren ska in i morgon."
    if days == 0:
        return "Svaren ska in i dag."
    ago = "i går" if days == -1 else f"för {counted(-days, 'dag', 'dagar')} sedan"
    return f"Svarstiden gick ut {ago}."


def next_reminder(planned: Schedule, today: date, said: Collection[Step] = ()) -> Occasion | None:
    """The next occasion that owners hear from us: today's only if nothing has been said at it yet."""
    for occasion in planned.occasions:
        past = occasion.on < today or (occasion.on == today and occasion.step in said)
        if not past and occasion.on >= planned.begins_on:
            return occasion
    return None


def next_reminder_sentence(planned: Schedule, today: date, said: Collection[Step] = ()) -> str:
    """ "Nästa påminnelse går 7 september."; before the opening's mail: "Det första mejlet går i dag."."""
    occasion = next_reminder(planned, today, said)
    if occasion is None:
        return "Fler påminnelser går inte ut av sig själva."
    day = "i dag" if occasion.on == today else day_and_month(occasion.on)
    if occasion.step == OPENED:
        return f"Det första mejlet går {day}."
    return f"Nästa påminnelse går {day}."


def first_reminder(planned: Schedule) -> Occasion | None:
    """The first time that somebody is reminded after the opening."""
    return next((one for one in planned.occasions if one.on > planned.begins_on), None)


def date_steps(days: list[tuple[date | None, str, str]], today: date) -> list[DateStep]:
    """The known days in order; each comes with its words for later and for today or earlier."""
    known = sorted(((day, later, already) for day, later, already in days if day), key=lambda row: row[0])
    coming = next((index for index, row in enumerate(known) if row[0] >= today), len(known))
    return [
        DateStep(
            day_and_month(day) if day.year == today.year else f"{day_and_month(day)} {day.year}",
            already if day <= today else later,
            "past" if index < coming else "now" if index == coming else "future",
        )
        for index, (day, later, already) in enumerate(known)
    ]
