"""The list of uppdrag that may be declared fulfilled, and the decision about many or one."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.domain.fulfilment import Parties, parties
from tracker.domain.swedish.words import counted, joined
from tracker.domain.terms import Opinion
from tracker.models import Plan
from tracker.queries.council.decisions import words_of
from tracker.queries.council.list import ListedAssignment, listed_assignments
from tracker.services.council.decide import declare_fulfilled, declaring_faults
from tracker.services.council.locked import NO_ASSIGNMENTS
from tracker.services.council.word_list import word_list
from tracker.services.form_refusal import FormRefused
from tracker.services.refusal import Refusal
from tracker.services.reports.formats import FORMATS
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.council.forms import DecisionForm, new_decision
from tracker.web.coordination.fields import show_faults, show_the_rest
from tracker.web.frame.access import coordinators_of_plan, current_plan

#: What is ticked when the page is opened with ?valda=…, and what the Word list holds with ?urval=….
_AGREED, _ALL = "delade", "alla"


@dataclass(frozen=True)
class Listed:
    """The plan's uppdrag as the page divides them."""

    proposed: Sequence[ListedAssignment]
    others: Sequence[ListedAssignment]
    decided: Sequence[ListedAssignment]

    @classmethod
    def of(cls, rows: Sequence[ListedAssignment]) -> "Listed":
        """Closed ones apart; of the open ones those that somebody proposes."""
        waiting = [row for row in rows if not row.activity.fulfilled]
        return cls(
            [row for row in waiting if row.proposed],
            [row for row in waiting if not row.proposed],
            [row for row in rows if row.activity.fulfilled],
        )

    @property
    def agreed(self) -> list[int]:
        """The uppdrag whose proposals the council office shares."""
        return [row.activity.id for row in self.proposed if row.opinion is Opinion.AGREES]


@blueprint.route("/<plan_slug>/fullgjorda", methods=["GET", "POST"])
@coordinators_of_plan
def fulfilled(plan_slug: str) -> ResponseReturnValue:
    """Proposals, what is not proposed, the decision's form, and what has been decided."""
    plan = current_plan()
    if not plan.kind.assignments:
        flash(NO_ASSIGNMENTS)
        return redirect(url_for("coordination.plan", plan_slug=plan_slug), 303)
    who = parties(plan.board.kind)
    rows = listed_assignments(plan)
    listed = Listed.of(rows)
    ticked = listed.agreed if request.args.get("valda") == _AGREED else []
    form = (
        new_decision(who.decider, ticked)
        if request.method != "POST"
        else DecisionForm().decided_by(who.decider)
    )
    refusal = None
    if form.validate_on_submit():
        try:
            decided = declare_fulfilled(plan.id, form.chosen.data, form.decision, form.sent)
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except Refusal as said:
            refusal = said
        else:
            numbers = [
                row.activity.number for row in rows if row.activity.id in {one.activity_id for one in decided}
            ]
            flash(_saved(numbers), "success")
            return redirect(url_for("coordination.fulfilled", plan_slug=plan_slug), 303)
    elif form.is_submitted():
        chosen = [row.activity for row in rows if row.activity.id in form.chosen.data]
        show_the_rest(form, declaring_faults(chosen, form.decision, clock.today(), who.decider))
    if refusal is not None:
        listed = Listed.of(listed_assignments(plan))
    page = _page(plan, who, listed, form, refusal)
    return page, refusal.status if refusal else 400 if form.errors else 200


def _page(plan: Plan, who: Parties, listed: Listed, form: DecisionForm, refusal: Refusal | None) -> str:
    return render_template(
        "coordination/council/fulfilled.html",
        plan=plan,
        parties=who,
        listed=listed,
        form=form,
        refusal=refusal,
        words_of=lambda decision: words_of(decision, plan),
    )


def _saved(numbers: Sequence[str]) -> str:
    if len(numbers) == 1:
        return f"Uppdrag {numbers[0]} är förklarat fullgjort. Det frågas inte om igen."
    many = counted(len(numbers), "uppdrag", "uppdrag", neuter=True).capitalize()
    return f"{many} är förklarade fullgjorda: {joined(list(numbers))}. De frågas inte om igen."


@blueprint.get("/<plan_slug>/fullgjorda.docx")
@coordinators_of_plan
def fulfilled_list(plan_slug: str) -> ResponseReturnValue:
    """The list for the meeting: what the council office has reviewed, or with ?urval=alla everything proposed."""
    plan = current_plan()
    data = word_list(plan, today=clock.today(), everything=request.args.get("urval") == _ALL)
    if data is None:
        flash("Inget uppdrag är föreslaget och granskat än, så listan är tom.")
        return redirect(url_for("coordination.fulfilled", plan_slug=plan_slug), 303)
    return send_file(
        BytesIO(data),
        mimetype=FORMATS["docx"].media_type,
        as_attachment=True,
        download_name=f"fullgjorda-uppdrag-{plan_slug}-{clock.today().isoformat()}.docx",
        max_age=0,
    )
