"""A new plan: what it is, whose it is, what it is called and who holds it together."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.models import User
from tracker.queries.coordination.cockpit import coordinated_boards, coordinators_in, plan_kinds
from tracker.services.form_refusal import FormRefused
from tracker.services.plans.create_plan import NewPlan, create_plan, faults_of
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import (
    ChoiceField,
    LineField,
    choices,
    show_faults,
    show_the_rest,
)
from tracker.web.coordination.row_words import row_words
from tracker.web.frame.access import coordinators, current_person


class NewPlanForm(FlaskForm):
    """What a plan begins with."""

    title = LineField("Planens namn", description="Som det står i beslutet.")
    kind_id = ChoiceField("Slags plan", numbers=True, needed="Välj vilket slags plan det är.")
    board_id = ChoiceField("Nämnd", numbers=True, needed="Välj vilken nämnd planen hör till.")
    coordinator_id = ChoiceField(
        "Samordnare",
        numbers=True,
        description="Den som de ansvariga kan fråga. Står i mejlen och i rapporten.",
    )
    slug = LineField(
        "Adress",
        description="Planens plats på webben. Lämna tomt så görs den av namnet. Den kan inte ändras sedan.",
    )

    def offer(self, user: User) -> None:
        """Fills in what can be chosen; a list of one is chosen already."""
        kinds = choices((kind.id, kind.name) for kind in plan_kinds())
        boards = choices((board.id, board.name) for board in coordinated_boards(user))
        self.kind_id.choices = kinds if len(kinds) == 1 else [("", "Välj slags plan"), *kinds]
        self.board_id.choices = boards if len(boards) == 1 else [("", "Välj nämnd"), *boards]
        people = coordinators_in(user.organisation_id)
        self.coordinator_id.choices = choices(((p.id, p.title) for p in people), "Ingen vald")

    @property
    def plan(self) -> NewPlan:
        """What was typed; what was not chosen is an id that no row has."""
        return NewPlan(
            kind_id=self.kind_id.data or 0,
            board_id=self.board_id.data or 0,
            title=self.title.data,
            slug=self.slug.data.strip(),
            coordinator_id=self.coordinator_id.data,
        )


@blueprint.route("/ny-plan", methods=["GET", "POST"])
@coordinators
def new_plan() -> ResponseReturnValue:
    """The form; when it is saved the empty plan, where its activities are added next."""
    user = current_person()
    form = NewPlanForm(coordinator_id=user.id)
    form.offer(user)
    if form.validate_on_submit():
        try:
            plan = create_plan(form.plan)
        except FormRefused as refused:
            show_faults(form, refused.faults)
        else:
            rows = row_words(plan).the_many
            flash(f"{plan.title} finns nu. Lägg till {rows} och välj vem som ansvarar.", "success")
            return redirect(url_for("coordination.activities", plan_slug=plan.slug), 303)
    elif form.is_submitted():
        show_the_rest(form, faults_of(form.plan))
    return render_template("coordination/new_plan.html", form=form), 400 if form.errors else 200
