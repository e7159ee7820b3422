"""One plan as its coordinator sees it: follow-ups, what can be edited, and the plan's own facts."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import ValidationError

from tracker import clock
from tracker.domain.plan_rhythm import EXAMPLE, PRESETS, RhythmDay, preset_of, read, rhythm_of, written
from tracker.domain.terms import FollowUpState, Visibility
from tracker.models import Plan
from tracker.queries.coordination.cockpit import AnswerRate, activities_of, answer_rates, coordinators_of
from tracker.queries.plans.by_name import follow_ups_of
from tracker.queries.plans.next_year import copies_of, year_before
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.plans.edit_plan import PlanFacts, faults_of
from tracker.services.plans.edit_plan import edit_plan as edit_it
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
from tracker.web.coordination.plans.year import year_of
from tracker.web.coordination.row_words import row_words
from tracker.web.frame.access import coordinators_of_plan, current_plan

_VISIBILITY = [
    (Visibility.INTERNAL.value, "Bara den som är inloggad i kommunen"),
    (Visibility.PUBLISHED.value, "Alla, också på webben"),
]

_RHYTHMS = [
    ("", "Ingen bestämd"),
    ("tertial", "Tertial 1, tertial 2 och helår"),
    ("mars-augusti", "Mars, augusti och helår"),
    ("kvartal", "Varje kvartal"),
    ("helar", "Helår"),
    ("own", "Egna dagar"),
]


class PlanForm(VersionedForm):
    """What can be edited of a plan."""

    title = LineField("Planens namn", description="Som det står i beslutet.")
    short_title = LineField("Kort namn", description="Står i mejl och menyer, till exempel 26-punktsplanen.")
    report_title = LineField("Rapportens titel", description="Till exempel Uppföljning av 26-punktsplan.")
    goal = TextField("Mål", description="Vad planen ska leda till, som det är beslutat.")
    decided_on = DayField("Beslutad")
    decided_paragraph = LineField("Paragraf")
    diarienummer = LineField("Diarienummer", description="Planens eget. Varje uppföljning har sitt.")
    finish_by = LineField("Ska vara klar", description="Ett år, till exempel 2028.")
    # Not called rhythm: the form is filled from the plan, whose rhythm is days and no choice.
    occasions = ChoiceField(
        "Följs upp", description="Nästa uppföljning föreslås efter det, och får namn som Tertial 1 2021."
    )
    own_days = TextField(
        "Egna dagar",
        description=f"En rad för varje uppföljning på ett år: namn, dag och månad, till exempel {EXAMPLE}. "
        "Gäller när du har valt Egna dagar.",
    )
    coordinator_id = ChoiceField("Samordnare", numbers=True, description="Den som de ansvariga kan fråga.")
    visibility = ChoiceField("Vem får läsa planen")

    def offer(self, plan: Plan) -> None:
        """Fills in what can be chosen; who has moved on stays until somebody else is chosen."""
        people = [(p.id, p.title) for p in coordinators_of(plan.board_id)]
        if plan.coordinator is not None and plan.coordinator_id not in dict(people):
            people.append((plan.coordinator.id, plan.coordinator.title))
        self.coordinator_id.choices = choices(people, "Ingen vald")
        self.visibility.choices = _VISIBILITY
        self.occasions.choices = _RHYTHMS

    @property
    def year(self) -> int | None:
        """The year that the plan is to be finished, as a number."""
        typed = self.finish_by.data.strip()
        return int(typed) if typed and not self.finish_by.errors else None

    @property
    def days(self) -> tuple[RhythmDay, ...]:
        """The days of the year that were chosen, or written."""
        if self.occasions.data == "own":
            return read(self.own_days.data)[0]
        return PRESETS.get(self.occasions.data, ())

    def validate_own_days(self, field: TextField) -> None:
        """A day and a name on each line."""
        found = read(field.data)[1] if self.occasions.data == "own" else []
        if found:
            raise ValidationError(found[0].message)

    def validate_finish_by(self, field: LineField) -> None:
        """Four digits, or nothing."""
        typed = field.data.strip()
        if typed and not (len(typed) == 4 and typed.isascii() and typed.isdigit()):
            raise ValidationError("Skriv året med fyra siffror, till exempel 2028.")


@blueprint.get("/<plan_slug>")
@coordinators_of_plan
def plan(plan_slug: str) -> ResponseReturnValue:
    """The plan's follow-ups and what can be edited."""
    shown = current_plan()
    follow_ups = follow_ups_of(shown.id)
    running = next((row for row in follow_ups if row.state is FollowUpState.OPEN), None)
    rates = answer_rates([running.id]) if running else {}
    activities = activities_of(shown.id)
    return render_template(
        "coordination/plans/plan.html",
        plan=shown,
        words=row_words(shown),
        running=running,
        rate=rates.get(running.id, AnswerRate(0, 0)) if running else None,
        planned=next((row for row in reversed(follow_ups) if row.state is FollowUpState.PLANNED), None),
        earlier=[row for row in follow_ups if row.frozen],
        activity_count=sum(not row.withdrawn and row.parent_id is None for row in activities),
        without_owner=_without_owner(activities),
        year=year_of(shown, follow_ups, clock.today()),
        made_of=year_before(shown),
        copies=copies_of(shown.id),
    )


def _without_owner(activities: Any) -> int:
    rows = [row for activity in activities if not activity.withdrawn for row in activity.responsibilities]
    return sum(row.owner_id is None and not row.not_collected for row in rows)


@blueprint.route("/<plan_slug>/redigera", methods=["GET", "POST"])
@coordinators_of_plan
def edit_plan(plan_slug: str) -> ResponseReturnValue:
    """The form; a second editor is shown both texts."""
    shown = current_plan()
    form = _stored(shown) if request.method != "POST" else PlanForm()
    form.offer(shown)
    conflict = None
    if form.validate_on_submit():
        try:
            edit_it(shown.id, _facts(form), version=form.seen_version)
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except ChangedMeanwhile:
            conflict = side_by_side(form, _stored(shown))
        else:
            flash("Planen är sparad.", "success")
            return redirect(url_for("coordination.plan", plan_slug=plan_slug), 303)
    elif form.is_submitted():
        show_the_rest(form, faults_of(shown, _facts(form)))
    page = render_template("coordination/plans/edit.html", plan=shown, form=form, conflict=conflict)
    return page, 409 if conflict is not None else 400 if form.errors else 200


def _stored(plan: Plan) -> PlanForm:
    form = PlanForm(
        formdata=None,
        obj=plan,
        data={
            "finish_by": str(plan.finish_by or ""),
            "visibility": plan.visibility.value,
            "occasions": preset_of(rhythm_of(plan.rhythm)),
            "own_days": written(rhythm_of(plan.rhythm)),
        },
    )
    form.offer(plan)
    return form


def _facts(form: PlanForm) -> PlanFacts:
    return PlanFacts(
        title=form.title.data,
        short_title=form.short_title.data,
        report_title=form.report_title.data,
        goal=form.goal.data,
        diarienummer=form.diarienummer.data,
        decided_paragraph=form.decided_paragraph.data,
        decided_on=form.decided_on.data,
        finish_by=form.year,
        visibility=Visibility.INTERNAL if form.visibility.errors else Visibility(form.visibility.data),
        coordinator_id=form.coordinator_id.data,
        rhythm=form.days,
    )
