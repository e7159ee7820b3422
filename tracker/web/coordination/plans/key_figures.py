"""Which key figures the plan and its activities are followed by, and new values for them."""

from datetime import date
from decimal import Decimal

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField

from tracker import clock
from tracker.domain.exchange.value_columns import MEASURES as MEASURE_NAMES
from tracker.domain.follow_up_dates import LATEST_YEAR
from tracker.domain.measurement import Period, Unreadable, parsed_period, parsed_value
from tracker.domain.swedish.words import decimal_comma, month_year
from tracker.domain.terms import FollowUpState, Gender, Measure, Rhythm
from tracker.models import KeyFigure, Plan
from tracker.queries.coordination.cockpit import activities_of, activity_links_of, key_figures_of
from tracker.queries.key_figures.values import (
    comments_of,
    key_figure_by_slug,
    municipality_names,
    newest_values,
    plan_key_figures,
    value_histories,
)  # fmt: skip
from tracker.queries.plans.by_name import follow_ups_of, open_follow_up
from tracker.services.form_refusal import FormRefused
from tracker.services.plans.appended_values import NewValue, place_of
from tracker.services.plans.edit_key_figures import add_value, attach, detach
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import ChoiceField, LineField, choices, show_faults
from tracker.web.frame.access import coordinators_of_plan, current_person, current_plan

MEASURES = [(measure.value, word) for measure, word in MEASURE_NAMES.items()]
GENDERS = [
    (Gender.TOTAL.value, "Alla"),
    (Gender.WOMEN.value, "Kvinnor"),
    (Gender.MEN.value, "Män"),
]
#: What may come in the address of the form, from the link beside a value that is to be corrected.
_FROM_ADDRESS = ("period", "measure", "gender")

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


class ValueForm(FlaskForm):
    """One value, its period and its source."""

    period = LineField(
        "Period",
        description="En månad, ett tertial, ett år eller en dag, till exempel mars 2022 eller T2 2022.",
    )
    measure = ChoiceField("Vad värdet är")
    gender = ChoiceField("Gäller", default=Gender.TOTAL.value)
    value = LineField("Värde")
    missing = BooleanField("Värdet saknas")
    source = LineField(
        "Källa", description="Varifrån värdet kommer, till exempel Verksamhetssystemet, uttag 4 april."
    )
    reason = LineField("Varför värdet rättas")


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


@blueprint.route("/<plan_slug>/nyckeltal/<slug>/nytt-varde", methods=["GET", "POST"])
@coordinators_of_plan
def new_value(plan_slug: str, slug: str) -> ResponseReturnValue:
    """The form of a new value, with the values that are there; for the same period it is a revision."""
    plan = current_plan()
    figure = named_figure(slug)
    form = ValueForm(data={name: request.args[name] for name in _FROM_ADDRESS if name in request.args})
    form.measure.choices, form.gender.choices = MEASURES, GENDERS
    if form.validate_on_submit():
        new = _read(form, figure)
        if new is not None:
            try:
                add_value(plan.id, figure.id, new, by=current_person(), now=clock.utc_now())
            except FormRefused as refused:
                show_faults(form, refused.faults)
            else:
                flash(f"Värdet för {new.period.label} är sparat. {_seen_when(plan)}", "success")
                return redirect(url_for("coordination.key_figures", plan_slug=plan_slug), 303)
    corrected = _corrected(figure)
    page = render_template(
        "coordination/plans/new_value.html",
        plan=plan,
        figure=figure,
        form=form,
        values=list(reversed(newest_values(figure.values))),
        measures=dict(MEASURES),
        genders=dict(GENDERS),
        seen_when=_seen_when(plan),
        corrected=corrected,
        value_hint=_value_hint(figure, corrected),
    )
    return page, 400 if form.errors else 200


def _corrected(figure: KeyFigure) -> str:
    """The value that the link beside it wants corrected, "4,3 %"; "" for a new one."""
    wanted = tuple(request.args.get(name) for name in _FROM_ADDRESS)
    for value in newest_values(figure.values):
        if wanted == (value.label, value.measure.value, value.gender.value):
            unit = figure.unit_short or figure.unit
            return (
                "saknas"
                if value.value is None
                else f"{decimal_comma(value.value, figure.decimals)}\u00a0{unit}"
            )
    return ""


def _value_hint(figure: KeyFigure, corrected: str) -> str:
    """What the value is counted in, what stands there now, and of which kind it is when it is no mean of months."""
    told = [f"Enhet: {figure.unit}."]
    if corrected:
        told.append(f"Nu står {corrected}.")
    if figure.aggregation and not figure.mean_months:
        told.append(f"Anges som {figure.aggregation}.")
    return " ".join(told)


def _seen_when(plan: Plan) -> str:
    """When the board sees a new value: pages and reports show what was frozen, the key figure's own page does not."""
    return f"Nyckeltalets egen sida visar det nu. {_in_report_when(plan)}"


def _in_report_when(plan: Plan) -> str:
    known = follow_ups_of(plan.id)
    running = next((each for each in known if each.state is FollowUpState.OPEN), None)
    if running is not None:
        month = month_year(running.as_of)
        return f"I planen och rapporten ser nämnden det när uppföljningen per {month} är stängd."
    if any(each.frozen for each in known):
        return "I planen och rapporten ser nämnden det när nästa uppföljning är stängd."
    return "Planens sida visar det nu, rapporten när den första uppföljningen är stängd."


def named_figure(slug: str) -> KeyFigure:
    """The organisation's key figure of that name; else the request ends with 404."""
    plan = current_plan()
    own = {row.slug for row in key_figures_of(plan.organisation_id)}
    figure = key_figure_by_slug(slug) if slug in own else None
    if figure is None:
        abort(404)
    return figure


def _read(form: ValueForm, figure: KeyFigure) -> NewValue | None:
    """What was typed as values, or None when a field cannot be read and says so."""
    measure = Measure(form.measure.data)
    # A target, a budget and a forecast are about what has not happened yet.
    today = clock.today() if measure is Measure.OUTCOME else date(LATEST_YEAR, 12, 31)
    period: Period | None = None
    value: Decimal | None = None
    try:
        period = parsed_period(form.period.data, today)
    except Unreadable as problem:
        form.period.errors = [str(problem)]
    if not form.missing.data:
        try:
            value = parsed_value(form.value.data, figure.decimals, (figure.unit, figure.unit_short))
        except Unreadable as problem:
            form.value.errors = [str(problem)]
    elif form.value.data.strip():
        form.value.errors = ["Ta bort värdet, eller kryssa inte i att det saknas."]
    if period is None or form.value.errors:
        return None
    return NewValue(period, measure, value, form.source.data, Gender(form.gender.data), form.reason.data)


@blueprint.get("/<plan_slug>/nyckeltal/<slug>/varden")
@coordinators_of_plan
def key_figure_values(plan_slug: str, slug: str) -> ResponseReturnValue:
    """Every value of the key figure, newest period first, with what it was before each correction."""
    plan, figure = current_plan(), named_figure(slug)
    # A new value is for this place; those of others are corrected where they come from.
    here = place_of(figure, plan.board.organisation.municipality_code)
    return render_template(
        "coordination/plans/key_figure_values.html",
        plan=plan,
        figure=figure,
        places=municipality_names(plan.organisation_id),
        corrected_here=lambda value: (value.municipality_code, value.board_id) == (here, None),
        histories=value_histories(figure.values),
        measures=dict(MEASURES),
        genders=dict(GENDERS),
    )
