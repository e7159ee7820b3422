"""A board proposes that its share of an uppdrag is declared fulfilled; what it proposed before stays readable."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from tracker.domain.calendar import local_date
from tracker.domain.fault import Fault
from tracker.domain.fulfilment import answer_faults, motivation_faults
from tracker.models import FulfilmentProposal, Responsibility, User, db
from tracker.queries.council.decisions import decision_about
from tracker.queries.council.proposals import standing_proposal
from tracker.services.council.locked import USED_FORM, locked_share, parties_of, refuse_fulfilled
from tracker.services.form_refusal import ChangedMeanwhile, refuse
from tracker.services.refusal import Refusal
from tracker.services.revision import touch


@dataclass(frozen=True)
class Proposal:
    """Why it is done; in a plan of one board also which document answered the uppdrag, and when.

    `seen` is the id of the proposal that the form showed, 0 for none.
    """

    motivation: str
    seen: int
    answered_with: str = ""
    answered_on: date | None = None


def propose(
    plan_id: int, responsibility_id: int, proposal: Proposal, *, nonce: str, by: User, now: datetime
) -> FulfilmentProposal:
    """Appends the proposal; in a plan of one board the uppdrag keeps what answered it.

    The same form twice counts once. Raises FormRefused, ChangedMeanwhile when somebody has proposed or taken back
    meanwhile, DeclaredFulfilled, and Refusal for a share that is gone or not collected here.
    """
    share = locked_share(plan_id, responsibility_id)
    if (earlier := _already(share, nonce)) is not None:
        return earlier
    refuse_fulfilled(share.activity)
    refuse(faults_of(share, proposal, local_date(now)))
    standing = standing_proposal(share.id)
    if (standing.id if standing else 0) != proposal.seen:
        raise ChangedMeanwhile
    _keep_answer(share, proposal)
    if standing is None or standing.motivation != proposal.motivation:
        standing = _appended(share, proposal, nonce, by, now)
    touch(share.activity.plan)
    db.session.commit()
    return standing


def faults_of(share: Responsibility, proposal: Proposal, today: date) -> list[Fault]:
    """All that is wrong with the proposal, in the form's order."""
    found = motivation_faults(proposal.motivation)
    if parties_of(share.activity).one_board:
        given = share.activity.decided_on
        found += answer_faults(proposal.answered_with, proposal.answered_on, given, today)
    return found


def withdraw(plan_id: int, responsibility_id: int, proposal_id: int, *, now: datetime) -> None:
    """Takes the proposal back; it stays readable. Twice is once.

    Raises Refusal: 404 for no such proposal, 409 when there is a newer one, and DeclaredFulfilled.
    """
    share = locked_share(plan_id, responsibility_id)
    proposal = db.session.get(FulfilmentProposal, proposal_id, populate_existing=True)
    if proposal is None or proposal.responsibility_id != share.id:
        raise Refusal("Förslaget finns inte.", 404)
    if proposal.withdrawn_at is not None:
        return
    refuse_fulfilled(share.activity)
    standing = standing_proposal(share.id)
    if standing is None or standing.id != proposal.id:
        raise Refusal("Det finns ett nyare förslag. Ladda om sidan och läs det först.")
    proposal.withdrawn_at = now
    touch(share.activity.plan)
    db.session.commit()


def _already(share: Responsibility, nonce: str) -> FulfilmentProposal | None:
    earlier = db.session.scalars(
        select(FulfilmentProposal).where(FulfilmentProposal.nonce == nonce)
    ).one_or_none()
    if earlier is not None and earlier.responsibility_id != share.id:
        raise Refusal(USED_FORM, 400)
    return earlier


def _keep_answer(share: Responsibility, proposal: Proposal) -> None:
    if parties_of(share.activity).one_board:
        share.activity.answered_with = proposal.answered_with.strip()
        share.activity.answered_on = proposal.answered_on


def _appended(
    share: Responsibility, proposal: Proposal, nonce: str, by: User, now: datetime
) -> FulfilmentProposal:
    decision = decision_about(share.activity_id)
    # A clock that was set back must not put the proposal before the decision that took the uppdrag up again.
    after = decision.recorded_at + timedelta(microseconds=1) if decision is not None else now
    new = FulfilmentProposal(
        responsibility_id=share.id,
        motivation=proposal.motivation,
        by_title=by.title,
        proposed_at=max(now, after),
        nonce=nonce,
    )
    db.session.add(new)
    return new
