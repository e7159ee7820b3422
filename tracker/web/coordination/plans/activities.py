"""A plan's activities: the list, a new one, an edited one."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.domain.plan_fields import on_activity
from tracker.domain.swedish.words import capitalised, counted, month_year
from tracker.domain.text import text_problem
from tracker.models import Activity, Plan
from tracker.queries.coordination.cockpit import activities_of
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.plans.activity_facts import faults_of, generates_numbers
from tracker.services.plans.edit_activity import add_activity
from tracker.services.plans.edit_activity import edit_activity as edit_it
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import show_faults, show_the_rest, side_by_side
from tracker.web.coordination.plans.activity_form import ActivityForm, form_for, stored_form, used_before
from tracker.web.coordination.plans.running import RunningRate, running_rate
from tracker.web.coordination.row_words import RowWords, row_words
from tracker.web.frame.access import coordinators_of_plan, current_plan


@blueprint.get("/<plan_slug>/aktiviteter")
@coordinators_of_plan
def activities(plan_slug: str) -> ResponseReturnValue:
    """All activities with who answers for them; withdrawn ones below."""
    plan = current_plan()
    rows = activities_of(plan.id)
    staying = [row for row in rows if not row.withdrawn]
    return render_template(
        "coordination/plans/activities.html",
        plan=plan,
        words=row_words(plan),
        rows=staying,
        withdrawn=[row for row in rows if row.withdrawn],
        caption=_caption(staying, row_words(plan), shared=plan.kind.shared),
    )


def _caption(rows: Sequence[Activity], words: RowWords, *, shared: bool) -> str:
    """ "26 aktiviteter. Två saknar ansvarig.", "15 uppdrag. Tre nämnders delar saknar ansvarig."."""
    count = words.counted(sum(row.parent_id is None for row in rows))
    lacking = sum(
        answering.owner_id is None
        for row in rows
        for answering in row.responsibilities
        if not answering.not_collected
    )
    if not lacking:
        return f"{capitalised(count)}."
    if shared:
        return f"{capitalised(count)}. {capitalised(counted(lacking, 'nämnds del', 'nämnders delar'))} saknar ansvarig."
    return f"{capitalised(count)}. {capitalised(words.number(lacking))} saknar ansvarig."


@blueprint.route("/<plan_slug>/ny-aktivitet", methods=["GET", "POST"])
@coordinators_of_plan
def new_activity(plan_slug: str) -> ResponseReturnValue:
    """The form of a new activity; saved, its owner is chosen next. An open follow-up asks about it too."""
    plan = current_plan()
    rows, words = activities_of(plan.id), row_words(plan)
    form = form_for(plan)()
    form.offer(rows)
    if form.validate_on_submit():
        try:
            added = add_activity(plan.id, form.facts, now=clock.utc_now())
        except FormRefused as refused:
            show_faults(form, refused.faults)
        else:
            told = (
                f"{words.named(added.number)} finns nu{_joined(running_rate(plan))}. Välj vem som ansvarar."
            )
            flash(told, "success")
            return redirect(url_for("coordination.owners", plan_slug=plan_slug, number=added.number), 303)
    elif form.is_submitted():
        show_the_rest(form, faults_of(plan, form.facts, None))
    page = render_template(
        "coordination/plans/activity.html",
        activity=None,
        running=running_rate(plan),
        **_around(plan, form, rows),
    )
    return page, 400 if form.errors else 200


def _joined(running: RunningRate | None) -> str:
    if running is None:
        return ""
    month = month_year(running.follow_up.as_of)
    return f" och är med i den öppna uppföljningen per {month}: {running.words}"


@blueprint.route("/<plan_slug>/aktiviteter/<number>", methods=["GET", "POST"])
@coordinators_of_plan
def edit_activity(plan_slug: str, number: str) -> ResponseReturnValue:
    """The form of an activity; a second editor is shown both texts."""
    plan = current_plan()
    rows = activities_of(plan.id)
    activity = named_activity(rows, number)
    form = stored_form(plan, activity, rows) if request.method != "POST" else form_for(plan)()
    form.offer(rows, activity)
    conflict = None
    if form.validate_on_submit():
        try:
            saved = edit_it(plan.id, activity.id, form.facts, version=form.seen_version)
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except ChangedMeanwhile:
            conflict = side_by_side(form, stored_form(plan, activity, activities_of(plan.id)))
        else:
            words = row_words(plan)
            flash(f"{words.named(saved.number)} är {words.inflected('sparad', 'sparat')}.", "success")
            return to_list(plan)
    elif form.is_submitted():
        show_the_rest(form, faults_of(plan, form.facts, activity))
    page = render_template(
        "coordination/plans/activity.html",
        activity=activity,
        conflict=conflict,
        **_around(plan, form, rows),
    )
    return page, 409 if conflict is not None else 400 if form.errors else 200


def _around(plan: Plan, form: ActivityForm, rows: Sequence[Activity]) -> dict[str, Any]:
    """What the page of the form shows besides it."""
    return {
        "plan": plan,
        "form": form,
        "words": row_words(plan),
        "own_fields": on_activity(plan.kind.own_fields),
        "offers": used_before(rows),
        "may_be_unnumbered": generates_numbers(plan.kind),
    }


def named_activity(rows: Iterable[Activity], number: str) -> Activity:
    """The activity with that number, whatever the case of its letter; else the request ends with 404."""
    if text_problem(number, 20, single_line=True) is not None:
        abort(404)
    found = next((row for row in rows if row.number == number.lower()), None)
    if found is None:
        abort(404)
    return found


def to_list(plan: Plan) -> ResponseReturnValue:
    """On to the list of activities."""
    return redirect(url_for("coordination.activities", plan_slug=plan.slug), 303)
