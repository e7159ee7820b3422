"""Withdrawing an activity, with a page that says what follows, and bringing it back."""

from collections.abc import Sequence

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from tracker.domain.swedish.words import capitalised, joined, month_year
from tracker.models import Activity, FollowUp
from tracker.queries.coordination.cockpit import activities_of
from tracker.queries.plans.by_name import open_follow_up
from tracker.queries.plans.standing import owed, rows_of
from tracker.services.plans.edit_activity import set_withdrawn
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.plans.activities import named_activity, to_list
from tracker.web.coordination.plans.running import running_rate
from tracker.web.coordination.row_words import row_words
from tracker.web.frame.access import coordinators_of_plan, current_plan


@blueprint.route("/<plan_slug>/aktiviteter/<number>/dra-tillbaka", methods=["GET", "POST"])
@coordinators_of_plan
def withdraw(plan_slug: str, number: str) -> ResponseReturnValue:
    """The page that says what withdrawing means; sent, the activity and its parts are withdrawn."""
    plan = current_plan()
    activities = activities_of(plan.id)
    activity = named_activity(activities, number)
    words = row_words(plan)
    gone = words.inflected("tillbakadragen", "tillbakadraget")
    if request.method == "POST":
        set_withdrawn(plan.id, activity.id, withdrawn=True)
        flash(f"{words.named(activity.number)} är {gone}. Historiken finns kvar.", "success")
        return to_list(plan)
    if activity.withdrawn:
        flash(f"{words.named(activity.number)} är redan {gone}.")
        return to_list(plan)
    return render_template(
        "coordination/plans/withdraw.html",
        plan=plan,
        activity=activity,
        words=words,
        consequences=_consequences(activity, activities),
    )


@blueprint.post("/<plan_slug>/aktiviteter/<number>/aterinfor")
@coordinators_of_plan
def bring_back(plan_slug: str, number: str) -> ResponseReturnValue:
    """Brings a withdrawn activity back with its parts; an open follow-up asks about it again."""
    plan = current_plan()
    activity = named_activity(activities_of(plan.id), number)
    set_withdrawn(plan.id, activity.id, withdrawn=False)
    running, called = running_rate(plan), row_words(plan)
    words = f"{called.named(activity.number)} är med i planen igen."
    if running is not None:
        month = month_year(running.follow_up.as_of)
        words += (
            f" {capitalised(called.it)} är också med i den öppna uppföljningen per {month}: {running.words}."
        )
    flash(words, "success")
    return to_list(plan)


def _consequences(activity: Activity, activities: Sequence[Activity]) -> list[str]:
    """What follows, a sentence or two each, what concerns most people first."""
    parts = [part for part in activity.parts if not part.withdrawn]
    found = []
    if parts:
        found.append(f"{joined([part.number for part in parts])} följer med.")
    words = row_words(activity.plan)
    they = "De" if parts else capitalised(words.it)
    running = open_follow_up(activity.plan_id)
    if running is None:
        found.append(f"{they} frågas inte i nästa uppföljning.")
    else:
        found += _in_follow_up(running, [activity, *parts], they, counts=not _last_part(activity))
    return [*found, _count(activity, activities)]


def _in_follow_up(running: FollowUp, leaving: Sequence[Activity], they: str, *, counts: bool) -> list[str]:
    """What the open follow-up loses. `counts`: nothing takes the place of what leaves, so that m is known."""
    rows = rows_of(running.plan_id, running)
    gone = [row for row in rows if row.activity in leaving]
    asked = [row for row in rows if row.asked]
    staying = [row for row in asked if row not in gone]
    month = month_year(running.as_of)
    if len(staying) == len(asked):
        return [f"{they} är redan färdig eller stoppad, men försvinner ur rapporten per {month}."]
    sentence = f"{they} frågas inte längre i den öppna uppföljningen per {month}."
    if counts:
        before, after = (
            f"{len(some) - len(owed(some))}\u00a0av\u00a0{len(some)}" for some in (asked, staying)
        )
        sentence += f" Nu har {before} svarat, efteråt {after}."
    found = [sentence, "De personliga länkarna i mejlen som har gått slutar gälla."]
    answered = list(dict.fromkeys(row.activity.number for row in gone if row.answer is not None))
    if answered:
        words = "Svaret" if len(answered) == 1 else "Svaren"
        found.insert(1, f"{words} på {joined(answered)} räknas inte och kommer inte med i rapporten.")
    return found


def _count(activity: Activity, activities: Sequence[Activity]) -> str:
    """What becomes of the plan's number of activities."""
    words = row_words(activity.plan)
    if activity.parent is not None:
        above = activity.parent.number
        if _last_part(activity):
            return f"{words.named(above)} har då inga delar kvar och rapporteras själv igen."
        return f"{words.named(above)} räknas utan den."
    count = sum(row.parent_id is None and not row.withdrawn for row in activities)
    return f"Planen räknar {words.counted(count - 1)} i stället för {count}."


def _last_part(activity: Activity) -> bool:
    above = activity.parent
    return above is not None and all(part is activity or part.withdrawn for part in above.parts)
