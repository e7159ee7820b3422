"""The table of rows of a kind of plan that has columns of its own: which columns, in which parts, row by row.

Every format prints the same of it. A plan without such columns has the table of four that it always had.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from tracker.domain.exchange.columns import Beside
from tracker.domain.swedish.sentence import sentence_of_answers
from tracker.domain.swedish.words import capitalised, long_date, number_word
from tracker.reports.content import ReportContent, Row, Words

#: What the column of boards is called.
BOARD_HEADING = Beside.BOARD.value
#: Under it a table stands upright on the paper.
_UPRIGHT = 5


class Holds(StrEnum):
    """What a column of the table holds."""

    NUMBER = "number"
    TEXT = "text"
    BOARD = "board"
    STATUS = "status"
    TARGET = "target"
    COMMENT = "comment"
    FIELD = "field"


@dataclass(frozen=True)
class TableColumn:
    """A column with its heading; `key` is that of the kind's own field, `decided` whether it is part of the plan."""

    holds: Holds
    heading: str
    key: str = ""
    decided: bool = False

    @property
    def once(self) -> bool:
        """Whether it says the same of all rows of a number, and is printed once for them."""
        return self.holds in (Holds.NUMBER, Holds.TEXT) or self.decided


@dataclass(frozen=True)
class PlacedRow:
    """A row in its place, from 1; `span` is how many rows of its number begin with it, 0 for the others of them."""

    row: Row
    position: int
    span: int


@dataclass(frozen=True)
class Part:
    """The rows of one focus area; `heading` is "" when the plan has none."""

    heading: str
    rows: tuple[PlacedRow, ...]


def told_in_table(content: ReportContent) -> bool:
    """Whether the table tells what was answered, as the kind's own documents do."""
    words = content.words
    return bool(content.columns or words.comment_heading or words.focus_heading or content.shared)


def table_columns(content: ReportContent) -> tuple[TableColumn, ...]:
    """The columns in the kind's order: what was decided, then who answers, then the answer."""
    return tuple(column for column, shown in _columns(content) if shown)


def _columns(content: ReportContent) -> Iterator[tuple[TableColumn, bool]]:
    words, rows = content.words, content.rows
    decided = [column for column in content.columns if column.decided]
    yield TableColumn(Holds.NUMBER, words.number_heading), content.numbered
    for column in decided:
        yield TableColumn(Holds.FIELD, column.heading, column.key, decided=True), column.before_text
    yield TableColumn(Holds.TEXT, words.text_heading), True
    for column in decided:
        yield TableColumn(Holds.FIELD, column.heading, column.key, decided=True), not column.before_text
    yield TableColumn(Holds.BOARD, BOARD_HEADING), len({row.board for row in rows}) > 1
    yield TableColumn(Holds.STATUS, words.status_heading), content.counted
    yield TableColumn(Holds.TARGET, words.target_heading), content.counted and _any_year(content)
    yield (
        TableColumn(Holds.COMMENT, words.comment_heading),
        content.counted and bool(words.comment_heading),
    )
    for column in content.columns:
        # Beside a status and a comment only when somebody wrote in it; where it is the answer it stands empty too.
        filled = not content.counted or any(row.field_values.get(column.key) for row in rows)
        yield TableColumn(Holds.FIELD, column.heading, column.key), not column.decided and filled


def _any_year(content: ReportContent) -> bool:
    given = any(row.target_year or row.ongoing for row in content.rows)
    return given or not content.words.comment_heading


def wide(columns: Sequence[TableColumn]) -> bool:
    """Whether the table needs the paper on its side."""
    return len(columns) > _UPRIGHT


def parts(content: ReportContent, rows: Sequence[Row] | None = None) -> tuple[Part, ...]:
    """The rows by focus area, in the order in which the areas first come; all in one when the kind has none.

    `rows` are those to show, all when it is None.
    """
    shown = content.rows if rows is None else rows
    places = {id(row): place for place, row in enumerate(content.rows, 1)}
    areas = [""]
    if content.words.focus_heading:
        areas = list(dict.fromkeys(row.focus_area for row in shown))
    return tuple(
        Part(
            area,
            _placed(
                [row for row in shown if not content.words.focus_heading or row.focus_area == area], places
            ),
        )
        for area in areas
    )


def _placed(rows: Sequence[Row], places: dict[int, int]) -> tuple[PlacedRow, ...]:
    found = []
    for _, group in groupby(rows, key=lambda row: row.number):
        together = list(group)
        for number, row in enumerate(together):
            found.append(PlacedRow(row, places[id(row)], 0 if number else len(together)))
    return tuple(found)


def answer_column(columns: Sequence[TableColumn]) -> TableColumn | None:
    """Where it stands that a row is not answered when there is no column for the status."""
    if any(column.holds is Holds.STATUS for column in columns):
        return None
    return next((column for column in columns if column.holds is Holds.FIELD and not column.decided), None)


def text_of(content: ReportContent, row: Row, column: TableColumn) -> str:
    """What the cell says, for columns that hold a text as it was written."""
    if column.holds is Holds.FIELD:
        return row.field_values.get(column.key, "")
    return {
        Holds.NUMBER: row.number,
        Holds.TEXT: row.short_text,
        Holds.BOARD: board_of(content, row),
        Holds.COMMENT: row.comment,
    }[column.holds]


def board_of(content: ReportContent, row: Row) -> str:
    """The board that answers: the plan's own when the row names none."""
    return row.board or content.board


def further(row: Row) -> bool:
    """Whether there is more to tell of the row than the table has room for."""
    decided = " ".join(row.full_text.split()) not in ("", " ".join(row.short_text.split()))
    return bool(decided or row.cause.strip() or row.remaining_work.strip() or row.key_figures)


def reported(content: ReportContent) -> tuple[tuple[int, Row], ...]:
    """The rows that have a section of their own, with their places: of a table that tells all, those with more."""
    placed = tuple(enumerate(content.rows, 1))
    return tuple(pair for pair in placed if further(pair[1])) if told_in_table(content) else placed


def has_reporting(content: ReportContent) -> bool:
    """Whether the report has a chapter about its rows: a table that tells all may leave nothing to say."""
    return not told_in_table(content) or bool(reported(content))


def standing(row: Row) -> str:
    """What is said below the status: that the council has decided, or since when it stands."""
    if row.council:
        return row.council
    return f"Rättad {long_date(row.corrected_on)}." if row.corrected_on else ""


def rate(content: ReportContent, row: Row) -> str:
    """ "Två av nio nämnder har svarat." of a row that several boards answer; "" where statuses say it."""
    shares = [other for other in content.rows if other.number == row.number]
    if content.counted or len(shares) < 2:
        return ""
    answered = sum(share.meaning is not None for share in shares)
    if answered in (0, len(shares)):
        return "Ingen nämnd har svarat." if not answered else "Alla nämnder har svarat."
    return f"{capitalised(number_word(answered))} av {number_word(len(shares))} nämnder har svarat."


def answers_told(rows: Sequence[Row], words: Words) -> str:
    """How many have answered, of a kind without statuses: by board where several answer each row."""
    numbers = {row.number for row in rows}
    boards = {row.board: [other for other in rows if other.board == row.board] for row in rows}
    shared = len(numbers) < len(rows)
    answered = [(len(own), sum(row.meaning is not None for row in own)) for own in boards.values()]
    return sentence_of_answers(
        len(numbers),
        sum(row.meaning is not None for row in rows),
        answered if shared else (),
        row_plural=words.row_plural if len(numbers) != 1 else words.row_singular,
    )
