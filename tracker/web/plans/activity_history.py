"""The history of an activity: closed follow-ups, what was said between them, and how it began."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.domain.calendar import local_date
from tracker.domain.swedish.words import capitalised, long_date, month_year
from tracker.models import Plan
from tracker.queries.plans.activity_page import told_of
from tracker.queries.plans.plan_page import News
from tracker.reports.content import Column, ReportContent, Row
from tracker.reports.words import last_known
from tracker.web.plans.sections import news_view, reasons_of
from tracker.web.plans.words import per


@dataclass(frozen=True)
class Event:
    """One item of the history. `row` is a content row or a news view: what status and horizon are read from."""

    day: date
    date: str
    below: str
    anchor: str
    row: Any = None
    said: str = ""
    reasons: tuple[tuple[str, str], ...] = ()
    text: str = ""
    folded: bool = False


def history(plan: Plan, number: str, known: Sequence[ReportContent], added_on: date | None) -> list[Event]:
    """Closed follow-ups and what was said between them, newest first, down to the decision or the adding."""
    events = [told(news) for news in told_of(plan.id, number)]
    events += [*(reported(content, row) for content in known if (row := content.row(number)))]
    events.sort(key=lambda event: event.day, reverse=True)
    open_first = [Event(**{**vars(event), "folded": index > 0}) for index, event in enumerate(events)]
    return [*open_first, *_before_the_service(number, known), *_beginning(plan, added_on)]


def reported(content: ReportContent, row: Row) -> Event:
    """What a closed follow-up says of the row."""
    return Event(
        day=content.as_of,
        date=month_year(content.as_of),
        below=long_date(content.report_on) if content.report_on else "",
        anchor=f"per-{content.as_of.isoformat()}",
        row=row,
        said=_said(row),
        reasons=_whole_reasons(row, content.columns),
    )


def _whole_reasons(row: Row, columns: Sequence[Column]) -> tuple[tuple[str, str], ...]:
    """What was written, under the plan's headings and those of its kind's own columns."""
    texts = [
        (name, f"{text.opening}\n\n{text.rest}" if text.rest else text.opening)
        for name, text in reasons_of(row)
    ]
    known = {name for name, _ in texts}
    own = [(column.heading, row.field_values.get(column.key, "")) for column in columns if not column.decided]
    return (*texts, *((name, text) for name, text in own if text and name not in known))


def _said(row: Row) -> str:
    """Which role answered, and when; an import says which report it came from."""
    if row.meaning is None:
        known = f" {capitalised(last_known(row))}." if row.last_label else ""
        return f"Inget svar kom in till den här uppföljningen.{known}"
    day = f" {long_date(row.said_on)}" if row.said_on else ""
    if row.corrected_on:
        corrected = f"Rättad {long_date(row.corrected_on)}."
        return f"{row.said_by} svarade{day}. {corrected}" if row.said_by else corrected
    if not row.said_by:
        said = f"Ur rapporten{day}." if day else "Ur en inläst rapport."
    elif row.nothing_new:
        said = f"{row.said_by} svarade{day} att inget är nytt sedan sist."
    else:
        said = f"{row.said_by} svarade{day}."
    return f"Statusen {per(row.last_said)} står kvar. {said}" if row.last_said else said


def told(news: News) -> Event:
    """What was said between follow-ups."""
    view = news_view(news)
    day = local_date(news.update.created_at)
    return Event(
        day=day,
        date=long_date(day),
        below="Mellan uppföljningar",
        anchor=f"nytt-{news.update.id}",
        row=view,
        said=f"{view.said}.",
        text=news.update.comment,
    )


def _before_the_service(number: str, known: Sequence[ReportContent]) -> list[Event]:
    """The year that the oldest report gives as the one before: its text is not in the service."""
    oldest = known[-1] if known else None
    row = oldest.row(number) if oldest else None
    if oldest is None or row is None or row.previous_target_year is None:
        return []
    text = (
        f"Bedömdes bli färdig {row.previous_target_year}. Året står i rapporten från {month_year(oldest.as_of)}, "
        "den tidigare texten finns inte i tjänsten."
    )
    return [Event(oldest.as_of, "Tidigare", "", "tidigare", text=text)]


def _beginning(plan: Plan, added_on: date | None) -> list[Event]:
    """The decision, or the day of a row that came later. Nothing that may change: history stays as it was."""
    if added_on is not None:
        day = long_date(added_on)
        return [Event(added_on, day, "", "tillagd", text=f"Tillagd {day}.")]
    if plan.decided_on is None:
        return []
    paragraph = (
        f", §\u00a0{plan.decided_paragraph.removeprefix('§').strip()}" if plan.decided_paragraph else ""
    )
    text = f"{plan.board.name} beslutade planen{paragraph}."
    return [Event(plan.decided_on, long_date(plan.decided_on), "", "beslutet", text=text)]
