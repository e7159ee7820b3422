"""What the page of a row shows that several boards answer, each for itself: every board's share, and how it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from markupsafe import Markup

from tracker.domain.assignments import Assignment, Share
from tracker.domain.counting import State
from tracker.domain.swedish.words import capitalised, joined, long_date
from tracker.domain.terms import Meaning
from tracker.models import Activity, Plan
from tracker.queries.assignments.shares import share_rows
from tracker.queries.council.decisions import told_decisions, words_of
from tracker.queries.plans.activity_page import told_of
from tracker.queries.plans.carried import Carried, carried
from tracker.queries.plans.plan_page import News, live_rows, occasions
from tracker.reports.content import ReportContent, Row
from tracker.web.assignments.matrix import EVERYBODY, Line, Matrix, read_matrix
from tracker.web.assignments.words import answer_by_words, share_word
from tracker.web.frame import figures
from tracker.web.plans.activity_history import Event, reported, told
from tracker.web.plans.activity_view import activity_page, heading_of, known_number, neighbours
from tracker.web.plans.assignment_facts import assignment_facts, standing_facts
from tracker.web.plans.carried_view import other_year, said_by_boards
from tracker.web.plans.frozen import contents

_NEWS = "Mellan uppföljningar"


@dataclass(frozen=True)
class ShareView:
    """A board's share: what it says now, and what it has said before."""

    anchor: str
    board: str
    href: str
    lead: bool
    collected: bool
    #: Whether the newest closed follow-up had it, or something has been said of it.
    told: bool
    meaning: Meaning | None
    word: str
    said: str
    owner: str
    row: Row | None
    reasons: tuple[tuple[str, str], ...]
    history: tuple[Event, ...]


def shares_page(plan: Plan, number: str, today: date) -> dict[str, Any]:
    """The page of a shared row; ends with 404 when neither the plan nor a frozen report has it."""
    closed = [each for each in occasions([plan.id]) if each.version_id]
    reports = contents(closed)
    live = {row.number: row for row in live_rows(plan.id)}
    number = known_number(number, live, reports)
    matrix = read_matrix(plan, EVERYBODY, number=number)
    if not matrix.lines:
        # Withdrawn, or told of through its parts: it is read as any other row is.
        return activity_page(plan, number, today)
    [line] = matrix.lines
    found = line.assignment
    years = carried(plan, number)
    before, after = neighbours(number, None, live)
    singular = str(plan.kind.words["row_singular"])
    return {
        "plan_slug": plan.slug,
        "heading": heading_of(found.short_text, number),
        "above": (plan.title, url_for("plans.plan", plan_slug=plan.slug)),
        "kind_word": capitalised(singular),
        "number": number if plan.kind.numbered else "",
        "counted": plan.kind.counted,
        "meaning": line.state.meaning if line.state else None,
        "word": line.word,
        "as_of": matrix.as_of,
        "overdue": found.overdue(today, line.state),
        "full_text": found.full_text if _said_more(found) else "",
        "counts": counts_because(plan, line, matrix) if plan.kind.counted else answered_note(found),
        "decisions": [
            _decision(words_of(each, plan), each.comment) for each in told_decisions(line.activity_id)
        ],
        "shares": _shares(plan, line, matrix, reports, years),
        "figures": _figures(reports, number),
        "facts": _facts(plan, line, matrix, years),
        "previous": before,
        "next": after,
    }


def _said_more(found: Assignment) -> bool:
    """Whether the wording says more than the heading, which is its short text."""
    return " ".join(found.full_text.split()) != " ".join(found.short_text.split())


def _decision(words: str, comment: str) -> tuple[str, str]:
    return f"{words}.", comment


def counts_because(plan: Plan, line: Line, matrix: Matrix) -> str:
    """Why the uppdrag counts as it does: "Räknas som Avviker, eftersom Kulturnämnden svarar så." (rule 2)."""
    found, state = line.assignment, line.state
    thing = str(plan.kind.words["row_singular_definite"])
    if found.fulfilled:
        return f"Räknas som {line.word}, eftersom {thing} är förklarat fullgjort."
    if state is None:
        return f"{line.word}."
    names = {board.slug: board.name for board in matrix.boards}
    note = f"Räknas som {_lower(line.word)}, eftersom {_because(found.collected, state, names)}."
    elsewhere = [names[share.board] for share in found.shares if not share.collected]
    if elsewhere:
        word = "sin del" if len(elsewhere) == 1 else "sina delar"
        note += f" {joined(elsewhere)} redovisar inte {word} här, och räknas inte med."
    return note


def _because(shares: Sequence[Share], state: State, names: dict[str, str]) -> str:
    alike = [names[share.board] for share in shares if share.state.meaning is state.meaning]
    if state.meaning is None:
        return f"{joined(alike)} inte har svarat"
    if not alike:
        return "en del är gjord och en annan inte har börjat"
    stopped = [names[s.board] for s in shares if s.state.meaning is Meaning.STOPPED]
    left_out = f", och {joined(stopped)} har stoppat sin del" if stopped else ""
    if len(alike) == len(shares) > 1:
        return "alla nämnder svarar så"
    if state.meaning is Meaning.STOPPED:
        left_out = ""
    return f"{joined(alike)} svarar så{left_out}"


def _lower(word: str) -> str:
    return "inte besvarat" if word.startswith("Inte besv") else word


def answered_note(found: Assignment) -> str:
    """ "Sju av nio nämnder har svarat." for a kind without statuses."""
    shares = [share for share in found.shares if share.collected]
    return f"{sum(share.said is not None for share in shares)} av {len(shares)} nämnder har svarat."


def _shares(
    plan: Plan, line: Line, matrix: Matrix, reports: Sequence[ReportContent], years: Carried
) -> list[ShareView]:
    names = {board.slug: board.name for board in matrix.boards}
    ids = [row.id for row in share_rows(plan.id, line.assignment.number)]
    news = told_of(plan.id, line.assignment.number)
    earlier = said_by_boards(years.before) if years.before else {}
    return [
        _share(plan, share, names[share.board], id, (reports, news, earlier.get(share.board, [])))
        for share, id in zip(line.assignment.shares, ids, strict=True)
    ]


def _share(
    plan: Plan,
    share: Share,
    board: str,
    id: int,
    said: tuple[Sequence[ReportContent], Sequence[News], Sequence[Event]],
) -> ShareView:
    """`said` is what is known: the plan's reports, the news since, and what the board said the year before."""
    reports, news, earlier = said
    rows = [(content, row) for content in reports if (row := _row_of(content, id)) is not None]
    events = [reported(content, row) for content, row in rows]
    events += [told(each) for each in news if each.update.responsibility_id == id]
    events.sort(key=lambda event: event.day, reverse=True)
    content, row = rows[0] if rows else (None, None)
    # What was said after the newest report is news, and stands among what has happened.
    newest = reported(content, row) if content and row else next(iter(events), None)
    return ShareView(
        anchor=f"namnd-{share.board}",
        board=board,
        href=url_for("assignments.matrix", plan=plan.slug, namnd=share.board)
        if plan.kind.assignments
        else "",
        lead=share.lead,
        collected=share.collected,
        told=share.counts,
        meaning=share.state.meaning,
        word=share_word(share),
        said=newest.said if newest and share.collected else "",
        owner=share.owner or "Ingen är utsedd",
        row=row,
        reasons=newest.reasons or (((_NEWS, newest.text),) if newest.text else ()) if newest else (),
        history=(*(event for event in events if newest is None or event.anchor != newest.anchor), *earlier),
    )


def _row_of(content: ReportContent, responsibility_id: int) -> Row | None:
    return next((row for row in content.rows if row.responsibility_id == responsibility_id), None)


def _figures(reports: Sequence[ReportContent], number: str) -> list[figures.FigureView]:
    """The nyckeltal of the row as its newest report has them: they are the row's, whatever board answers."""
    row = next((row for content in reports if (row := content.row(number))), None)
    return [figures.figure_view(figure, figures.HALF) for figure in row.key_figures] if row else []


def _facts(plan: Plan, line: Line, matrix: Matrix, years: Carried) -> list[tuple[str, str | Markup]]:
    """Source, who asked, when it is to be answered and what it belongs to; what is not known is left out."""
    found = line.assignment
    names = {board.slug: board.name for board in matrix.boards}
    leading = [names[share.board] for share in found.shares if share.lead]
    return [
        ("Svar senast", long_date(found.answer_by) if found.answer_by else answer_by_words(None)),
        *assignment_facts(found),
        *standing_facts(plan, line.activity_id, decision=False),
        (matrix.focus_heading, found.focus_area),
        ("Leder", joined(leading) if len(found.shares) > 1 else ""),
        ("Överfört från", _links([years.before] if years.before else [])),
        ("Överfört till", _links(years.after)),
        ("Beslutar", plan.board.name),
    ]


def _links(same: Sequence[Activity]) -> Markup:
    """The same row in other years' plans."""
    years = [other_year(one) for one in same]
    return Markup(" ").join(Markup('<a href="{}">{}</a>').format(year.url, year.title) for year in years)
