"""A plan's activities: the list, a new one, an edited one."""

from collections.abc import Iterable, Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.domain.swedish.words import capitalised, counted, month_year, number_word
from tracker.domain.text import text_problem
from tracker.models import Activity, Plan
from tracker.queries.coordination.cockpit import activities_of
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.plans.edit_activity import ActivityFacts, add_activity, faults_of
from tracker.services.plans.edit_activity import (
    edit_activity as edit_it,
)
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import (
    ChoiceField,
    DayField,
    LineField,
    TextField,
    VersionedForm,
    choices,
    show_faults,
    show_the_rest,
    side_by_side,
)
from tracker.web.coordination.plans.running import RunningRate, running_rate
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
    answer_by = DayField(
        "Ska vara besvarat senast",
        description="Bara för ett uppdrag med ett eget datum. Den som ansvarar påminns när det är nära.",
    )
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
        return ActivityFacts(
            self.number.data,
            self.short_text.data,
            self.full_text.data,
            self.parent_id.data,
            self.answer_by.data,
        )


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
        caption=_caption([row for row in rows if not row.withdrawn]),
    )


def _caption(rows: Sequence[Activity]) -> str:
    """ "26 aktiviteter. Två saknar ansvarig."."""
    count = counted(sum(row.parent_id is None for row in rows), "aktivitet", "aktiviteter")
    lacking = sum(
        answering.owner_id is None
        for row in rows
        for answering in row.responsibilities
        if not answering.not_collected
    )
    tail = f" {capitalised(number_word(lacking))} saknar ansvarig." if lacking else ""
    return f"{capitalised(count)}.{tail}"


@blueprint.route("/<plan_slug>/ny-aktivitet", methods=["GET", "POST"])
@coordinators_of_plan
def new_activity(plan_slug: str) -> ResponseReturnValue:
    """The form of a new activity; saved, its owner is chosen next. An open follow-up asks about it too."""
    plan = current_plan()
    form = ActivityForm()
    form.offer(activities_of(plan.id))
    if form.validate_on_submit():
        try:
            added = add_activity(plan.id, form.facts, now=clock.utc_now())
        except FormRefused as refused:
            show_faults(form, refused.faults)
        else:
            words = f"Aktivitet {added.number} finns nu{_joined(running_rate(plan))}. Välj vem som ansvarar."
            flash(words, "success")
            return redirect(url_for("coordination.owners", plan_slug=plan_slug, number=added.number), 303)
    elif form.is_submitted():
        show_the_rest(form, faults_of(plan, form.facts, None))
    page = render_template(
        "coordination/plans/activity.html",
        plan=plan,
        form=form,
        activity=None,
        running=running_rate(plan),
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
    form = _stored(activity, rows) if request.method != "POST" else ActivityForm()
    form.offer(rows, activity)
    conflict = None
    if form.validate_on_submit():
        try:
            saved = edit_it(plan.id, activity.id, form.facts, version=form.seen_version)
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except ChangedMeanwhile:
            conflict = side_by_side(form, _stored(activity, activities_of(plan.id)))
        else:
            flash(f"Aktivitet {saved.number} är sparad.", "success")
            return to_list(plan)
    elif form.is_submitted():
        show_the_rest(form, faults_of(plan, form.facts, activity))
    page = render_template(
        "coordination/plans/activity.html", plan=plan, form=form, activity=activity, conflict=conflict
    )
    return page, 409 if conflict is not None else 400 if form.errors else 200


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


def _stored(activity: Activity, rows: Iterable[Activity]) -> ActivityForm:
    form = ActivityForm(formdata=None, obj=activity)
    form.offer(rows, activity)
    return form
