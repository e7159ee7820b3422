"""A board's coordinator proposes that the board's share of an uppdrag is declared fulfilled."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.domain.fulfilment import status_warning
from tracker.models import Plan, Responsibility
from tracker.queries.council.proposals import all_proposals, standing_proposal
from tracker.queries.plans.newest_update import newest_of
from tracker.services.council.locked import NO_ASSIGNMENTS, closed_sentence, parties_of
from tracker.services.council.propose import faults_of, propose, withdraw
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.council.forms import ProposalForm, stored_proposal
from tracker.web.coordination.fields import show_faults, show_the_rest, side_by_side
from tracker.web.frame.access import (
    coordinators_of_share,
    current_person,
    current_plan,
    current_share,
    may_coordinate,
)


@blueprint.route("/<plan_slug>/uppdrag/<number>/<board_slug>/fullgjort", methods=["GET", "POST"])
@coordinators_of_share
def propose_fulfilled(plan_slug: str, number: str, board_slug: str) -> ResponseReturnValue:
    """The form; a second one who proposes is shown both texts. A closed uppdrag says who closed it."""
    plan, share = current_plan(), current_share()
    # A form that was sent is refused by the use case, and what was written in it handed back.
    if request.method != "POST" and (why := _why_not(plan, share)) is not None:
        flash(why)
        return redirect(back_from(plan), 303)
    parties = parties_of(share.activity, share)
    standing = standing_proposal(share.id)
    form = (
        stored_proposal(share, standing, parties)
        if request.method != "POST"
        else ProposalForm().about(parties)
    )
    conflict = None
    if form.validate_on_submit():
        try:
            propose(
                plan.id, share.id, form.proposal, nonce=form.key, by=current_person(), now=clock.utc_now()
            )
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except ChangedMeanwhile:
            standing = standing_proposal(share.id)
            conflict = side_by_side(form, stored_proposal(share, standing, parties))
        else:
            flash("Förslaget är lämnat.", "success")
            return redirect(back_from(plan), 303)
    elif form.is_submitted():
        show_the_rest(form, faults_of(share, form.proposal, clock.today()))
    newest = newest_of([share.id]).get(share.id)
    page = render_template(
        "coordination/council/propose.html",
        plan=plan,
        share=share,
        parties=parties,
        form=form,
        conflict=conflict,
        standing=standing,
        earlier=[one for one in all_proposals(share.id) if standing is None or one.id != standing.id],
        newest=newest,
        warning=status_warning(
            newest.label.meaning if newest else None, newest.label.label if newest else "", parties.proposer
        ),
        closed=closed_sentence(share.activity) if share.activity.fulfilled else "",
        back=back_from(plan),
    )
    return page, 409 if conflict is not None else 400 if form.errors else 200


@blueprint.post("/<plan_slug>/uppdrag/<number>/<board_slug>/fullgjort/ta-tillbaka")
@coordinators_of_share
def withdraw_proposal(plan_slug: str, number: str, board_slug: str) -> ResponseReturnValue:
    """Takes the proposal back."""
    plan, share = current_plan(), current_share()
    named = request.form.get("proposal", "")
    proposal_id = int(named) if named.isascii() and named.isdigit() and len(named) < 10 else 0
    withdraw(plan.id, share.id, proposal_id, now=clock.utc_now())
    flash("Förslaget är tillbakataget.", "success")
    return redirect(back_from(plan), 303)


def back_from(plan: Plan) -> str:
    """To the plan's list for whoever coordinates the plan, else to the board's own uppdrag."""
    if may_coordinate(current_person(), plan):
        return url_for("coordination.fulfilled", plan_slug=plan.slug)
    return url_for("coordination.board_assignments")


def _why_not(plan: Plan, share: Responsibility) -> str | None:
    """Why nothing can be proposed here, if so."""
    if not plan.kind.assignments:
        return NO_ASSIGNMENTS
    if share.not_collected:
        return f"{share.board.name} rapporterar inte sin del av uppdraget här."
    return None
