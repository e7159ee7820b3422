"""A coordinator reminds everybody who has not answered, besides the schedule."""

from datetime import datetime, timedelta

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.domain.calendar import local_date, local_time, working_day_on_or_after
from tracker.domain.reminders.rules import ReminderRules
from tracker.domain.swedish.words import number_word, weekday_date
from tracker.models import Plan
from tracker.queries.reminders.decided import pauses, rules_of
from tracker.services.reminders.due.matter import free_around
from tracker.services.reminders.settings.ask_now import ask_now
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.follow_ups.named import named_follow_up
from tracker.web.frame.access import coordinators_of_plan, current_plan


@blueprint.post("/<plan_slug>/uppfoljningar/<as_of>/paminn")
@coordinators_of_plan
def ask_for_answers(plan_slug: str, as_of: str) -> ResponseReturnValue:
    """Makes today a step of the schedule, and says when the mails leave."""
    named, plan, now = named_follow_up(as_of), current_plan(), clock.utc_now()
    ask_now(named.id, today=local_date(now))
    flash(_said(plan, now), "success")
    return redirect(url_for("coordination.follow_up", plan_slug=plan_slug, as_of=as_of), 303)


def _said(plan: Plan, now: datetime) -> str:
    if pauses().covers(plan):
        return "Mejlen är pausade. Påminnelsen går när de startas igen."
    when = next_sending(rules_of([plan.id])[plan.id], now)
    return f"Påminnelsen går {when} till dem som saknar svar och inte har fått något mejl samma dag."


def next_sending(rules: ReminderRules, now: datetime) -> str:
    """When the plan's mails leave next: "inom några minuter", "i dag klockan 10" or "måndag 5 september klockan 7"."""
    local = local_time(now)
    today = local.date()
    day = working_day_on_or_after(today, free_around(rules, today, today + timedelta(days=35)))
    if day == today:
        return "inom några minuter" if local.hour >= rules.hour else f"i dag klockan {rules.hour}"
    return f"{weekday_date(day)} klockan {rules.hour}"


def button_words(missing: int) -> str:
    """ "Påminn om de tre svar som saknas"; the number is of answers."""
    if missing == 1:
        return "Påminn om svaret som saknas"
    return f"Påminn om de {number_word(missing)} svar som saknas"
