"""The sections of a plan's page, each from plain values: goal, changes, deviations, news, what is next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from tracker.domain.calendar import local_date
from tracker.domain.comparison import Change
from tracker.domain.goal import changed, goal_answer, movement, with_unit
from tracker.domain.swedish.words import long_date
from tracker.domain.terms import FollowUpState, Meaning
from tracker.queries.plans.plan_page import News, Occasion
from tracker.reports.content import KeyFigureContent, ReportContent, Row
from tracker.web.frame import figures
from tracker.web.plans.words import Folded, answered, folded, last_day, per


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


@dataclass(frozen=True)
class ChangedRow:
    """Everything that changed for one row."""

    number: str
    short_text: str
    changes: tuple[Change, ...]


def changed_rows(changes: Sequence[Change], short_texts: Mapping[str, str]) -> list[ChangedRow]:
    """The changes by row, in their order."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.number, []).append(change)
    return [ChangedRow(number, short_texts.get(number, ""), tuple(each)) for number, each in found.items()]


def address_of(endpoint: str, parameters: Mapping[str, str]) -> str:
    """The address with the parameters, which may be filters of the reader's."""
    values: dict[str, Any] = dict(parameters)
    return url_for(endpoint, **values)


def goal_view(
    goal: str, figure: KeyFigureContent | None, place: str, width: int = figures.BESIDE
) -> dict[str, Any]:
    """ "Når vi målet?": the answer in a line, the movement in words, the goal, and the figure."""
    if figure is None:
        answer = "Det går inte att svara med en siffra." if goal else "Planen har inget angivet mål."
        return {"answer": answer, "movement": "", "goal": goal, "figure": None}
    values = figures.outcomes(figure, place)
    return {
        "answer": goal_answer(figure.direction, figure.unit, values, figures.target(figure, place)),
        "movement": movement(figure.name, figure.unit, values),
        "goal": goal,
        "figure": figures.figure_view(figure, width),
    }


def figure_change(content: ReportContent, before: ReportContent | None) -> tuple[str, str, str] | None:
    """The sentence on the goal's figure with its old and new value, when a new value has come since `before`."""
    figure = content.goal_figure
    if figure is None:
        return None
    values = figures.outcomes(figure, content.organisation)
    if before is not None and before.goal_figure is not None:
        known = figures.outcomes(before.goal_figure, before.organisation)
        if values and known and known[-1].period_end >= values[-1].period_end:
            return None
        # Beside the value that the reader was told last, whatever has come in between.
        values = [*known[-1:], *values[-1:]] if known else values
    sentence = changed(figure.name, values)
    if not sentence:
        return None
    unit = figure.unit_short or figure.unit
    old, new = (with_unit(value.text, unit) for value in values[-2:])
    return sentence, old, new


def deviations(rows: Sequence[Row]) -> list[Deviation]:
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
    day = long_date(local_date(owner.created_at))
    said = f"{owner.author_title or 'Den ansvariga'} {day}"
    if update.nothing_new:
        said = f"{owner.author_title or 'Den ansvariga'} såg över det {day}: inget nytt"
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


def next_follow_up(found: Sequence[Occasion], current: Occasion | None, today: date) -> dict[str, str] | None:
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
    return {
        "lead": "",
        "rest": f"Nästa uppföljning är planerad {per(planned[-1].follow_up.as_of)}.",
        "note": last_day(planned[-1].follow_up.answer_by, today),
    }
