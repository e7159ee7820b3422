"""Where an activity came from in the plan of the year before, and where it went in the one after."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, joinedload

from tracker.domain.terms import Visibility
from tracker.models import Activity, Plan, db


@dataclass(frozen=True)
class Carried:
    """The same activity a year before and a year after, as far as readers of its plan may read those plans."""

    before: Activity | None
    after: tuple[Activity, ...]


def carried(plan: Plan, number: str) -> Carried:
    """Both, in one question. Everybody who reads the plan sees the same: an internal one is not told of by a public."""
    this, other = aliased(Activity), aliased(Activity)
    query = (
        select(other, this.carried_from_id)
        .join(this, or_(this.carried_from_id == other.id, other.carried_from_id == this.id))
        .join(Plan, other.plan_id == Plan.id)
        .where(this.plan_id == plan.id, this.number == number)
        .options(joinedload(other.plan).joinedload(Plan.kind), joinedload(other.plan).joinedload(Plan.board))
        .order_by(other.id)
    )
    if plan.visibility is Visibility.PUBLISHED:
        query = query.where(Plan.visibility == Visibility.PUBLISHED)
    found: Sequence[tuple[Activity, int | None]] = [(row[0], row[1]) for row in db.session.execute(query)]
    return Carried(
        before=next((one for one, came_from in found if one.id == came_from), None),
        after=tuple(one for one, came_from in found if one.id != came_from),
    )
