"""What the page of an activity shows: its newest closed status, its history and what belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, url_for
from markupsafe import Markup

from tracker.domain.comparison import definite
from tracker.domain.swedish.words import capitalised, long_date
from tracker.domain.terms import BoardKind, Meaning
from tracker.models import Plan
from tracker.queries.assignments.shares import decided_rows
from tracker.queries.plans.plan_page import LiveRow, live_rows, occasions
from tracker.reports.content import ReportContent, Row
from tracker.reports.words import last_known
from tracker.web.frame import figures
from tracker.web.plans.activity_history import history
from tracker.web.plans.assignment_facts import assignment_facts, standing_facts
from tracker.web.plans.carried_view import carried_view
from tracker.web.plans.frozen import contents
from tracker.web.plans.sections import goal_view
from tracker.web.plans.words import counts_as, word_of


@dataclass(frozen=True)
class Related:
    """A part, the activity it belongs to, or its neighbour in the table; the text is its link."""

    number: str
    text: str
    meaning: Meaning | None = None
    label: str = ""


def activity_page(plan: Plan, number: str, today: date) -> dict[str, Any]:
    """The page of one activity or part; ends with 404 when neither the plan nor a frozen report has it."""
    closed = [each for each in occasions([plan.id]) if each.version_id]
    reports = contents(closed)
    live = {row.number: row for row in live_rows(plan.id)}
    number = known_number(number, live, reports)
    newest = reports[0] if reports else None
    known = [content for content in reports if content.row(number)]
    if not known and _parts(number, live, newest):
        return _whole(plan, number, live, newest)
    row = known[0].row(number) if known else None
    gone = row is not None and known[0] is not newest
    added_on = live[number].added_on if number in live else row.added_on if row else None
    texts = row or live[number]
    place = plan.board.organisation.name if newest is None else newest.organisation
    return {
        **_common(plan, number, newest, live),
        "heading": heading_of(texts.short_text, number),
        "row": row,
        "as_of": known[0].as_of if known else None,
        "gone": gone,
        "full_text": texts.full_text,
        "decided_text": _decided_text(plan, newest) if added_on is None else "",
        "last_known": last_known(row) if row else "",
        "history": history(plan, number, known, added_on),
        "carried": carried_view(plan, number),
        "facts": _facts(plan, number, newest, live, row, _diarienummer(plan, known, added_on)),
        "related": _siblings(number, newest, live),
        "figures": [figures.figure_view(figure, figures.HALF) for figure in row.key_figures] if row else [],
        "goal": goal_view("", newest.goal_figure, place, figures.HALF)
        if newest and newest.goal_figure
        else None,
        "goal_name": _goal_name(newest),
    }


def known_number(asked: str, live: dict[str, LiveRow], reports: Sequence[ReportContent]) -> str:
    """The number as the plan writes it, whatever the case of its letter; ends with 404 when nobody knows it."""
    numbers = [*live, *(row.number for content in reports for row in content.rows)]
    numbers += [row.parent for content in reports for row in content.rows if row.parent]
    found = next((number for number in numbers if number.casefold() == asked.casefold()), None)
    if found is None:
        abort(404)
    return found


def _common(
    plan: Plan, number: str, newest: ReportContent | None, live: dict[str, LiveRow]
) -> dict[str, Any]:
    title = newest.plan_title if newest else plan.title
    singular = newest.words.row_singular if newest else str(plan.kind.words["row_singular"])
    before, after = neighbours(number, newest, live)
    return {
        "plan_slug": plan.slug,
        "number": number,
        "kind_word": capitalised(singular),
        "above": (title, url_for("plans.plan", plan_slug=plan.slug)),
        "previous": before,
        "next": after,
    }


def heading_of(short_text: str, number: str) -> str:
    """The short text as a heading; without one the number."""
    return _title(short_text) or f"Aktivitet {number}"


def _title(short_text: str) -> str:
    """The short text as headings and links have it: on one line, without its full stop."""
    return " ".join(short_text.split()).removesuffix(".")


def _whole(plan: Plan, number: str, live: dict[str, LiveRow], newest: ReportContent | None) -> dict[str, Any]:
    """The page of an activity that is reported through its parts."""
    parts = _parts(number, live, newest)
    group = next((group for group in (newest.groups if newest else ()) if number in group.numbers), None)
    own = live.get(number)
    common = _common(plan, number, newest, live)
    rows = [row for row in newest.rows if row.parent == number] if newest else []
    singular = newest.words.row_singular if newest else "aktivitet"
    added_on = own.added_on if own else None
    return {
        **common,
        "heading": heading_of(own.short_text, number)
        if own and own.short_text
        else f"{common['kind_word']} {number}",
        "full_text": own.full_text if own else "",
        "parts": parts,
        "meaning": group.meaning if group else None,
        "label": word_of(group.meaning, newest.legend) if group and newest else "",
        "counted": counts_as(number, singular, group.meaning, rows) if group and rows else "",
        "year": group.year if group else None,
        "as_of": newest.as_of if newest else None,
        "facts": _plan_facts(plan, _diarienummer(plan, [newest] if newest and rows else [], added_on)),
    }


def _parts(number: str, live: dict[str, LiveRow], newest: ReportContent | None) -> list[Related]:
    if newest:
        rows = [row for row in newest.rows if row.parent == number]
        return [Related(row.number, _title(row.short_text), row.meaning, row.label or "") for row in rows]
    return [Related(row.number, _title(row.short_text)) for row in live.values() if row.parent == number]


def _parent(number: str, newest: ReportContent | None, live: dict[str, LiveRow]) -> str | None:
    row = newest.row(number) if newest else None
    if row is not None:
        return row.parent
    return live[number].parent if number in live else None


def _siblings(number: str, newest: ReportContent | None, live: dict[str, LiveRow]) -> list[Related]:
    parent = _parent(number, newest, live)
    return [part for part in _parts(parent, live, newest) if part.number != number] if parent else []


def neighbours(
    number: str, newest: ReportContent | None, live: dict[str, LiveRow]
) -> tuple[Related | None, Related | None]:
    """The rows before and after in the report's table; an activity with parts stands before its first part."""
    order = (
        [Related(row.number, _title(row.short_text)) for row in newest.rows]
        if newest
        else [Related(row.number, _title(row.short_text)) for row in live.values() if row.reported]
    )
    numbers = [each.number for each in order]
    parts = [part.number for part in _parts(number, live, newest)]
    if parts and parts[0] in numbers and number not in numbers:
        place = numbers.index(parts[0])
        return (order[place - 1] if place else None), order[place]
    if number not in numbers:
        return None, None
    place = numbers.index(number)
    return (order[place - 1] if place else None), (order[place + 1] if place + 1 < len(order) else None)


def _facts(
    plan: Plan,
    number: str,
    newest: ReportContent | None,
    live: dict[str, LiveRow],
    row: Row | None,
    diarienummer: str,
) -> list[tuple[str, str | Markup]]:
    """Who answers is read from the plan of today: a board asks the one who is responsible now."""
    now = live.get(number)
    owner = now.owner_title if now else row.owner_title if row else None
    counted = ""
    parent = _parent(number, newest, live)
    if newest and parent:
        group = next((group for group in newest.groups if parent in group.numbers), None)
        rows = [each for each in newest.rows if each.parent == parent]
        counted = counts_as(parent, newest.words.row_singular, group.meaning, rows) if group else ""
    return [
        ("Ansvarig", owner or "Ingen är utsedd"),
        ("Räknas som", counted),
        *_assignment_facts(plan, number, diarienummer),
    ]


def _assignment_facts(plan: Plan, number: str, diarienummer: str) -> list[tuple[str, str | Markup]]:
    """Before the plan's facts those of an uppdrag, whose own diarienummer goes before the report's."""
    decided = decided_rows(plan.id, number) if plan.kind.assignments else []
    own = [(term, value) for term, value in assignment_facts(decided[0]) if value] if decided else []
    own += standing_facts(plan, decided[0].id, decision=True) if decided else []
    told = [term for term, _ in own]
    return [*own, *((term, value) for term, value in _plan_facts(plan, diarienummer) if term not in told)]


def _plan_facts(plan: Plan, diarienummer: str) -> list[tuple[str, str | Markup]]:
    return [
        ("Nämnd" if plan.board.kind is BoardKind.COMMITTEE else "Beslutar", plan.board.name),
        ("Diarienummer", diarienummer),
    ]


def _diarienummer(plan: Plan, known: Sequence[ReportContent], added_on: date | None) -> str:
    """That of the newest report that has the row; else the plan's, unless the plan was decided without the row."""
    if known:
        return known[0].diarienummer or plan.diarienummer or ""
    return plan.diarienummer or "" if added_on is None else ""


def _decided_text(plan: Plan, newest: ReportContent | None) -> str:
    """ "Aktiviteten som nämnden beslutade den 27 september 2019." when the day is known."""
    decided_on = newest.decided_on if newest else plan.decided_on
    if decided_on is None:
        return ""
    word = capitalised(str(plan.kind.words["row_singular_definite"]))
    who = {BoardKind.COMMITTEE: "nämnden", BoardKind.EXECUTIVE: "styrelsen", BoardKind.COMPANY: "styrelsen",
           BoardKind.COUNCIL: "fullmäktige"}[plan.board.kind]  # fmt: skip
    return f"{word} som {who} beslutade den {long_date(decided_on)}."


def _goal_name(newest: ReportContent | None) -> str:
    if newest is None or newest.goal_figure is None:
        return ""
    name = definite(newest.goal_figure.name)
    return name[:1].lower() + name[1:]
