"""A plan's activities: the list, a new one, an edited one, one that is withdrawn or brought back."""

from collections.abc import Iterable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.domain.text import text_problem
from tracker.models import Activity, Plan
from tracker.queries.coordination.cockpit import activities_of
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.plans.edit_activity import (
    ActivityFacts,
    add_activity,
    set_withdrawn,
)
from tracker.services.plans.edit_activity import (
    edit_activity as edit_it,
)
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import (
    ChoiceField,
    LineField,
    TextField,
    VersionedForm,
    choices,
    differences,
    show_faults,
)
from tracker.web.frame.access import coordinators_of_plan, current_plan


class ActivityForm(VersionedForm):
    """Number, texts and place of an activity."""

    number = LineField("Nummer", description="Till exempel 27, eller 1c för en del av aktivitet 1.")
    parent_id = ChoiceField(
        "Del av",
        numbers=True,
        description="En aktivitet med delar rapporteras genom dem och räknas som den sämsta av dem.",
    )
    short_text = TextField("Kort beskrivning", description="Står i tabellen och i mejlen.")
    full_text = TextField("Hela texten", description="Som den är beslutad. En tom rad ger ett nytt stycke.")

    def offer(self, activities: Iterable[Activity], edited: Activity | None = None) -> None:
        """Fills in what it can be a part of: top-level activities, not itself, not withdrawn ones."""
        above = [
            (row.id, f"{row.number} {row.short_text}".strip()[:80])
            for row in activities
            if row.parent_id is None and row is not edited and (not row.withdrawn or _is_parent(row, edited))
        ]
        self.parent_id.choices = choices(above, "Ingen, den är en egen aktivitet")

    @property
    def facts(self) -> ActivityFacts:
        """What was typed."""
        return ActivityFacts(self.number.data, self.short_text.data, self.full_text.data, self.parent_id.data)


def _is_parent(row: Activity, edited: Activity | None) -> bool:
    return edited is not None and edited.parent_id == row.id


@blueprint.get("/<plan_slug>/aktiviteter")
@coordinators_of_plan
def activities(plan_slug: str) -> ResponseReturnValue:
    """All activities with who answers for them; withdrawn ones below."""
    rows = activities_of(current_plan().id)
    return render_template(
        "coordination/plans/activities.html",
        plan=current_plan(),
        rows=[row for row in rows if not row.withdrawn],
        withdrawn=[row for row in rows if row.withdrawn],
    )


@blueprint.route("/<plan_slug>/ny-aktivitet", methods=["GET", "POST"])
@coordinators_of_plan
def new_activity(plan_slug: str) -> ResponseReturnValue:
    """The form of a new activity; saved, its owner is chosen next."""
    plan = current_plan()
    form = ActivityForm()
    form.offer(activities_of(plan.id))
    if form.validate_on_submit():
        try:
            added = add_activity(plan.id, form.facts)
        except FormRefused as refused:
            show_faults(form, refused.faults)
        else:
            flash(f"Aktivitet {added.number} finns nu. Välj vem som ansvarar.", "success")
            return redirect(url_for("coordination.owners", plan_slug=plan_slug, number=added.number), 303)
    page = render_template("coordination/plans/activity.html", plan=plan, form=form, activity=None)
    return page, 400 if form.errors else 200


@blueprint.route("/<plan_slug>/aktiviteter/<number>", methods=["GET", "POST"])
@coordinators_of_plan
def edit_activity(plan_slug: str, number: str) -> ResponseReturnValue:
    """The form of an activity; a second editor is shown both texts."""
    plan = current_plan()
    rows = activities_of(plan.id)
    activity = named_activity(rows, number)
    form = _stored(activity, rows) if request.method == "GET" else ActivityForm()
    form.offer(rows, activity)
    conflict = None
    if form.validate_on_submit():
        try:
            saved = edit_it(plan.id, activity.id, form.facts, version=form.seen_version)
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except ChangedMeanwhile:
            theirs = _stored(activity, activities_of(plan.id))
            conflict = differences(form, theirs)
            form.version.raw_data = None
            form.version.data = theirs.version.data
        else:
            flash(f"Aktivitet {saved.number} är sparad.", "success")
            return _to_list(plan)
    page = render_template(
        "coordination/plans/activity.html", plan=plan, form=form, activity=activity, conflict=conflict
    )
    return page, 409 if conflict is not None else 400 if form.errors else 200


@blueprint.post("/<plan_slug>/aktiviteter/<number>/dra-tillbaka")
@coordinators_of_plan
def withdraw(plan_slug: str, number: str) -> ResponseReturnValue:
    """Withdraws the activity with its parts; it can be brought back from the same list."""
    activity = named_activity(activities_of(current_plan().id), number)
    set_withdrawn(current_plan().id, activity.id, withdrawn=True)
    flash(f"Aktivitet {activity.number} är tillbakadragen. Historiken finns kvar.", "success")
    return _to_list(current_plan())


@blueprint.post("/<plan_slug>/aktiviteter/<number>/ta-tillbaka")
@coordinators_of_plan
def bring_back(plan_slug: str, number: str) -> ResponseReturnValue:
    """Brings a withdrawn activity back with its parts."""
    activity = named_activity(activities_of(current_plan().id), number)
    set_withdrawn(current_plan().id, activity.id, withdrawn=False)
    flash(f"Aktivitet {activity.number} är med i planen igen.", "success")
    return _to_list(current_plan())


def named_activity(rows: Iterable[Activity], number: str) -> Activity:
    """The activity with that number, whatever the case of its letter; else the request ends with 404."""
    if text_problem(number, 20, single_line=True) is not None:
        abort(404)
    found = next((row for row in rows if row.number == number.lower()), None)
    if found is None:
        abort(404)
    return found


def _to_list(plan: Plan) -> ResponseReturnValue:
    return redirect(url_for("coordination.activities", plan_slug=plan.slug), 303)


def _stored(activity: Activity, rows: Iterable[Activity]) -> ActivityForm:
    form = ActivityForm(formdata=None, obj=activity)
    form.offer(rows, activity)
    return form
