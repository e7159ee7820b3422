"""What the lists show: the plans of the boards, and the follow-ups of a plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from tracker.domain.plan_rhythm import named, of_occasion
from tracker.domain.swedish.words import long_date, month_year
from tracker.domain.terms import FollowUpState
from tracker.models import FollowUp, Plan
from tracker.queries.plans.plan_page import Occasion, occasions
from tracker.reports.content import ReportContent
from tracker.web.plans.decision import DecisionView, decision_of
from tracker.web.plans.frozen import contents
from tracker.web.plans.words import answered, last_day, per


@dataclass(frozen=True)
class ListedPlan:
    """A plan of the list; texts that are not known are empty."""

    slug: str
    title: str
    newest: str
    sentence: str
    running: str


@dataclass(frozen=True)
class ListedBoard:
    """A board with its plans; `organisation` is named when it is not the reader's only one."""

    name: str
    organisation: str
    plans: tuple[ListedPlan, ...]


@dataclass(frozen=True)
class ListedFollowUp:
    """A follow-up of the list, with its report's content when it is closed."""

    as_of: date
    title: str
    state: str
    content: ReportContent | None
    version: int | None
    decision: DecisionView | None


def list_view(plans: Sequence[Plan]) -> list[ListedBoard]:
    """The plans under their boards, in the order given; two questions whatever their number."""
    found = occasions([plan.id for plan in plans]) if plans else []
    newest = {each.follow_up.plan_id: each for each in reversed(found) if each.version_id}
    running = {each.follow_up.plan_id: each for each in reversed(found) if each.open}
    order = list(newest)
    known = dict(zip(order, contents([newest[plan] for plan in order]), strict=True))
    several = len({plan.organisation_id for plan in plans}) > 1
    boards: dict[int, list[Plan]] = {}
    for plan in plans:
        boards.setdefault(plan.board_id, []).append(plan)
    return [
        ListedBoard(
            group[0].board.name,
            group[0].board.organisation.name if several else "",
            tuple(_listed(plan, known.get(plan.id), running.get(plan.id)) for plan in group),
        )
        for group in boards.values()
    ]


def _listed(plan: Plan, content: ReportContent | None, running: Occasion | None) -> ListedPlan:
    return ListedPlan(
        slug=plan.slug,
        title=content.plan_title if content else plan.title,
        newest=f"Senast avslutade uppföljning: {month_year(content.as_of)}" if content else "",
        sentence=content.sentence if content else "",
        running=_running(running) if running else "",
    )


def _running(occasion: Occasion) -> str:
    return f"{answered(occasion)} inför uppföljningen {per(occasion.follow_up.as_of)}."


def follow_ups_page(plan: Plan, today: date) -> dict[str, Any]:
    """The plan's follow-ups with their dates, counts and reports."""
    found = occasions([plan.id])
    closed = [each for each in found if each.version_id]
    known = {each.follow_up.id: content for each, content in zip(closed, contents(closed), strict=True)}
    title = known[closed[0].follow_up.id].plan_title if closed else plan.title
    return {
        "plan_slug": plan.slug,
        "heading": "Uppföljningar",
        "above": (title, url_for("plans.plan", plan_slug=plan.slug)),
        "follow_ups": [
            ListedFollowUp(
                as_of=each.follow_up.as_of,
                title=named(plan.rhythm, each.follow_up.as_of),
                state=_state(each, today),
                content=known.get(each.follow_up.id),
                version=each.version_number,
                decision=decision_of(each.follow_up, each.version_number),
            )
            for each in found
        ],
    }


def _state(occasion: Occasion, today: date) -> str:
    """What is said of a follow-up that has no report."""
    if occasion.open:
        return f"Pågår. {answered(occasion)}. {last_day(occasion.follow_up.answer_by, today)}".strip()
    if occasion.follow_up.state is FollowUpState.PLANNED:
        opens = occasion.follow_up.opens_on
        return f"Planerad. Öppnar {long_date(opens)}." if opens else "Planerad."
    return ""


def running_page(plan: Plan, occasion: Occasion, today: date) -> dict[str, Any]:
    """An open or planned follow-up: its dates and how many have answered, nothing of the answers (rule 5)."""
    follow_up = occasion.follow_up
    return {
        "plan_slug": plan.slug,
        "heading": f"Uppföljning {of_occasion(plan.rhythm, follow_up.as_of)}",
        "above": (plan.title, url_for("plans.plan", plan_slug=plan.slug)),
        "lead": f"{answered(occasion)}." if occasion.open else "Uppföljningen är planerad men inte öppnad.",
        "facts": _dates(follow_up),
        "note": last_day(follow_up.answer_by, today) if occasion.open else "",
    }


def _dates(follow_up: FollowUp) -> list[tuple[str, str]]:
    days = (
        ("Öppnade", follow_up.opens_on),
        ("Svar senast", follow_up.answer_by),
        ("Nämndens möte", follow_up.meeting_on),
    )
    found = [(name, long_date(day)) for name, day in days if day]
    return [*found, ("Diarienummer", follow_up.diarienummer or "")]
