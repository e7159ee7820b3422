"""A column of values pasted from a spreadsheet: what it would do is shown, and only then is it saved."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import HiddenField

from tracker import clock
from tracker.domain.follow_up_dates import LATEST_YEAR
from tracker.domain.measurement import Period, Unreadable, parsed_period
from tracker.domain.pasted_column import RefusedLine, pasted_column
from tracker.domain.terms import Gender, Measure
from tracker.models import KeyFigure
from tracker.queries.key_figures.values import board_names
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.plans.appended_values import NewValue, only_board_of
from tracker.services.plans.paste_values import Column, Pasted, PastedState, add_column, compare_column
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import ChoiceField, LineField, TextField, choices, show_faults
from tracker.web.coordination.plans.key_figure_values import by_board
from tracker.web.coordination.plans.key_figures import GENDERS, MEASURES, named_figure
from tracker.web.frame.access import coordinators_of_plan, current_person, current_plan


class PasteForm(FlaskForm):
    """The column, and what holds for all its values."""

    text = TextField(
        "Värden",
        description="En rad för varje värde. Klistra in två kolumner, period och värde, eller bara värden och skriv "
        "den första perioden. En tom cell, ett streck eller ”saknas” är ett värde som saknas.",
    )
    start = LineField(
        "Första perioden",
        description="Bara när du klistrar in värden utan perioder, till exempel januari 2022, T1 2022 eller 2022.",
    )
    measure = ChoiceField("Vad värdena är")
    gender = ChoiceField("Gäller")
    board_id = ChoiceField("Vems värden", numbers=True)
    source = LineField(
        "Källa", description="Varifrån värdena kommer, till exempel Verksamhetssystemet, uttag 4 april."
    )
    reason = LineField("Varför värden rättas", description="Behövs när något värde ersätter ett som finns.")
    seen = HiddenField()


@dataclass(frozen=True)
class Looked:
    """What the column would do. `digest` tells it from any other."""

    pasted: tuple[Pasted, ...]
    refused: tuple[RefusedLine, ...]

    @property
    def digest(self) -> str:
        """Another one means that the text or what is stored has changed since it was shown."""
        told = [one.digest for one in self.pasted]
        return sha256(repr((told, self.refused)).encode()).hexdigest()

    def count(self, state: str) -> int:
        """How many values have the state."""
        return sum(one.state.value == state for one in self.pasted)

    @property
    def writes(self) -> int:
        """How many values would be written."""
        return sum(one.state is not PastedState.UNCHANGED for one in self.pasted)


@blueprint.route("/<plan_slug>/nyckeltal/<slug>/klistra-in", methods=["GET", "POST"])
@coordinators_of_plan
def paste_values(plan_slug: str, slug: str) -> ResponseReturnValue:
    """The form; sent the first time, what it would do; sent again unchanged, it is saved."""
    plan, figure = current_plan(), named_figure(slug)
    form = PasteForm(data={"board_id": only_board_of(figure)})
    form.measure.choices, form.gender.choices = MEASURES, GENDERS
    form.board_id.choices = choices(board_names(plan.organisation_id).items(), "Kommunen som helhet")
    looked = None
    if form.validate_on_submit() and (column := _read(form, figure)) is not None:
        values, refused = column
        looked = Looked(
            tuple(compare_column(plan.board.organisation.municipality_code, figure, values)), refused
        )
        if request.form.get("spara") and looked.writes and form.seen.data == looked.digest:
            try:
                add_column(
                    plan.id, figure.id, values, looked.pasted, by=current_person(), now=clock.utc_now()
                )
            except FormRefused as problem:
                show_faults(form, problem.faults)
            except ChangedMeanwhile as problem:
                flash(problem.message, "error")
                return redirect(request.url, 303)
            else:
                flash("Värdena är sparade.", "success")
                return redirect(
                    url_for("coordination.key_figure_values", plan_slug=plan_slug, slug=slug), 303
                )
        form.seen.raw_data, form.seen.data = None, looked.digest
    page = render_template(
        "coordination/plans/paste_values.html",
        plan=plan,
        figure=figure,
        form=form,
        looked=looked,
        by_board=by_board(plan, figure),
    )
    return page, 400 if form.errors else 200


def _read(form: PasteForm, figure: KeyFigure) -> tuple[Column, tuple[RefusedLine, ...]] | None:
    """The column as it was read, or None when a field cannot be read and says so."""
    measure, gender = Measure(form.measure.data), Gender(form.gender.data)
    # A target, a budget and a forecast are about what has not happened yet.
    today = clock.today() if measure is Measure.OUTCOME else date(LATEST_YEAR, 12, 31)
    if not form.text.data.strip():
        form.text.errors = ["Klistra in minst ett värde."]
        return None
    start: Period | None = None
    try:
        start = parsed_period(form.start.data, today) if form.start.data.strip() else None
        read, refused = pasted_column(
            form.text.data,
            decimals=figure.decimals,
            units=(figure.unit, figure.unit_short),
            start=start,
            today=today,
        )
    except Unreadable as problem:
        form.start.errors = [str(problem)]
        return None
    values = [
        NewValue(line.period, measure, line.value, "", gender, board_id=form.board_id.data) for line in read
    ]
    return Column(values, form.source.data, form.reason.data), refused
