"""Every uppdrag of a plan with its boards' shares: what each board proposes, and what has been decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from tracker.domain.terms import Opinion
from tracker.models import (
    Activity,
    CouncilDecision,
    FulfilmentProposal,
    Plan,
    Responsibility,
    StatusUpdate,
    db,
)
from tracker.queries.council.decisions import decisions_of
from tracker.queries.council.proposals import standing_proposals
from tracker.queries.plans.newest_update import newest_of


@dataclass(frozen=True)
class Share:
    """A board's part of an uppdrag: what it said last, and what it proposes."""

    responsibility: Responsibility
    newest: StatusUpdate | None
    proposal: FulfilmentProposal | None


@dataclass(frozen=True)
class ListedAssignment:
    """An uppdrag with its shares, the lead's first, and the decision that holds about it."""

    activity: Activity
    shares: tuple[Share, ...]
    decision: CouncilDecision | None

    @property
    def proposed(self) -> tuple[Share, ...]:
        """The shares whose boards propose that it is declared fulfilled."""
        return tuple(share for share in self.shares if share.proposal is not None)

    @property
    def not_proposed(self) -> tuple[Share, ...]:
        """Those whose boards do not, though they report here."""
        return tuple(
            share
            for share in self.shares
            if share.proposal is None and not share.responsibility.not_collected
        )

    @property
    def opinion(self) -> Opinion | None:
        """What the office thinks of the proposals together: one disagreement is enough; None: not said of all."""
        opinions = {share.proposal.opinion for share in self.shares if share.proposal is not None}
        if Opinion.DISAGREES in opinions:
            return Opinion.DISAGREES
        return Opinion.AGREES if opinions == {Opinion.AGREES} else None


def listed_assignments(plan: Plan) -> list[ListedAssignment]:
    """The plan's uppdrag by number; four questions whatever their number."""
    shares = _shares(plan.id)
    newest = newest_of([share.id for share in shares])
    proposals, decisions = standing_proposals(plan.id), decisions_of(plan.id)
    by_activity: dict[Activity, list[Share]] = {}
    for share in shares:
        by_activity.setdefault(share.activity, []).append(
            Share(share, newest.get(share.id), proposals.get(share.id))
        )
    return [
        ListedAssignment(activity, tuple(found), decisions.get(activity.id))
        for activity, found in by_activity.items()
    ]


def _shares(plan_id: int) -> Sequence[Responsibility]:
    query = (
        select(Responsibility)
        .join(Responsibility.activity)
        .where(Activity.plan_id == plan_id, Activity.withdrawn.is_(False))
        .options(contains_eager(Responsibility.activity), joinedload(Responsibility.board))
        .order_by(Activity.sort_key, Activity.id, Responsibility.lead.desc(), Responsibility.id)
    )
    return db.session.scalars(query).all()
