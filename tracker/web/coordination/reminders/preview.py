"""A plan's schedule in words, and every day on which something is said."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.domain.reminders.rules import CountedFrom, ListTo, ReminderRules
from tracker.domain.reminders.schedule import FollowUpDays, day_of_list, free_for, of_follow_up, of_list
from tracker.domain.reminders.steps import Moment, Occasion, Step
from tracker.domain.swedish.words import capitalised, counted, joined, weekday_date
from tracker.services.reminders.free_days import free_days_around, holiday_name


@dataclass(frozen=True)
class PreviewLine:
    """One day: when, what is said, and why it is not another day."""

    day: str
    what: str
    why: str
    past: bool


def rhythm(rules: ReminderRules) -> str:
    """ "Mejl går när uppföljningen öppnar, sju dagar före, dagen före och dagen efter …"."""
    parts = ["när uppföljningen öppnar"] if rules.opening else []
    parts += [_before(days) for days in rules.before] + [_after(days) for days in rules.after]
    papers = rules.counted_from is CountedFrom.PAPERS_BY
    counted_from = ", räknat från stoppdatum när det finns ett" if papers else ""
    july = " och aldrig i juli" if rules.not_in_july else ""
    return f"Mejl går {joined(parts)}{counted_from}: på arbetsdagar från kl. {rules.hour:02}.00{july}."


def preview(
    days: FollowUpDays, rules: ReminderRules, today: date, went: Collection[Occasion] = ()
) -> list[PreviewLine]:
    """Every day on which something is said in a follow-up with these days, in order; `went` has been said."""
    around = [day for day in (days.opens_on, days.answer_by, days.papers_by) if day]
    free = free_for(rules, free_days_around(*around), *around)
    planned, listed = of_follow_up(days, rules, free), of_list(days, rules, free)
    lines = [
        _line(one, _wanted_day(one.step, days, rules), days, rules, today)
        for one in _said(planned.occasions, planned.begins_on, went)
    ]
    if listed is not None:
        wanted = day_of_list(days, rules, free)
        lines += [_line(one, wanted, days, rules, today) for one in listed.occasions]
    return lines


def _said(occasions: Iterable[Occasion], begins_on: date, went: Collection[Occasion]) -> list[Occasion]:
    """Of several steps on one day the one that went, else the newest; nothing is said before the opening."""
    by_day: dict[date, Occasion] = {}
    for one in occasions:
        if one.on >= begins_on and by_day.get(one.on) not in went:
            by_day[one.on] = one
    return [by_day[day] for day in sorted(by_day)]


def _line(
    one: Occasion, wanted: date | None, days: FollowUpDays, rules: ReminderRules, today: date
) -> PreviewLine:
    return PreviewLine(
        day=weekday_date(one.on) if one.on.year == today.year else f"{weekday_date(one.on)} {one.on.year}",
        what=_words(one.step, days, rules),
        why=_moved(wanted, one.on, rules) if wanted else "",
        past=one.on < today,
    )


def _words(step: Step, days: FollowUpDays, rules: ReminderRules) -> str:
    papers = rules.counted_from is CountedFrom.PAPERS_BY and days.papers_by is not None
    last = "stoppdatum" if papers else "sista dagen att svara"
    match step.moment:
        case Moment.OPENED:
            return "Uppföljningen öppnar: första mejlet till de ansvariga"
        case Moment.BEFORE:
            return f"{capitalised(_before(step.days))} {last}"
        case Moment.AFTER:
            return f"{capitalised(_after(step.days))} {last}"
        case Moment.TOLD:
            boss = rules.list_to is ListTo.MANAGER
            return f"Lista över svar som saknas, till {'de ansvarigas chefer' if boss else 'samordnaren'}"
        case Moment.ASKED:
            return "Påminnelse som du har bett om"
        case Moment.DUE | Moment.REQUESTED:
            raise ValueError(f"{step.code} is no step of a follow-up")


def _before(days: int) -> str:
    return "dagen före" if days == 1 else f"{counted(days, 'dag', 'dagar')} före"


def _after(days: int) -> str:
    return "dagen efter" if days == 1 else f"{counted(days, 'dag', 'dagar')} efter"


def _wanted_day(step: Step, days: FollowUpDays, rules: ReminderRules) -> date | None:
    """The day of a step before it was moved to a working day; None for what is not counted out."""
    last = days.last_day(rules)
    match step.moment:
        case Moment.OPENED:
            return days.opens_on
        case Moment.BEFORE:
            return last - timedelta(days=step.days)
        case Moment.AFTER:
            return max(days.opens_on, last + timedelta(days=step.days))
    return None


def _moved(wanted: date, on: date, rules: ReminderRules) -> str:
    """Why it is not said on the day that was counted out. That a Sunday is free needs no saying."""
    if wanted == on:
        return ""
    july = "juli är fri" if rules.rests_on(wanted) else None
    reason = july or holiday_name(wanted) or "så att mejlet går på en arbetsdag"
    return f"Flyttad från {weekday_date(wanted)}, {reason}."
