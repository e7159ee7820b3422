"""Where an uppdrag was carried over from, and where to: the same one in the plans of other years."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from tracker.models import Activity, Plan, db
from tracker.queries.plans.plan_list import readable


@dataclass(frozen=True)
class CarriedPlace:
    """The uppdrag in another year's plan."""

    plan_slug: str
    plan_title: str
    valid_from: date | None
    number: str


def carried_from(activity_id: int, organisation_id: int | None) -> CarriedPlace | None:
    """The year before's, if its plan may be read by the reader, whose municipality is `organisation_id` or None."""
    later = aliased(Activity)
    return _place(
        Activity.id == select(later.carried_from_id).where(later.id == activity_id).scalar_subquery(),
        organisation_id,
    )


def carried_to(activity_id: int, organisation_id: int | None) -> CarriedPlace | None:
    """The next year's, if it was carried over."""
    return _place(Activity.carried_from_id == activity_id, organisation_id)


def _place(which: ColumnElement[bool], organisation_id: int | None) -> CarriedPlace | None:
    query = (
        select(Plan.slug, Plan.short_title, Plan.valid_from, Activity.number)
        .join(Plan, Activity.plan_id == Plan.id)
        .where(which, Activity.withdrawn.is_(False), readable(organisation_id))
        .order_by(Activity.id.desc())
        .limit(1)
    )
    found = db.session.execute(query).first()
    return CarriedPlace(*found) if found else None
