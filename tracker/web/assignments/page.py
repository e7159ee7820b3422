"""What the page of the matrix shows: its head, its filters, its columns and its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from markupsafe import Markup

from tracker.domain.assignments import Share, passes
from tracker.domain.swedish.words import capitalised, counted, number_word
from tracker.domain.terms import Meaning
from tracker.models import Plan
from tracker.queries.assignments.plans import AssignmentPlan
from tracker.queries.assignments.shares import BoardRow
from tracker.reports.hyphens import column_heading
from tracker.web.assignments.filters import Filters, filter_rows, plan_row
from tracker.web.assignments.matrix import Audience, Line, Matrix, read_matrix
from tracker.web.assignments.words import answer_by_words, share_word
from tracker.web.plans.words import answered, last_day, per

_HEADING = "nämnd för nämnd"


@dataclass(frozen=True)
class Look:
    """How a cell looks; a few dozen looks make thousands of cells, so each is drawn once."""

    #: "mark", or "elsewhere" for a share that is not collected here.
    kind: str
    meaning: Meaning | None = None
    label: str = ""
    lead: bool = False


@dataclass(frozen=True)
class Column:
    """A board's column."""

    slug: str
    name: str
    heading: str
    href: str
    #: Whether it alone shows the answers of the open follow-up.
    running: bool


@dataclass(frozen=True)
class RowView:
    """An uppdrag: its text, what is said under it, a look for each column (None: not given to it), and the last one."""

    text: str
    number: str
    href: str
    note: str
    overdue: bool
    council: str
    cells: tuple[int | None, ...]
    end: int


@dataclass(frozen=True)
class Shown:
    """The lines and boards that pass the filters, in the order that they are shown in."""

    lines: tuple[Line, ...]
    boards: tuple[BoardRow, ...]


def shown(matrix: Matrix, filters: Filters, today: date) -> Shown:
    """What passes; boards without a share of it fall away, and a chosen board stands first."""
    wanted = filters.wanted(matrix)
    lines = tuple(line for line in matrix.lines if passes(line.assignment, line.state, wanted, today))
    asked = {share.board for line in lines for share in line.assignment.shares}
    boards = [board for board in matrix.boards if board.slug in asked]
    return Shown(lines, tuple(sorted(boards, key=lambda board: board.slug != filters.board)))


def matrix_page(
    plan: Plan, plans: Sequence[AssignmentPlan], asked: Filters, audience: Audience, today: date
) -> dict[str, Any]:
    """All that templates/assignments/matrix.html prints."""
    matrix = read_matrix(plan, audience, closed_only=asked.closed)
    filters = asked.known_to(matrix)
    found = shown(matrix, filters, today)
    looks = _Looks()
    rows = [_row(plan, line, found.boards, filters, looks, today) for line in found.lines]
    choose = plan_row(filters, plan_choices(plans))
    return {
        "heading": heading_of(plan),
        "above": None,
        "sheet": "matrix",
        "width": "wide",
        "plan_slug": plan.slug,
        "board": plan.board.name,
        "meta": _meta(plan, matrix),
        "running": _running(matrix, today),
        "seen": _seen(matrix, filters, audience),
        "filters": [*([choose] if choose else []), *filter_rows(filters, matrix)],
        "dashes": any(None in row.cells for row in rows),
        "caption": _caption(len(found.lines), len(matrix.lines), filters),
        "columns": [_column(board, filters, matrix) for board in found.boards],
        "rows": rows,
        "looks": looks.all,
        "text_heading": plan.kind.words["text_heading"],
        "chosen": filters.chosen,
        "everything": Filters(plan=filters.plan, closed=filters.closed).address(),
        "workbook": filters.address("assignments.workbook"),
        # The list for the meeting is the council office's.
        "word_list": url_for("coordination.fulfilled_list", plan_slug=plan.slug)
        if audience.coordinates
        else "",
        "data": url_for("api.assignments", plan_slug=plan.slug),
        "table": url_for("api.assignments_table", plan_slug=plan.slug),
    }


def heading_of(plan: Plan) -> str:
    """ "Uppdrag 2021, nämnd för nämnd" for a plan of one year."""
    first, last = plan.valid_from, plan.valid_to
    year = f" {first.year}" if first and last and first.year == last.year else ""
    return f"{capitalised(str(plan.kind.words['row_plural']))}{year}, {_HEADING}"


def plan_choices(plans: Sequence[AssignmentPlan]) -> list[tuple[str, str]]:
    """Slug and text of each plan; the municipality is named when there are several."""
    several = len({plan.organisation_id for plan in plans}) > 1
    return [
        (plan.slug, f"{plan.organisation}: {plan.short_title}" if several else plan.short_title)
        for plan in plans
    ]


def _meta(plan: Plan, matrix: Matrix) -> list[str | Markup]:
    words = plan.kind.words
    size = [counted(len(matrix.lines), str(words["row_singular"]), str(words["row_plural"]), neuter=True)]
    if matrix.boards:
        size.append(counted(len(matrix.boards), "nämnd", "nämnder"))
    link = Markup('<a class="link-muted" href="{}">{}</a>').format(
        url_for("plans.plan", plan_slug=plan.slug), plan.title
    )
    return [
        f"Läget {per(matrix.as_of)}" if matrix.as_of else "Ingen uppföljning är avslutad än",
        capitalised(", ".join(size)),
        link,
    ]


def _running(matrix: Matrix, today: date) -> str:
    """ "Uppföljningen per augusti 2022 pågår: 5 av 8 har svarat. Svar senast 9 september."; "" when none is open."""
    if matrix.running is None:
        return ""
    follow_up = matrix.running.follow_up
    began = f"Uppföljningen {per(follow_up.as_of)} pågår: {answered(matrix.running)}."
    return f"{began} {last_day(follow_up.answer_by, today)}".strip()


@dataclass(frozen=True)
class Seen:
    """Whose answers are shown, when they are not those that everybody sees, and the link to the other ones."""

    text: str
    link: str = ""
    href: str = ""


def _seen(matrix: Matrix, filters: Filters, audience: Audience) -> Seen | None:
    if matrix.running is None:
        return None
    others = "Andra ser den senast avslutade uppföljningen."
    closed = filters.address(closed=True)
    if matrix.shows_running:
        return Seen(f"Du ser svaren så långt. {others}", "Visa det som andra ser", closed)
    if matrix.running_boards:
        names = [board.name for board in matrix.boards if board.slug in matrix.running_boards]
        text = (
            f"{', '.join(names)}: du ser svaren så långt. Allt annat, också det samlade läget, är från den "
            "senast avslutade uppföljningen."
        )
        return Seen(text, "Visa det som andra ser", closed)
    if filters.closed and (audience.coordinates or audience.boards):
        return Seen("Så här ser andra det.", "Visa svaren så långt", filters.address(closed=False))
    return None


def _caption(number: int, total: int, filters: Filters) -> str:
    """ "Visar sju av 27 uppdrag." after a choice."""
    if not filters.chosen or not number:
        return ""
    return f"Visar {number_word(number, neuter=True)} av {number_word(total, neuter=True)} uppdrag."


def _column(board: BoardRow, filters: Filters, matrix: Matrix) -> Column:
    return Column(
        board.slug,
        board.name,
        column_heading(board.name),
        filters.address(board=board.slug),
        board.slug in matrix.running_boards,
    )


class _Looks:
    """The looks that have been met, numbered."""

    def __init__(self) -> None:
        self._numbers: dict[Look, int] = {}
        self._of_share: dict[tuple[Meaning | None, str, bool, bool, bool], int] = {}

    @property
    def all(self) -> list[Look]:
        return list(self._numbers)

    def number(self, look: Look) -> int:
        return self._numbers.setdefault(look, len(self._numbers))

    def of_share(self, share: Share) -> int:
        said = share.said
        key = (
            said.state.meaning if said else None,
            said.label if said else "",
            share.lead,
            share.collected,
            share.counts,
        )
        if key not in self._of_share:
            kind = "mark" if share.counts else "elsewhere"
            look = Look(kind, key[0], share_word(share), share.lead)
            self._of_share[key] = self.number(look)
        return self._of_share[key]


def _row(
    plan: Plan, line: Line, boards: Sequence[BoardRow], filters: Filters, looks: _Looks, today: date
) -> RowView:
    found = line.assignment
    shares = {share.board: looks.of_share(share) for share in found.shares}
    area = "" if filters.area or not found.focus_area else f"{found.focus_area}. "
    text = " ".join(found.short_text.split()).removesuffix(".")
    end = "mark" if line.state else "elsewhere"
    return RowView(
        text=text or f"{capitalised(str(plan.kind.words['row_singular']))} {found.number}",
        number=found.number if plan.kind.numbered else "",
        href=url_for("plans.activity", plan_slug=plan.slug, number=found.number),
        note=area + answer_by_words(found.answer_by),
        overdue=found.overdue(today, line.state),
        council=found.council,
        cells=tuple(shares.get(board.slug) for board in boards),
        end=looks.number(Look(end, line.state.meaning if line.state else None, line.word)),
    )
