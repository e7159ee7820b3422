"""What the page of a plan shows, from its newest or an earlier closed follow-up."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask import url_for
from markupsafe import Markup

from tracker.domain.comparison import Change, changes, fallen_silent, printed_changes
from tracker.domain.plan_fields import on_activity
from tracker.domain.plan_rhythm import named
from tracker.domain.swedish.words import long_date
from tracker.models import KeyFigure, Plan
from tracker.queries.key_figures.values import PlaceNames, municipality_names
from tracker.queries.plans.plan_page import (
    LiveRow,
    News,
    Occasion,
    answering_boards,
    goal_figure,
    live_rows,
    news_of,
    occasions,
)
from tracker.reports import layout, words
from tracker.reports.comparing import standings, unknown_past
from tracker.reports.content import KeyFigureContent, ReportContent
from tracker.reports.html import breakable, shown_groups
from tracker.reports.layout import told_in_table
from tracker.reports.words import definitions
from tracker.services.reports.figure_content import key_figure_content
from tracker.web.frame.figures import drawing
from tracker.web.plans.decision import decision_of
from tracker.web.plans.frozen import contents
from tracker.web.plans.sections import (
    address_of,
    changed_rows,
    deviations,
    figure_change,
    goal_view,
    news_view,
    next_follow_up,
)
from tracker.web.plans.table import Filters, table_of
from tracker.web.plans.words import UNANSWERED, group_views, per, silent_boards, size_note, unanswered_note

#: Over five slips and they get a heading of their own.
_MANY_LATE = 5


def newest_page(plan: Plan, today: date, filters: Filters) -> dict[str, Any]:
    """The plan's page: its newest closed follow-up, what has been said since, and the one that is open."""
    found = occasions([plan.id])
    closed = [each for each in found if each.version_id]
    current = next((each for each in found if each.open), None)
    ahead = next_follow_up(found, current, today)
    if not closed:
        return _never_followed_up(plan, ahead, today)
    newest, *before = contents(closed[:2])
    news = [] if closed[0].follow_up.closed_at is None else news_of(plan.id, closed[0].follow_up.closed_at)

    def address(**parameters: str) -> str:
        return address_of("plans.plan", {"plan_slug": plan.slug, **parameters})

    return {
        **_report(plan, newest, before[0] if before else None, filters, address),
        "decision": decision_of(closed[0].follow_up, closed[0].version_number),
        "earlier": None,
        "news": [news_view(each) for each in news],
        "ahead": ahead,
        "heading": newest.plan_title,
        "above": None,
    }


def closed_page(
    plan: Plan, found: Sequence[Occasion], occasion: Occasion, filters: Filters
) -> dict[str, Any]:
    """The same page for a given closed follow-up, as it was when it was frozen."""
    closed = [each for each in found if each.version_id]
    index = closed.index(occasion)
    content, *before = contents(closed[index : index + 2])
    as_of = occasion.follow_up.as_of

    def address(**parameters: str) -> str:
        return address_of(
            "plans.follow_up", {"plan_slug": plan.slug, "as_of": as_of.isoformat(), **parameters}
        )

    return {
        **_report(plan, content, before[0] if before else None, filters, address, bool(index)),
        "decision": decision_of(occasion.follow_up, occasion.version_number),
        "earlier": closed[0].follow_up.as_of if index else None,
        "news": [],
        "ahead": None,
        "heading": content.plan_title,
        "title_note": per(as_of),
        "above": ("Uppföljningar", url_for("plans.follow_ups", plan_slug=plan.slug)),
    }


def _report(
    plan: Plan,
    content: ReportContent,
    before: ReportContent | None,
    filters: Filters,
    address: Callable[..., str],
    earlier: bool = False,
) -> dict[str, Any]:
    found = _changes(content, before)
    # Those that did not answer are told of together, in one line.
    told = [change for change in found if change.new != UNANSWERED]
    late = [change for change in told if change.late]
    split = len(late) > _MANY_LATE
    short_texts = {row.number: row.short_text for row in (*(before.rows if before else ()), *content.rows)}
    return {
        "plan_slug": plan.slug,
        "content": content,
        "meta": _meta(plan, content, "Uppföljning" if earlier else "Senast avslutade uppföljning:"),
        "goal": goal_view(content.goal, content.goal_figure, content.organisation),
        "told": told_in_table(content),
        "layout": layout,
        "words": words,
        "silent": silent_boards(content),
        "size_note": size_note(content) if content.counted else "",
        "definitions": definitions(content),
        "groups": group_views(content.groups, content.legend),
        "changes": changed_rows([change for change in told if not (split and change.late)], short_texts),
        "fallen_silent": fallen_silent(found, UNANSWERED),
        "late": changed_rows(late, short_texts) if split else [],
        "figure_change": figure_change(content, before),
        "unknown_past": None if before else unknown_past(bool(found)),
        "compared_with": before.as_of if before else None,
        "deviations": deviations(content.rows),
        "unanswered": unanswered_note(content),
        # A figure without a heading stands in the report; those under one are what the board asks for here.
        "figure_groups": [group for group in shown_groups(content, drawing) if group.heading],
        "breakable": breakable,
        "table": table_of(content, filters, {change.number for change in found}, address),
    }


def _meta(plan: Plan, content: ReportContent, occasion: str) -> list[str | Markup]:
    link = Markup('<a class="link-muted" href="{}">Tidigare uppföljningar</a>').format(
        url_for("plans.follow_ups", plan_slug=plan.slug)
    )
    return [
        f"{occasion} {named(plan.rhythm, content.as_of)}",
        f"Rapport {long_date(content.report_on)}" if content.report_on else "",
        f"Version {content.version}, en rättelse" if content.reason and content.version else "",
        content.diarienummer or "",
        link,
        boards_link(plan),
    ]


def boards_link(plan: Plan) -> str | Markup:
    """To a plan's uppdrag board by board; "" for what is no uppdrag that boards share."""
    if not (plan.kind.assignments and plan.kind.shared):
        return ""
    href = url_for("assignments.matrix", plan=plan.slug)
    return Markup('<a class="link-muted" href="{}">Nämnd för nämnd</a>').format(href)


def _changes(content: ReportContent, before: ReportContent | None) -> list[Change]:
    now = standings(content)
    if before is None:
        return printed_changes(now, content.as_of)
    return changes(standings(before), now, content.as_of)


def _never_followed_up(plan: Plan, ahead: dict[str, str] | None, today: date) -> dict[str, Any]:
    """A plan without a closed follow-up: its goal, its rows without status, and what owners have told."""
    rows = live_rows(plan.id)
    figure = goal_figure(plan.id)
    organisation = plan.board.organisation
    content = _goal_content(plan, figure) if figure else None
    return {
        "plan_slug": plan.slug,
        "plan": plan,
        "boards_link": boards_link(plan),
        "content": None,
        "goal": goal_view(plan.goal, content, organisation.name),
        "rows": [row for row in rows if row.reported],
        "parts": by_area([row for row in rows if row.reported], plan),
        "decided_fields": on_activity(plan.kind.own_fields),
        "boards": answering_boards(plan.id) if plan.kind.shared else [],
        "news": [news_view(each) for each in _told(rows)],
        "ahead": ahead,
        "heading": plan.title,
        "above": None,
    }


def by_area(rows: Sequence[LiveRow], plan: Plan) -> list[tuple[str, list[LiveRow]]]:
    """The rows under their focus areas, in the order in which those first come; under "" when the kind has none."""
    if not plan.kind.words.get("focus_heading"):
        return [("", list(rows))]
    areas = dict.fromkeys(row.focus_area or "" for row in rows)
    return [(area, [row for row in rows if (row.focus_area or "") == area]) for area in areas]


def _goal_content(plan: Plan, figure: KeyFigure) -> KeyFigureContent:
    """The goal's key figure; names of other municipalities are asked for only when it has values of theirs."""
    own = plan.board.organisation
    if {value.municipality_code for value in figure.values} <= {own.municipality_code, None}:
        places = PlaceNames({own.municipality_code: own.name} if own.municipality_code else {})
        places.own = own.municipality_code
    else:
        places = municipality_names(own.id)
    return key_figure_content(figure, places, is_goal=True)


def _told(rows: Sequence[LiveRow]) -> list[News]:
    told = [News(row.number, row.short_text, row.newest_news) for row in rows if row.newest_news is not None]
    return sorted(told, key=lambda news: news.update.id, reverse=True)
