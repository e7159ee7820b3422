"""A new decision about an uppdrag that is closed: it is taken up again, or what was written in is put right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.domain.fulfilment import parties
from tracker.models import Activity, CouncilDecision
from tracker.queries.coordination.cockpit import activities_of
from tracker.queries.council.decisions import all_decisions, words_of
from tracker.services.council.decide import faults_of, put_right, reopen
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.council.forms import DecisionForm, new_decision
from tracker.web.coordination.fields import show_faults, show_the_rest, side_by_side
from tracker.web.coordination.plans.activities import named_activity
from tracker.web.frame.access import coordinators_of_plan, current_plan


@dataclass(frozen=True)
class _Deed:
    """One of the two: what it is called, what it does, and whether it starts from the decision that holds."""

    heading: str
    lead: str
    button: str
    saved: str
    copied: bool
    record: Callable[..., Sequence[CouncilDecision]]


_REOPEN = _Deed(
    "Ta upp uppdraget igen",
    "Uppdraget frågas om igen i uppföljningarna från och med nu. Beslutet som stängde det står kvar i historiken.",
    "Ta upp uppdraget igen",
    "Uppdrag {number} är öppet igen.",
    copied=False,
    record=reopen,
)
_PUT_RIGHT = _Deed(
    "Rätta beslutet",
    "Uppdraget är fortfarande förklarat fullgjort. Det som stod först finns kvar i historiken.",
    "Spara rättelsen",
    "Beslutet om uppdrag {number} är rättat.",
    copied=True,
    record=put_right,
)


@blueprint.route("/<plan_slug>/uppdrag/<number>/ta-upp-igen", methods=["GET", "POST"])
@coordinators_of_plan
def reopen_assignment(plan_slug: str, number: str) -> ResponseReturnValue:
    """Asks for the new decision that takes the uppdrag up again."""
    return _new_decision(number, _REOPEN)


@blueprint.route("/<plan_slug>/uppdrag/<number>/ratta-beslut", methods=["GET", "POST"])
@coordinators_of_plan
def put_decision_right(plan_slug: str, number: str) -> ResponseReturnValue:
    """The decision that holds, to be written anew."""
    return _new_decision(number, _PUT_RIGHT)


def _new_decision(number: str, deed: _Deed) -> ResponseReturnValue:
    plan = current_plan()
    activity = named_activity(activities_of(plan.id), number)
    back = url_for("coordination.fulfilled", plan_slug=plan.slug)
    earlier = all_decisions(activity.id)
    if not activity.fulfilled and request.method != "POST":
        flash(f"Uppdrag {activity.number} är öppet. Det behöver inget nytt beslut.")
        return redirect(back, 303)
    who, last = parties(plan.board.kind), earlier[0] if earlier else None
    form = (
        new_decision(who.decider, (), last, copied=deed.copied)
        if request.method != "POST"
        else DecisionForm().decided_by(who.decider)
    )
    conflict = None
    if form.validate_on_submit():
        try:
            deed.record(plan.id, activity.id, form.decision, form.sent, seen=form.seen_version)
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except ChangedMeanwhile:
            earlier = all_decisions(activity.id)
            conflict = side_by_side(form, new_decision(who.decider, (), earlier[0], copied=True))
        else:
            flash(deed.saved.format(number=activity.number), "success")
            return redirect(back, 303)
    elif form.is_submitted():
        show_the_rest(form, faults_of([activity], {}, form.decision, clock.today(), who.decider))
    page = render_template(
        "coordination/council/reopen.html",
        plan=plan,
        **_shown(activity, earlier, deed),
        form=form,
        conflict=conflict,
        back=back,
    )
    return page, 409 if conflict is not None else 400 if form.errors else 200


def _shown(activity: Activity, earlier: Sequence[CouncilDecision], deed: _Deed) -> dict[str, Any]:
    plan = current_plan()
    return {
        "activity": activity,
        "deed": deed,
        "earlier": [(words_of(one, plan), one) for one in earlier],
    }
