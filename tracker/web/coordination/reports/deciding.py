"""What the board decided about the report, as the minutes have it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.models import FollowUp
from tracker.services.follow_ups.decide import Decision, faults_of
from tracker.services.follow_ups.decide import decide as record
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import (
    DayField,
    LineField,
    TextField,
    VersionedForm,
    show_faults,
    show_the_rest,
    side_by_side,
)
from tracker.web.coordination.follow_ups.named import named_follow_up
from tracker.web.frame.access import coordinators_of_plan, current_plan


class DecisionForm(VersionedForm):
    """The decision."""

    decision = TextField("Nämndens beslut", description="Som det står i protokollet.")
    decided_paragraph = LineField("Paragraf", description="Till exempel § 41.")
    decided_on = DayField("Beslutat den", needed="Skriv vilken dag nämnden beslutade.")

    @property
    def made(self) -> Decision:
        """What the form says."""
        return Decision(
            self.decision.data, self.decided_paragraph.data, self.decided_on.data, self.seen_version
        )


@blueprint.route("/<plan_slug>/uppfoljningar/<as_of>/beslut", methods=["GET", "POST"])
@coordinators_of_plan
def decide(plan_slug: str, as_of: str) -> ResponseReturnValue:
    """The form; sent again with something else the decision is put right. A second editor is shown both texts."""
    named = named_follow_up(as_of)
    here = url_for("coordination.follow_up", plan_slug=plan_slug, as_of=as_of)
    if not named.frozen:
        flash("Stäng uppföljningen först, så att nämndens beslut gäller en fryst rapport.")
        return redirect(here, 303)
    form = _stored(named) if request.method != "POST" else DecisionForm()
    conflict = None
    if form.validate_on_submit():
        try:
            record(named.id, form.made, today=clock.today())
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except ChangedMeanwhile:
            conflict = side_by_side(form, _stored(named_follow_up(as_of)))
        else:
            flash("Nämndens beslut är sparat och visas på planens sidor.", "success")
            return redirect(here, 303)
    elif form.is_submitted():
        show_the_rest(form, faults_of(named.as_of, form.made, clock.today()))
    page = render_template(
        "coordination/reports/deciding.html",
        plan=current_plan(),
        follow_up=named,
        form=form,
        conflict=conflict,
    )
    return page, 409 if conflict is not None else 400 if form.errors else 200


def _stored(named: FollowUp) -> DecisionForm:
    if named.decided_on is not None or named.decision:
        data = {"decided_paragraph": named.decided_paragraph or ""}
        return DecisionForm(formdata=None, obj=named, data=data)
    # The usual decision on a report, and the day that is known; nothing is stored until it is sent.
    met = named.meeting_on if named.meeting_on and named.meeting_on <= clock.today() else None
    board = named.plan.board.name
    return DecisionForm(
        formdata=None,
        data={
            "version": str(named.version),
            "decision": f"{board} beslutar att lägga informationen till handlingarna.",
            "decided_on": met,
        },
    )
