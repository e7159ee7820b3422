"""What the page of a plan shows, from its newest or an earlier closed follow-up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from markupsafe import Markup

from tracker.domain.calendar import local_date
from tracker.domain.comparison import Change, changes, printed_changes
from tracker.domain.goal import changed, goal_answer, movement, with_unit
from tracker.domain.swedish import long_date, month_year
from tracker.domain.terms import FollowUpState, Meaning
from tracker.models import Plan
from tracker.queries.plan_page import LiveRow, News, Occasion, goal_figure, live_rows, news_of, occasions
from tracker.reports.content import KeyFigureContent, ReportContent, Row
from tracker.services.assemble_report import key_figure_content
from tracker.web import figures
from tracker.web.plans.frozen import contents
from tracker.web.plans.table import Filters, table_of
from tracker.web.plans.words import Folded, answered, folded, group_views, last_day, per, size_note, standings, unanswered_note

#: Over five slips and they get a heading of their own.
_MANY_LATE = 5
_EARLIER_UNKNOWN = "Uppföljningen före den här finns inte i tjänsten."


@dataclass(frozen=True)
class Deviation:
    """A row that deviates or is stopped, with why and what remains."""

    row: Row
    reasons: tuple[tuple[str, Folded], ...]


@dataclass(frozen=True)
class NewsView:
    """A status update between follow-ups as the page shows it."""

    number: str
    short_text: str
    meaning: Meaning
    label: str
    target_year: int | None
    ongoing: bool
    previous_target_year: int | None
    year_uncertain: bool
    said: str
    text: Folded


def newest_page(plan: Plan, today: date, filters: Filters) -> dict[str, Any]:
    """The plan's page: its newest closed follow-up, what has been said since, and the one that is open."""
    found = occasions([plan.id])
    closed = [each for each in found if each.version_id]
    current = next((each for each in found if each.open), None)
    ahead = _next_follow_up(found, current, today)
    if not closed:
        return _never_followed_up(plan, ahead, today)
    newest, *before = contents(closed[:2])
    news = [] if closed[0].follow_up.closed_at is None else news_of(plan.id, closed[0].follow_up.closed_at)

    def address(**parameters: str) -> str:
        return url_for("plans.plan", plan_slug=plan.slug, **parameters)

    return {
        **_report(plan, newest, before[0] if before else None, filters, address),
        "earlier": None,
        "news": [news_view(each) for each in news],
        "ahead": ahead,
        "heading": newest.plan_title,
        "above": None,
    }


def closed_page(plan: Plan, found: Sequence[Occasion], occasion: Occasion, filters: Filters) -> dict[str, Any]:
    """The same page for a given closed follow-up, as it was when it was frozen."""
    closed = [each for each in found if each.version_id]
    index = closed.index(occasion)
    content, *before = contents(closed[index : index + 2])
    as_of = occasion.follow_up.as_of

    def address(**parameters: str) -> str:
        return url_for("plans.follow_up", plan_slug=plan.slug, as_of=as_of.isoformat(), **parameters)

    return {
        **_report(plan, content, before[0] if before else None, filters, address, bool(index)),
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
    late = [change for change in found if change.late]
    split = len(late) > _MANY_LATE
    return {
        "plan_slug": plan.slug,
        "content": content,
        "meta": _meta(plan, content, "Uppföljning" if earlier else "Senast avslutade uppföljning:"),
        "goal": goal_view(content.goal, content.goal_figure, content.organisation),
        "size_note": size_note(content),
        "groups": group_views(content.groups, content.legend),
        "changes": [change for change in found if not (split and change.late)],
        "late": late if split else [],
        "figure_change": _figure_change(content, before),
        "unknown_past": None if before else _unknown_past(bool(found)),
        "compared_with": before.as_of if before else None,
        "deviations": _deviations(content.rows),
        "unanswered": unanswered_note(content.rows),
        "table": table_of(content, filters, {change.number for change in found}, address),
        "short_texts": {row.number: row.short_text for row in (*(before.rows if before else ()), *content.rows)},
    }


def _meta(plan: Plan, content: ReportContent, occasion: str) -> list[str | Markup]:
    link = Markup('<a class="link-muted" href="{}">Tidigare uppföljningar</a>').format(
        url_for("plans.follow_ups", plan_slug=plan.slug)
    )
    return [
        f"{occasion} {month_year(content.as_of)}",
        f"Rapport {long_date(content.report_on)}" if content.report_on else "",
        content.diarienummer or "",
        link,
    ]


def goal_view(goal: str, figure: KeyFigureContent | None, place: str) -> dict[str, Any]:
    """ "Når vi målet?": the answer in a line, the movement in words, the goal, and the figure."""
    if figure is None:
        answer = "Det går inte att svara med en siffra." if goal else "Planen har inget angivet mål."
        return {"answer": answer, "movement": "", "goal": goal, "figure": None}
    values = figures.outcomes(figure, place)
    return {
        "answer": goal_answer(figure.direction, figure.unit, values, figures.target(figure, place)),
        "movement": movement(figure.name, figure.unit, values),
        "goal": goal,
        "figure": figures.figure_view(figure),
    }


def _changes(content: ReportContent, before: ReportContent | None) -> list[Change]:
    now = standings(content)
    if before is None:
        return printed_changes(now, content.as_of)
    return changes(standings(before), now, content.as_of)


def _figure_change(content: ReportContent, before: ReportContent | None) -> tuple[str, str, str] | None:
    """The sentence on the goal's figure with its old and new value, when a new value has come."""
    figure = content.goal_figure
    if figure is None:
        return None
    values = figures.outcomes(figure, content.organisation)
    if before is not None and before.goal_figure is not None:
        known = figures.outcomes(before.goal_figure, before.organisation)
        if values and known and known[-1].period_end >= values[-1].period_end:
            return None
    sentence = changed(figure.name, values)
    if not sentence:
        return None
    unit = figure.unit_short or figure.unit
    old, new = (with_unit(value.text, unit) for value in values[-2:])
    return sentence, old, new


def _unknown_past(any_change: bool) -> str:
    if any_change:
        return f"{_EARLIER_UNKNOWN} Därför visas bara det som rapporten själv anger som ändrat."
    return f"{_EARLIER_UNKNOWN} Därför går det inte att visa vad som har ändrats."


def _deviations(rows: Sequence[Row]) -> list[Deviation]:
    """Deviating rows first, then stopped ones, each in the report's order."""
    order = (Meaning.DEVIATES, Meaning.STOPPED)
    return [Deviation(row, reasons_of(row)) for meaning in order for row in rows if row.meaning is meaning]


def reasons_of(row: Row) -> tuple[tuple[str, Folded], ...]:
    """What was written about the row, under the plan's headings; empty texts are left out."""
    heading = row.comment_heading or "Läget"
    texts = (
        ("Därför", row.cause),
        ("Läget" if row.cause and heading == "Därför" else heading, row.comment),
        ("Återstår", row.remaining_work),
    )
    return tuple((name, folded(text)) for name, text in texts if text.strip())


def news_view(news: News) -> NewsView:
    """A status update between follow-ups, with who said it and when: the owner, also when it has been edited."""
    update = news.update
    owner = update.edits or update
    said = f"{owner.author_title or 'Den ansvariga'} {long_date(local_date(owner.created_at))}"
    return NewsView(
        number=news.number,
        short_text=news.short_text,
        meaning=update.label.meaning,
        label=update.label.label,
        target_year=update.target_year,
        ongoing=update.ongoing,
        previous_target_year=update.previous_target_year,
        year_uncertain=update.year_uncertain,
        said=f"{said}, språket redigerat" if update.edits else said,
        text=folded(update.comment),
    )


def _next_follow_up(
    found: Sequence[Occasion], current: Occasion | None, today: date
) -> dict[str, str] | None:
    """ "n av m har svarat …" for the open follow-up; of a planned one only when; nothing about single answers."""
    if current is not None:
        return {
            "lead": answered(current),
            "rest": f" inför uppföljningen {per(current.follow_up.as_of)}.",
            "note": f"{last_day(current.follow_up.answer_by, today)} Svaren visas här när uppföljningen är "
            "avslutad.".strip(),
        }
    planned = [each for each in found if each.follow_up.state is FollowUpState.PLANNED]
    if not planned:
        return None
    return {"lead": "", "rest": f"Nästa uppföljning är planerad {per(planned[-1].follow_up.as_of)}.", "note": ""}


def _never_followed_up(plan: Plan, ahead: dict[str, str] | None, today: date) -> dict[str, Any]:
    """A plan without a closed follow-up: its goal, its rows without status, and what owners have told."""
    rows = live_rows(plan.id)
    figure = goal_figure(plan.id)
    organisation = plan.board.organisation
    places = {
        value.municipality_code: organisation.name
        if value.municipality_code == organisation.municipality_code
        else f"Kommun {value.municipality_code}"
        for value in (figure.values if figure else [])
        if value.municipality_code
    }
    content = key_figure_content(figure, places, is_goal=True) if figure else None
    return {
        "plan_slug": plan.slug,
        "plan": plan,
        "content": None,
        "goal": goal_view(plan.goal, content, organisation.name),
        "rows": [row for row in rows if row.reported],
        "news": [news_view(each) for each in _told(rows)],
        "ahead": ahead,
        "heading": plan.title,
        "above": None,
    }


def _told(rows: Sequence[LiveRow]) -> list[News]:
    told = [News(row.number, row.short_text, row.newest_news) for row in rows if row.newest_news is not None]
    return sorted(told, key=lambda news: news.update.id, reverse=True)
