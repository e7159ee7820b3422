"""The council office says whether it shares a board's view; its comment stands beside the board's own words."""

from dataclasses import dataclass
from datetime import datetime

from tracker.domain.fulfilment import opinion_faults
from tracker.domain.terms import Opinion
from tracker.models import FulfilmentProposal, User, db
from tracker.queries.council.proposals import standing_proposal
from tracker.services.council.locked import locked, refuse_fulfilled
from tracker.services.form_refusal import ChangedMeanwhile, refuse
from tracker.services.refusal import Refusal
from tracker.services.revision import touch


@dataclass(frozen=True)
class Review:
    """What the office thinks; `version` is the proposal's counter when the form was opened."""

    opinion: Opinion | None
    comment: str
    version: int


class ProposalChanged(Refusal):
    """The board has changed its proposal or taken it back; what was written about the older one is not stored."""

    def __init__(self) -> None:
        super().__init__(
            "Förslaget har ändrats eller tagits tillbaka sedan du öppnade sidan. Läs hur det står nu först."
        )


def review(plan_id: int, proposal_id: int, given: Review, *, by: User, now: datetime) -> FulfilmentProposal:
    """Records the opinion, or what it should have said. The same form twice counts once.

    Raises FormRefused, ChangedMeanwhile when a colleague has reviewed it meanwhile, and Refusal: 404 for no such
    proposal, and 409 as ProposalChanged and DeclaredFulfilled.
    """
    proposal = db.session.get(FulfilmentProposal, proposal_id)
    if proposal is None:
        raise Refusal("Förslaget finns inte.", 404)
    locked(plan_id, [proposal.responsibility.activity_id])
    activity = proposal.responsibility.activity
    refuse_fulfilled(activity)
    standing = standing_proposal(proposal.responsibility_id)
    if standing is None or standing.id != proposal.id:
        raise ProposalChanged
    refuse(opinion_faults(given.opinion, given.comment))
    if (given.opinion, given.comment) == (standing.opinion, standing.opinion_comment):
        db.session.rollback()
        return standing
    if standing.version != given.version:
        raise ChangedMeanwhile
    standing.opinion, standing.opinion_comment = given.opinion, given.comment
    standing.opinion_by_title, standing.opinion_at = by.title, now
    touch(activity.plan)
    db.session.commit()
    return standing
