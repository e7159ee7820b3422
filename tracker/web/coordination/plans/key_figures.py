"""Which key figures the plan and its activities are followed by, and new values for them."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField

from tracker.domain.exchange.value_columns import MEASURES as MEASURE_NAMES
from tracker.domain.terms import Gender, Rhythm
from tracker.models import KeyFigure
from tracker.queries.coordination.cockpit import activities_of, activity_links_of, key_figures_of
from tracker.queries.key_figures.values import (
    comments_of,
    key_figure_by_slug,
    plan_key_figures,
)  # fmt: skip
from tracker.queries.plans.by_name import open_follow_up
from tracker.services.plans.edit_key_figures import attach, detach
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import ChoiceField, choices
from tracker.web.frame.access import coordinators_of_plan, current_plan

MEASURES = [(measure.value, word) for measure, word in MEASURE_NAMES.items()]
GENDERS = [
    (Gender.TOTAL.value, "Alla"),
    (Gender.WOMEN.value, "Kvinnor"),
    (Gender.MEN.value, "Män"),
]
#: How often a key figure gets a value.
RHYTHMS = {
    Rhythm.MONTH: "Varje månad",
    Rhythm.TERTIAL: "Varje tertial",
    Rhythm.YEAR: "Varje år",
}


class AttachForm(FlaskForm):
    """A key figure and where it belongs."""

    figure_id = ChoiceField("Nyckeltal", numbers=True, needed="Välj ett nyckeltal i listan.")
    activity_id = ChoiceField("Hör till", numbers=True)
    is_goal = BooleanField("Det mäter planens mål")


class DetachForm(FlaskForm):
    """What to take away, sent by the button beside it."""

    figure_id = ChoiceField("Nyckeltal", numbers=True)
    activity_id = ChoiceField("Hör till", numbers=True)


@blueprint.route("/<plan_slug>/nyckeltal", methods=["GET", "POST"])
@coordinators_of_plan
def key_figures(plan_slug: str) -> ResponseReturnValue:
    """What is followed now, and a form that adds one."""
    plan = current_plan()
    form = AttachForm()
    _offer(form)
    if form.validate_on_submit():
        attach(plan.id, form.figure_id.data, form.activity_id.data, is_goal=form.is_goal.data)
        flash("Nyckeltalet hör nu dit.", "success")
        return redirect(url_for("coordination.key_figures", plan_slug=plan_slug), 303)
    follow_up = open_follow_up(plan.id)
    page = render_template(
        "coordination/plans/key_figures.html",
        plan=plan,
        form=form,
        links=plan_key_figures(plan.id),
        activity_links=activity_links_of(plan.id),
        reminded=_reminded,
        follow_up=follow_up,
        commented=comments_of(follow_up.id, plan.board_id) if follow_up else {},
    )
    return page, 400 if form.errors else 200


def _reminded(figure: KeyFigure) -> str | None:
    """How often, and how long after, somebody is reminded: "Varje tertial, 10 dagar efter"; or None."""
    if figure.rhythm is None:
        return None
    return (
        f"{RHYTHMS[figure.rhythm]}, {figure.days_after} {'dag' if figure.days_after == 1 else 'dagar'} efter"
    )


@blueprint.post("/<plan_slug>/nyckeltal/ta-bort")
@coordinators_of_plan
def detach_key_figure(plan_slug: str) -> ResponseReturnValue:
    """Takes a key figure away from the plan or an activity; its values stay."""
    form = DetachForm()
    _offer(form)
    if not form.validate_on_submit() or form.figure_id.data is None:
        abort(404)
    detach(current_plan().id, form.figure_id.data, form.activity_id.data)
    flash("Nyckeltalet hör inte längre dit. Värdena finns kvar.", "success")
    return redirect(url_for("coordination.key_figures", plan_slug=plan_slug), 303)


def _offer(form: AttachForm | DetachForm) -> None:
    plan = current_plan()
    figures = choices((row.id, row.name) for row in key_figures_of(plan.organisation_id))
    rows = [row for row in activities_of(plan.id) if not row.withdrawn]
    named = ((row.id, f"Aktivitet {row.number} {row.short_text}".strip()[:80]) for row in rows)
    form.figure_id.choices = [("", "Välj nyckeltal"), *figures]
    form.activity_id.choices = choices(named, "Planen som helhet")


def named_figure(slug: str) -> KeyFigure:
    """The organisation's key figure of that name; else the request ends with 404."""
    plan = current_plan()
    own = {row.slug for row in key_figures_of(plan.organisation_id)}
    figure = key_figure_by_slug(slug) if slug in own else None
    if figure is None:
        abort(404)
    return figure
