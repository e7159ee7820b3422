"""The council office says whether it shares a board's view of an uppdrag."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.domain.fulfilment import opinion_faults
from tracker.queries.council.proposals import standing_proposal
from tracker.queries.plans.newest_update import newest_of
from tracker.services.council.review import ProposalChanged, review
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.refusal import Refusal
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.council.forms import ReviewForm, stored_review
from tracker.web.coordination.fields import show_faults, show_the_rest, side_by_side
from tracker.web.frame.access import coordinators_of_plan, current_person, current_plan, known_share


@blueprint.route("/<plan_slug>/uppdrag/<number>/<board_slug>/bedomning", methods=["GET", "POST"])
@coordinators_of_plan
def review_proposal(plan_slug: str, number: str, board_slug: str) -> ResponseReturnValue:
    """The form; a colleague who has reviewed it meanwhile is not written over."""
    plan, share = current_plan(), known_share(number, board_slug)
    back = url_for("coordination.fulfilled", plan_slug=plan_slug)
    proposal = standing_proposal(share.id)
    if proposal is None:
        if request.method == "POST":
            raise ProposalChanged  # and what was written is handed back
        flash(f"{share.board.name} föreslår inte längre att uppdraget förklaras fullgjort.")
        return redirect(back, 303)
    form = stored_review(proposal) if request.method != "POST" else ReviewForm().offer()
    conflict = None
    if form.validate_on_submit():
        try:
            review(plan.id, _seen(), form.review, by=current_person(), now=clock.utc_now())
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except ChangedMeanwhile:
            conflict = side_by_side(form, stored_review(proposal))
        else:
            flash("Bedömningen är sparad.", "success")
            return redirect(back, 303)
    elif form.is_submitted():
        show_the_rest(form, opinion_faults(form.review.opinion, form.comment.data))
    page = render_template(
        "coordination/council/review.html",
        plan=plan,
        share=share,
        proposal=proposal,
        newest=newest_of([share.id]).get(share.id),
        form=form,
        conflict=conflict,
        back=back,
    )
    return page, 409 if conflict is not None else 400 if form.errors else 200


def _seen() -> int:
    """The proposal that the form showed: another one is read first. Raises Refusal (404) for none."""
    named = request.form.get("proposal", "")
    if not (named.isascii() and named.isdigit() and len(named) < 10):
        raise Refusal("Förslaget finns inte.", 404)
    return int(named)
