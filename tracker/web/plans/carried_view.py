"""What an activity's page says of the years beside its own: where it was carried from, and what was said then."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import url_for

from tracker.models import Activity, Plan
from tracker.queries.plans.carried import Carried, carried
from tracker.queries.plans.plan_page import occasions
from tracker.reports.content import ReportContent
from tracker.web.plans.activity_history import Event, history, reported
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


def said_by_boards(activity: Activity) -> dict[str, list[Event]]:
    """What each board said in the activity's own year, by the board's slug, newest first."""
    found: dict[str, list[Event]] = {}
    for content in _reports(activity):
        for row in content.rows:
            if row.number == activity.number:
                board = row.board_slug or activity.plan.board.slug
                found.setdefault(board, []).append(_of_another_year(activity, reported(content, row)))
    return found


def _history(activity: Activity) -> list[Event]:
    """Folded: what stands open is this year's."""
    known = [content for content in _reports(activity) if content.row(activity.number)]
    events = history(activity.plan, activity.number, known, activity.added_on)
    return [_of_another_year(activity, event) for event in events]


def _reports(activity: Activity) -> list[ReportContent]:
    return contents([each for each in occasions([activity.plan_id]) if each.version_id])


def _of_another_year(activity: Activity, event: Event) -> Event:
    return replace(event, folded=True, anchor=f"{activity.plan.slug}-{event.anchor}")
