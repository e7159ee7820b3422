"""The follow-up that an address names."""

from datetime import date

from flask import abort

from tracker.models import FollowUp
from tracker.queries.plans.by_name import follow_up_as_of
from tracker.web.frame.access import current_plan


def named_follow_up(as_of: str, *, with_report: bool = False) -> FollowUp:
    """The current plan's follow-up as of that day, YYYY-MM-DD; anything else ends the request with 404.

    `with_report` reads its marks and its tjänsteskrivelse along, in the same question.
    """
    try:
        day = date.fromisoformat(as_of)
    except ValueError:
        abort(404)
    # fromisoformat also takes 20220331 and week dates; one page has one address.
    plan_id = current_plan().id
    follow_up = follow_up_as_of(plan_id, day, with_report=with_report) if day.isoformat() == as_of else None
    if follow_up is None:
        abort(404)
    return follow_up
