"""How often a key figure gets a value, and how long after its period somebody is reminded."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker import clock
from tracker.domain.swedish.words import long_date
from tracker.domain.terms import Rhythm
from tracker.models import KeyFigure, Plan
from tracker.services.form_refusal import FormRefused
from tracker.services.plans.key_figure_rhythm import first_mail_on, set_rhythm
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import ChoiceField, LineField, show_faults
from tracker.web.coordination.plans.key_figures import RHYTHMS, named_figure
from tracker.web.frame.access import coordinators_of_plan, current_plan


class RhythmForm(FlaskForm):
    """How often, and how long after."""

    rhythm = ChoiceField("Hur ofta", description="Den som ansvarar får ett mejl när värdet saknas.")
    days_after = LineField(
        "Dagar efter periodens slut", description="Så länge det tar innan siffran finns, till exempel 30."
    )

    @property
    def number(self) -> int | None:
        """The days as a number, or None."""
        typed = self.days_after.data.strip()
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else None


@blueprint.route("/<plan_slug>/nyckeltal/<slug>/rytm", methods=["GET", "POST"])
@coordinators_of_plan
def key_figure_rhythm(plan_slug: str, slug: str) -> ResponseReturnValue:
    """The form."""
    plan, figure = current_plan(), named_figure(slug)
    form = RhythmForm(
        data={
            "rhythm": figure.rhythm.value if figure.rhythm else "",
            "days_after": str(figure.days_after or 30),
        }
    )
    form.rhythm.choices = [("", "Ingen påminnelse"), *((key.value, text) for key, text in RHYTHMS.items())]
    if form.validate_on_submit():
        chosen = Rhythm(form.rhythm.data) if form.rhythm.data else None
        new = figure.rhythm is None
        try:
            set_rhythm(plan.id, figure.id, chosen, form.number)
        except FormRefused as refused:
            show_faults(form, refused.faults)
        else:
            flash(_saved(plan, figure, new=new), "success")
            return redirect(url_for("coordination.key_figures", plan_slug=plan_slug), 303)
    page = render_template("coordination/plans/key_figure_rhythm.html", plan=plan, figure=figure, form=form)
    return page, 400 if form.errors else 200


def _saved(plan: Plan, figure: KeyFigure, *, new: bool) -> str:
    if figure.rhythm is None:
        return "Ingen påminns om nya värden längre."
    today = clock.today()
    # Of a rhythm that is changed, the newest value may have been asked for already.
    day = first_mail_on(plan, figure, today) if new else None
    if day is None:
        return "Påminnelsen är sparad."
    return f"Påminnelsen är sparad. Första mejlet går {'i dag' if day == today else long_date(day)}."
