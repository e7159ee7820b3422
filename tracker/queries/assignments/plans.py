"""The plans of uppdrag that a reader may see."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, select

from tracker.models import Organisation, Plan, PlanKind, db
from tracker.models.swedish_order import swedish
from tracker.queries.plans.plan_list import readable


@dataclass(frozen=True)
class AssignmentPlan:
    """A plan whose rows are uppdrag that boards share."""

    slug: str
    short_title: str
    valid_from: date | None
    organisation_id: int
    organisation: str


def assignment_plans(organisation_id: int | None, first: int | None) -> list[AssignmentPlan]:
    """The plans, the newest of the `first` municipality foremost; `organisation_id` is the reader's own, or None."""
    own_first = case((Plan.organisation_id == (first or 0), 0), else_=1)
    query = (
        select(Plan.slug, Plan.short_title, Plan.valid_from, Organisation.id, Organisation.name)
        .join(PlanKind, Plan.kind_id == PlanKind.id)
        .join(Organisation, Plan.organisation_id == Organisation.id)
        .where(PlanKind.assignments, PlanKind.shared, readable(organisation_id))
        .order_by(
            own_first,
            swedish(Organisation.name),
            # A plan without a first day comes last on both databases.
            case((Plan.valid_from.is_(None), 1), else_=0),
            Plan.valid_from.desc(),
            Plan.id.desc(),
        )
    )
    return [AssignmentPlan(*row) for row in db.session.execute(query)]
