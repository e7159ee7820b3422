"""A coordinator reminds those who have not answered, besides the schedule: how many it reaches, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.domain.calendar import local_date, local_time
from tracker.domain.reminders.rules import ReminderRules
from tracker.domain.swedish.words import counted, joined, weekday_date
from tracker.models import Plan
from tracker.queries.reminders.decided import pauses, rules_of
from tracker.queries.reminders.heartbeat import heartbeat
from tracker.queries.reminders.said import told
from tracker.services.reminders.coming import Ahead, Coming, ahead_of
from tracker.services.reminders.due.survey import Redirections
from tracker.services.reminders.settings.ask_now import ask_now
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.follow_ups.named import named_follow_up
from tracker.web.frame.access import coordinators_of_plan, current_person, current_plan


@dataclass(frozen=True)
class Reminding:
    """What the cockpit offers: a button, or why there is none to press."""

    button: str | None = None
    instead: str | None = None
    #: Whether it was pressed, and the mails have not left yet.
    waiting: bool = False


@blueprint.post("/<plan_slug>/uppfoljningar/<as_of>/paminn")
@coordinators_of_plan
def ask_for_answers(plan_slug: str, as_of: str) -> ResponseReturnValue:
    """Makes today a step of the schedule, and says when the mails leave and to how many."""
    named, plan, now = named_follow_up(as_of), current_plan(), clock.utc_now()
    ask_now(named.id, today=local_date(now))
    rules = rules_of([plan.id])[plan.id]
    coming = ahead_of(named, rules, told(named.id).items, now).coming()
    flash(" ".join([_goes(plan, rules, coming, now), *_waits(coming), *_elsewhere()]), "success")
    return redirect(url_for("coordination.follow_up", plan_slug=plan_slug, as_of=as_of), 303)


def reminding(plan: Plan, rules: ReminderRules, ahead: Ahead, now: datetime) -> Reminding:
    """The button with how many it reaches; when it was pressed, or reaches nobody, what is so instead."""
    coming = ahead.coming()
    if any(one.asked_by_hand for one in coming):
        return Reminding(instead=_goes(plan, rules, coming, now), waiting=True)
    if all(one.stuck for one in coming):
        return Reminding(instead="Ingen som saknar svar går att påminna förrän du har valt ansvarig.")
    reached = _reached(ahead.coming(if_asked=True))
    if not reached:
        return Reminding(instead="De som går att påminna har redan fått mejl i dag.")
    return Reminding(button=button_words(len(reached)))


def button_words(reached: int) -> str:
    """ "Påminn fyra ansvariga om svar som saknas": so many people get a mail."""
    return f"Påminn {counted(reached, 'ansvarig', 'ansvariga')} om svar som saknas"


def _reached(coming: Iterable[Coming]) -> dict[int, date]:
    """Who gets the mail that is asked for by hand, and on which day."""
    return {one.user.id: one.on for one in coming if one.asked_by_hand and one.user and one.on}


def _goes(plan: Plan, rules: ReminderRules, coming: Iterable[Coming], now: datetime) -> str:
    """When the mails leave, and to how many; what stops all mail comes first."""
    if pauses().covers(plan):
        return "Påminnelsen går när mejlen startas igen."
    alive = heartbeat()
    if alive is not None and alive.held:
        return "Påminnelsen går när mejlen släpps."
    reached = _reached(coming)
    if not reached:
        return "De som går att påminna har redan fått mejl i dag."
    first = min(reached.values())
    people = sum(on == first for on in reached.values())
    return f"Påminnelsen går {sending_time(first, rules, now)} till {counted(people, 'person', 'personer')}."


def sending_time(on: date, rules: ReminderRules, now: datetime) -> str:
    """ "inom några minuter", "i dag kl. 10.00" or "måndag 5 september kl. 07.00"."""
    local, hour = local_time(now), f"kl. {rules.hour:02}.00"
    if on != local.date():
        return f"{weekday_date(on)} {hour}"
    return "inom några minuter" if local.hour >= rules.hour else f"i dag {hour}"


def _waits(coming: Iterable[Coming]) -> list[str]:
    """ "Aktivitet 8 väntar på att du väljer ansvarig.", if any does."""
    numbers = [one.row.activity.number for one in coming if one.stuck]
    if not numbers:
        return []
    word = "Aktivitet" if len(numbers) == 1 else "Aktiviteterna"
    return [f"{word} {joined(numbers)} väntar på att du väljer ansvarig."]


def _elsewhere() -> list[str]:
    """Where the mails go in test mode."""
    address = Redirections().of(current_person())
    return [f"Testläget är på: mejlen går till {address}."] if address else []
