"""What has been decided about uppdrag: the newest decision holds."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, select

from tracker.domain.fulfilment import Decided, decided_words, parties
from tracker.models import Activity, CouncilDecision, Plan, db


def decisions_of(plan_id: int) -> dict[int, CouncilDecision]:
    """The decision that holds about each uppdrag of the plan, by activity id; of the others there is none."""
    return _newest(select(Activity.id).where(Activity.plan_id == plan_id))


def decisions_about(activity_ids: Collection[int]) -> dict[int, CouncilDecision]:
    """The same about these uppdrag, of whatever plan."""
    return _newest(select(Activity.id).where(Activity.id.in_(activity_ids)))


def decision_about(activity_id: int) -> CouncilDecision | None:
    """The decision that holds about one uppdrag."""
    return decisions_about([activity_id]).get(activity_id)


def all_decisions(activity_id: int) -> Sequence[CouncilDecision]:
    """Every decision about the uppdrag, newest first."""
    query = select(CouncilDecision).where(CouncilDecision.activity_id == activity_id)
    return db.session.scalars(query.order_by(CouncilDecision.id.desc())).all()


def told_decisions(activity_id: int) -> list[CouncilDecision]:
    """The same without what has been put right since: of two of a kind that follow each other the newer one."""
    every = all_decisions(activity_id)
    return [one for place, one in enumerate(every) if place == 0 or every[place - 1].kind is not one.kind]


def as_decided(decision: CouncilDecision) -> Decided:
    """The decision as the rules know it."""
    return Decided(decision.kind, decision.decided_on, decision.paragraph)


def words_of(decision: CouncilDecision, plan: Plan) -> str:
    """ "Förklarades fullgjort av kommunfullmäktige den 24 februari 2022, § 45"."""
    return decided_words(as_decided(decision), parties(plan.board.kind).decider)


def _newest(activity_ids: Select[int]) -> dict[int, CouncilDecision]:
    newest = (
        select(func.max(CouncilDecision.id))
        .where(CouncilDecision.activity_id.in_(activity_ids))
        .group_by(CouncilDecision.activity_id)
    )
    query = select(CouncilDecision).where(CouncilDecision.id.in_(newest)).order_by(CouncilDecision.id)
    return {decision.activity_id: decision for decision in db.session.scalars(query)}
