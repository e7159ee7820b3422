"""The values of a key figure: a new one, and all that there are with what they were before."""

from datetime import date
from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField

from tracker import clock
from tracker.domain.follow_up_dates import LATEST_YEAR
from tracker.domain.measurement import Period, Unreadable, parsed_value
from tracker.domain.printed_periods import parsed_printed
from tracker.domain.swedish.words import decimal_comma, month_year
from tracker.domain.terms import BoardKind, FollowUpState, Gender, Measure
from tracker.models import KeyFigure, Plan
from tracker.queries.key_figures.values import board_names, municipality_names, newest_values, value_histories
from tracker.queries.plans.by_name import follow_ups_of
from tracker.services.form_refusal import FormRefused
from tracker.services.plans.appended_values import NewValue, only_board_of, place_of, where_of
from tracker.services.plans.edit_key_figures import add_value
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import ChoiceField, LineField, choices, show_faults
from tracker.web.coordination.plans.key_figures import GENDERS, MEASURES, named_figure
from tracker.web.frame.access import coordinators_of_plan, current_person, current_plan

#: What may come in the address of the form, from the link beside a value that is to be corrected.
_FROM_ADDRESS = ("period", "measure", "gender")


class ValueForm(FlaskForm):
    """One value, its period and its source."""

    period = LineField(
        "Period",
        description="En månad, ett tertial, ett år eller en dag: mars 2022, T2 2022, helår 2022. "
        "”Utfall Aug 2022” är januari till augusti.",
    )
    measure = ChoiceField("Vad värdet är")
    gender = ChoiceField("Gäller", default=Gender.TOTAL.value)
    board_id = ChoiceField("Vems värde", numbers=True)
    value = LineField("Värde")
    missing = BooleanField("Värdet saknas")
    source = LineField(
        "Källa", description="Varifrån värdet kommer, till exempel Verksamhetssystemet, uttag 4 april."
    )
    reason = LineField("Varför värdet rättas")


@blueprint.route("/<plan_slug>/nyckeltal/<slug>/nytt-varde", methods=["GET", "POST"])
@coordinators_of_plan
def new_value(plan_slug: str, slug: str) -> ResponseReturnValue:
    """The form of a new value, with the values that are there; for the same period it is a revision."""
    plan = current_plan()
    figure = named_figure(slug)
    form = ValueForm(data=_from_address(figure))
    form.measure.choices, form.gender.choices = MEASURES, GENDERS
    boards = board_names(plan.organisation_id)
    form.board_id.choices = choices(boards.items(), "Kommunen som helhet")
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
        by_board=by_board(plan, figure),
        value_hint=_value_hint(figure, corrected),
    )
    return page, 400 if form.errors else 200


def by_board(plan: Plan, figure: KeyFigure) -> bool:
    """Whether it is asked whose a value is: boards have values of their own, or the plan is given to many."""
    return plan.board.kind is BoardKind.COUNCIL or any(value.board_id for value in figure.values)


def _from_address(figure: KeyFigure) -> dict[str, str | int | None]:
    """What the link beside a value that is to be corrected says; a new value is most likely the only board's."""
    told: dict[str, str | int | None] = {n: request.args[n] for n in _FROM_ADDRESS if n in request.args}
    board = request.args.get("board_id", "")
    told["board_id"] = int(board) if board.isdecimal() and len(board) < 10 else None
    return told if "period" in told else {**told, "board_id": only_board_of(figure)}


def _corrected(figure: KeyFigure) -> str:
    """The value that the link beside it wants corrected, "4,3 %"; "" for a new one."""
    wanted = tuple(request.args.get(name) for name in (*_FROM_ADDRESS, "board_id"))
    for value in newest_values(figure.values):
        board = str(value.board_id) if value.board_id else None
        if wanted == (value.label, value.measure.value, value.gender.value, board):
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


def _read(form: ValueForm, figure: KeyFigure) -> NewValue | None:
    """What was typed as values, or None when a field cannot be read and says so."""
    measure = Measure(form.measure.data)
    # A target, a budget and a forecast are about what has not happened yet.
    today = clock.today() if measure is Measure.OUTCOME else date(LATEST_YEAR, 12, 31)
    period: Period | None = None
    value: Decimal | None = None
    try:
        printed = parsed_printed(form.period.data, today)
        period = printed.period
        if printed.measure not in (None, measure):
            form.period.errors = [
                "Perioden säger något annat än det du har valt att värdet är. Rätta det ena."
            ]
    except Unreadable as problem:
        form.period.errors = [str(problem)]
    if not form.missing.data:
        try:
            value = parsed_value(form.value.data, figure.decimals, (figure.unit, figure.unit_short))
        except Unreadable as problem:
            form.value.errors = [str(problem)]
    elif form.value.data.strip():
        form.value.errors = ["Ta bort värdet, eller kryssa inte i att det saknas."]
    if period is None or form.period.errors or form.value.errors:
        return None
    return NewValue(
        period,
        measure,
        value,
        form.source.data,
        Gender(form.gender.data),
        form.reason.data,
        form.board_id.data,
    )


@blueprint.get("/<plan_slug>/nyckeltal/<slug>/varden")
@coordinators_of_plan
def key_figure_values(plan_slug: str, slug: str) -> ResponseReturnValue:
    """Every value of the key figure, newest period first, with what it was before each correction."""
    plan, figure = current_plan(), named_figure(slug)
    # A new value is for this place; those of others are corrected where they come from.
    here = place_of(figure, plan.board.organisation.municipality_code)
    own_boards = set(board_names(plan.organisation_id))
    return render_template(
        "coordination/plans/key_figure_values.html",
        plan=plan,
        figure=figure,
        places=municipality_names(plan.organisation_id),
        corrected_here=lambda value: value.board_id in own_boards or where_of(value) == here,
        histories=value_histories(figure.values),
        measures=dict(MEASURES),
        genders=dict(GENDERS),
    )
