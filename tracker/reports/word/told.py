"""The table of a kind of plan with columns of its own, as the municipality's own documents have it."""

import re
from collections.abc import Sequence
from math import sqrt

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.table import _Cell

from tracker.reports import words
from tracker.reports.blocks import blocks
from tracker.reports.content import ReportContent, Row
from tracker.reports.layout import (
    Holds,
    PlacedRow,
    TableColumn,
    answer_column,
    parts,
    standing,
    table_columns,
    text_of,
    wide,
)
from tracker.reports.word import parts as pieces
from tracker.reports.word import styles
from tracker.reports.word.grid import Grid, paragraph_in
from tracker.reports.word.parts import write
from tracker.reports.word.xml import element

#: Columns whose width does not follow from what they hold; a label needs the longest of ours in any font.
_FIXED = {Holds.NUMBER: 1.0, Holds.STATUS: 3.6, Holds.TARGET: 2.6, Holds.BOARD: 5.0}
#: An answer is given the room of so many letters when nobody has written any.
_ANSWER = 90
#: Where a line may end, and what a letter of the table takes in cm, bold ones in headings too.
_BREAKS = re.compile(r"(?<=-)|\s+|(?<=/)")
_LETTER, _AIR, _LONGEST_WORD = 0.185, 0.35, 24


def add_told(document: Document, content: ReportContent) -> None:
    """A table for every focus area, or one; on its side when it has many columns."""
    columns = table_columns(content)
    if wide(columns):
        _turn(document)
    widths = _widths(content, columns, styles.text_width_cm(document))
    if content.words.focus_heading:
        for place, part in enumerate(parts(content), 1):
            name = words.area_heading(content, place, part.heading)
            write(styles.new_paragraph(document, "Heading 2"), name)
            _table(document, content, columns, widths, part.rows, name)
    else:
        caption = styles.new_paragraph(document, "Caption")
        pieces.counted_caption(caption, words.TABLE, 1, content.rows_note)
        _table(document, content, columns, widths, parts(content)[0].rows, words.table_caption(content))
    if wide(columns):
        _turn(document)


def _turn(document: Document) -> None:
    """A new page, upright after one on its side and the other way round; its header and footer go on."""
    before = document.sections[-1]
    width, height, orientation = before.page_width, before.page_height, before.orientation
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.page_width, section.page_height = height, width
    upright = orientation == WD_ORIENT.PORTRAIT
    section.orientation = WD_ORIENT.LANDSCAPE if upright else WD_ORIENT.PORTRAIT


def _table(
    document: Document,
    content: ReportContent,
    columns: Sequence[TableColumn],
    widths: Sequence[float],
    rows: Sequence[PlacedRow],
    name: str,
) -> None:
    table = Grid(document, widths, name=name, of_width=sum(widths))
    table.heading([column.heading for column in columns])
    answer = answer_column(columns)
    for placed in rows:
        for cell, column in zip(table.long_row(), columns, strict=True):
            if column.once and placed.span != 1:
                _merge(cell, begins=placed.span > 1)
            if placed.span or not column.once:
                _fill(cell, content, placed.row, column, says_unanswered=column == answer)
    styles.new_paragraph(document, styles.CELL)


def _merge(cell: _Cell, *, begins: bool) -> None:
    """The cell goes on over the rows of one number."""
    merge = element("vMerge", val="restart") if begins else element("vMerge")
    # Before the borders, in the order of the standard.
    width = cell._tc.get_or_add_tcPr().find(element("tcW").tag)
    assert width is not None, "the grid gives every cell its width"
    width.addnext(merge)


def _fill(
    cell: _Cell, content: ReportContent, row: Row, column: TableColumn, *, says_unanswered: bool
) -> None:
    if column.holds is Holds.STATUS:
        status_of(cell, row)
        _notes(cell, row)
    elif column.holds is Holds.TARGET:
        horizon_of(cell, row)
    elif says_unanswered and row.meaning is None:
        write(paragraph_in(cell), words.UNANSWERED, small=True)
        _small(cell, words.last_known(row))
    else:
        _text(cell, text_of(content, row, column), bold=column.holds is Holds.NUMBER)
        if says_unanswered:
            _notes(cell, row)


def _text(cell: _Cell, text: str, *, bold: bool = False) -> None:
    """The paragraphs of the text; the items of a list begin with their bullet."""
    paragraph = None
    for block in blocks(text):
        for line in block.lines if block.bulleted else ("\n".join(block.lines),):
            paragraph = paragraph_in(cell) if paragraph is None else cell.add_paragraph(style=styles.CELL)
            write(paragraph, f"• {line}" if block.bulleted else line, bold=bold)


def _notes(cell: _Cell, row: Row) -> None:
    for note in dict.fromkeys((standing(row), words.standing_note(row))):
        _small(cell, note)


def _small(cell: _Cell, text: str) -> None:
    if text:
        write(cell.add_paragraph(style=styles.CELL), text, small=True)


def status_of(cell: _Cell, row: Row) -> None:
    """The status with the one before it, and the last one that is known when there is none."""
    paragraph = paragraph_in(cell)
    if row.changed_from:
        pieces.old(paragraph, row.changed_from, struck=True)
        paragraph = cell.add_paragraph(style=styles.CELL)
    pieces.status_tag(paragraph, row.meaning, words.status_label(row))
    _small(cell, words.last_known(row))


def horizon_of(cell: _Cell, row: Row) -> None:
    """The year with those before it struck through."""
    paragraph = paragraph_in(cell)
    if shown := words.horizon(row):
        for year in row.year_steps:
            pieces.old(paragraph, str(year), struck=True)
        write(paragraph, shown, bold=bool(row.year_steps))
    if row.year_uncertain and shown:
        _small(cell, words.UNCERTAIN)


def _widths(content: ReportContent, columns: Sequence[TableColumn], whole: float) -> list[float]:
    """Fixed ones first; the rest is shared by how much the texts hold, so that rows get no higher than they must.

    No column is narrower than its longest word, as far as all of them have room for theirs.
    """
    fixed = [_FIXED.get(column.holds, 0.0) for column in columns]
    weights = [0.0 if own else _weight(content, column) for own, column in zip(fixed, columns, strict=True)]
    floors = [
        0.0 if own else _longest_word(content, column) for own, column in zip(fixed, columns, strict=True)
    ]
    room = whole - sum(fixed)
    scale = min(1.0, room / max(sum(floors), 0.1))
    rest = max(room - scale * sum(floors), 0.0)
    return [
        own or scale * floor + rest * weight / max(sum(weights), 0.1)
        for own, floor, weight in zip(fixed, floors, weights, strict=True)
    ]


def _longest_word(content: ReportContent, column: TableColumn) -> float:
    """The width in cm that the column's longest word takes, with the air beside it."""
    texts = [column.heading, *(text_of(content, row, column) for row in content.rows)]
    pieces = (piece for text in texts for piece in _BREAKS.split(text))
    return min(max(map(len, pieces)), _LONGEST_WORD) * _LETTER + _AIR


def _weight(content: ReportContent, column: TableColumn) -> float:
    lengths = [len(text_of(content, row, column)) for row in content.rows]
    least = len(column.heading) if column.decided or column.holds is Holds.TEXT else _ANSWER
    return sqrt(max(sum(lengths) / max(len(lengths), 1), least))
