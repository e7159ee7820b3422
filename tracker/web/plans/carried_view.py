"""What an activity's page says of the years beside its own: where it was carried from, and what was said then."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from tracker.models import Activity, Plan
from tracker.queries.plans.carried import Carried, carried
from tracker.queries.plans.plan_page import occasions
from tracker.web.plans.activity_history import Event, history
from tracker.web.plans.frozen import contents


@dataclass(frozen=True)
class OtherYear:
    """The same activity in another year's plan."""

    title: str
    url: str


@dataclass(frozen=True)
class CarriedView:
    """Where it came from with what was said there, newest first, and where it went."""

    before: OtherYear | None
    history: Sequence[Event]
    after: Sequence[OtherYear]


def carried_view(plan: Plan, number: str) -> CarriedView:
    """The years beside; one question, and three more for a row that was carried over."""
    found: Carried = carried(plan, number)
    return CarriedView(
        before=other_year(found.before) if found.before else None,
        history=_history(found.before) if found.before else (),
        after=[other_year(one) for one in found.after],
    )


def other_year(activity: Activity) -> OtherYear:
    """Its plan's name, and its page there."""
    plan = activity.plan
    return OtherYear(plan.short_title, url_for("plans.activity", plan_slug=plan.slug, number=activity.number))


def _history(activity: Activity) -> list[Event]:
    """Folded: what stands open is this year's."""
    plan = activity.plan
    closed = [each for each in occasions([plan.id]) if each.version_id]
    known = [content for content in contents(closed) if content.row(activity.number)]
    events = history(plan, activity.number, known, activity.added_on)
    return [
        Event(**{**vars(event), "folded": True, "anchor": f"{plan.slug}-{event.anchor}"}) for event in events
    ]
