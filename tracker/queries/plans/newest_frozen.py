"""The newest frozen report of a whole municipality, to try things on."""

from sqlalchemy import select

from tracker.models import FollowUp, Plan, ReportVersion, db
from tracker.queries.plans.frozen import FrozenReport


def newest_frozen_of(organisation_id: int) -> FrozenReport | None:
    """The report that was frozen last in any of the municipality's plans, or None."""
    query = (
        select(ReportVersion, FollowUp)
        .join(FollowUp, ReportVersion.follow_up_id == FollowUp.id)
        .join(Plan, FollowUp.plan_id == Plan.id)
        .where(Plan.organisation_id == organisation_id)
        .order_by(ReportVersion.frozen_at.desc(), ReportVersion.id.desc())
        .limit(1)
    )
    found = db.session.execute(query).first()
    if found is None:
        return None
    frozen, follow_up = found
    return FrozenReport(follow_up, frozen.id, frozen.number, frozen.content_sha256, frozen.content)
