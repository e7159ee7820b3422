"""The matrix as Excel: what the page shows, and a line for every board's share with what it has said."""

from collections.abc import Iterator
from datetime import date, datetime, time

from tracker.domain.assignments import Assignment, Share
from tracker.domain.plan_fields import on_update
from tracker.models import Plan
from tracker.reports.tables import Cell, Table
from tracker.reports.xlsx import About, tables_xlsx
from tracker.web.assignments.filters import Filters
from tracker.web.assignments.matrix import Audience, Line, Matrix, read_matrix
from tracker.web.assignments.page import Shown, heading_of, shown
from tracker.web.assignments.words import share_word

_DECIDED = (
    "Beslut", "Beslutat den", "Paragraf", "Diarienummer", "Gavs på initiativ av", "Svar senast", "Försenat",
    "Beslut om fullgjort",
)  # fmt: skip
_SHARE = (
    "Nr", "Uppdrag", "Svar senast", "Nämnd", "Leder", "Ansvarig", "Status", "Bedöms bli klart", "Kommentar", "Orsak",
    "Återstår",
)  # fmt: skip
_SAID = ("Svarade", "Svaret är från")


def workbook_of(plan: Plan, asked: Filters, audience: Audience, today: date) -> bytes:
    """The workbook with the reader's filters; cells that begin with = + - @ are texts."""
    matrix = read_matrix(plan, audience, closed_only=asked.closed)
    found = shown(matrix, asked.known_to(matrix), today)
    about = About(
        heading_of(plan),
        plan.board.organisation.name,
        plan.title,
        str(plan.kind.name),
        datetime.combine(matrix.as_of or today, time(12)),
    )
    sheets = (_matrix(found, matrix, today), _shares(plan, found, matrix))
    return tables_xlsx(about, sheets, first_column_stays=True)


def _matrix(found: Shown, matrix: Matrix, today: date) -> Table:
    """The uppdrag first, since its column stays; then a column per board and what it counts as."""
    boards = tuple(board.name for board in found.boards)
    headings = ("Uppdrag", *boards, "Samlat läge", "Nr", matrix.focus_heading, *_DECIDED)
    rows = tuple(_row(line, found, today) for line in found.lines)
    return Table("Uppdrag", headings, rows)


def _row(line: Line, found: Shown, today: date) -> tuple[Cell, ...]:
    each = line.assignment
    words = {share.board: _with_lead(share) for share in each.shares}
    return (
        _text(each), *(words.get(board.slug, "") for board in found.boards), line.word,
        each.number, each.focus_area, each.source, each.decided_on, each.decided_paragraph, each.diarienummer,
        each.asked_by, each.answer_by, "försenat" if each.overdue(today, line.state) else "", each.council,
    )  # fmt: skip


def _with_lead(share: Share) -> str:
    return f"{share_word(share)} (leder)" if share.lead else share_word(share)


def _text(assignment: Assignment) -> str:
    return assignment.full_text or assignment.short_text


def _shares(plan: Plan, found: Shown, matrix: Matrix) -> Table:
    year = (matrix.as_of or plan.valid_from or date.min).year
    own = on_update(plan.kind.own_fields)
    headings = (*_SHARE, *(field.heading_in(year) for field in own), *_SAID)
    names = {board.slug: board.name for board in matrix.boards}
    rows = tuple(
        line for each in found.lines for line in _lines(each.assignment, names, [field.key for field in own])
    )
    return Table("Nämndernas delar", headings, rows)


def _lines(assignment: Assignment, names: dict[str, str], keys: list[str]) -> Iterator[tuple[Cell, ...]]:
    for share in assignment.shares:
        said, state = share.said, share.state
        horizon: Cell = state.target_year or ("Ständigt pågående" if state.ongoing else None)
        yield (
            assignment.number, _text(assignment), assignment.answer_by, names[share.board],
            "leder" if share.lead else "", share.owner, share_word(share), horizon,
            said.comment if said else "", said.cause if said else "", said.remaining_work if said else "",
            *((said.fields.get(key, "") if said else "") for key in keys),
            said.by if said else "", said.on if said else None,
        )  # fmt: skip
