"""Boards' proposals that an uppdrag is fulfilled: the newest of a share stands until it is taken back or decided on."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from tracker.models import Activity, CouncilDecision, FulfilmentProposal, Responsibility, db


def standing_proposals(plan_id: int) -> dict[int, FulfilmentProposal]:
    """The proposals that wait for a decision, by the share they are about, with share, activity and board."""
    return _standing(Activity.plan_id == plan_id)


def standing_proposals_of(responsibility_ids: Sequence[int]) -> dict[int, FulfilmentProposal]:
    """The same about these shares, of whatever plan."""
    return _standing(Responsibility.id.in_(responsibility_ids))


def standing_proposals_about(activity_id: int) -> dict[int, FulfilmentProposal]:
    """The same about one uppdrag."""
    return _standing(Activity.id == activity_id)


def standing_proposal(responsibility_id: int) -> FulfilmentProposal | None:
    """The proposal of a share that waits for a decision, or None."""
    return _standing(Responsibility.id == responsibility_id).get(responsibility_id)


def all_proposals(responsibility_id: int) -> Sequence[FulfilmentProposal]:
    """Everything the board has proposed about its share, newest first."""
    query = select(FulfilmentProposal).where(FulfilmentProposal.responsibility_id == responsibility_id)
    return db.session.scalars(query.order_by(FulfilmentProposal.id.desc())).all()


def _standing(wanted: ColumnElement[bool]) -> dict[int, FulfilmentProposal]:
    """A proposal from before the newest decision has been decided on, also when that took the uppdrag up again."""
    newer, decision = aliased(FulfilmentProposal), aliased(CouncilDecision)
    newest = (
        select(func.max(newer.id))
        .where(newer.responsibility_id == Responsibility.id)
        .correlate(Responsibility)
        .scalar_subquery()
    )
    decided_at = (
        select(func.max(decision.recorded_at))
        .where(decision.activity_id == Activity.id)
        .correlate(Activity)
        .scalar_subquery()
    )
    query = (
        select(FulfilmentProposal)
        .join(FulfilmentProposal.responsibility)
        .join(Responsibility.activity)
        .where(
            wanted,
            Activity.fulfilled.is_(False),
            Activity.withdrawn.is_(False),
            Responsibility.not_collected.is_(False),
            FulfilmentProposal.id == newest,
            FulfilmentProposal.withdrawn_at.is_(None),
            func.coalesce(FulfilmentProposal.proposed_at > decided_at, True),
        )
        .options(
            contains_eager(FulfilmentProposal.responsibility).options(
                contains_eager(Responsibility.activity), joinedload(Responsibility.board)
            )
        )
        .order_by(Activity.sort_key, Responsibility.lead.desc(), Responsibility.id)
    )
    return {proposal.responsibility_id: proposal for proposal in db.session.scalars(query)}
