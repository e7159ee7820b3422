"""Key figures under a heading in Word: one table, small diagrams two and two, then what is told of each."""

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm
from docx.table import _Cell

from tracker.reports import charts
from tracker.reports.blocks import blocks
from tracker.reports.figure_groups import FigureGroup
from tracker.reports.figure_tables import FIGURE_HEADING, FigureRow
from tracker.reports.figure_words import figure_trend
from tracker.reports.figures import NO_VALUES, describe
from tracker.reports.word import parts, styles
from tracker.reports.word.grid import Grid, paragraph_in
from tracker.reports.word.parts import write
from tracker.reports.words import Captioned

#: Pixels and cm of a diagram beside another one: the letters are as large as in a wide one.
_SMALL, _SMALL_CM = 280, 7.4
#: Wide enough for "Utfall År 2021" on two lines, and no wider than a few numbers need.
_NARROWEST, _WIDEST = 1.7, 2.2


def add_group(document: Document, group: FigureGroup) -> None:
    """The figures under their heading."""
    write(styles.new_paragraph(document, "Heading 2"), group.heading)
    if group.table is None:
        write(styles.new_paragraph(document), NO_VALUES)
    else:
        _table(document, group)
        for note in (group.source, group.table.note):
            if note:
                line = styles.new_paragraph(document, styles.NOTE)
                line.paragraph_format.space_before = Cm(0.15)
                write(line, note)
    _diagrams(document, group)
    for captioned in group.figures:
        if told := figure_trend(captioned.figure):
            write(styles.new_paragraph(document, styles.LABEL), captioned.heading)
            parts.add_blocks(document, blocks(told))


def _table(document: Document, group: FigureGroup) -> None:
    assert group.table is not None
    columns = len(group.table.headings)
    width = min(_WIDEST, max(_NARROWEST, 9.0 / columns))
    grid = Grid(document, [styles.TEXT_WIDTH_CM - width * columns, *[width] * columns], name=group.heading)
    grid.heading([FIGURE_HEADING, *group.table.headings])
    for row in group.table.rows:
        name, *cells = grid.row()
        _name(name, row)
        for cell, text in zip(cells, row.cells, strict=True):
            write(paragraph_in(cell), text)
    grid.end()


def _name(cell: _Cell, row: FigureRow) -> None:
    """The figure's name with its unit, or which part of it the row has."""
    line = paragraph_in(cell)
    if not row.first:
        line.paragraph_format.left_indent = Cm(0.5)
        write(line, row.part)
        return
    write(line, row.name)
    for note in (row.note, row.part):
        if note:
            write(cell.add_paragraph(style=styles.CELL), note, small=True)


def _diagrams(document: Document, group: FigureGroup) -> None:
    drawn = [(one, png) for one in group.figures if (png := charts.png(one.figure, _SMALL))]
    if not drawn:
        return
    styles.new_paragraph(document, styles.CELL)
    grid = Grid(document, [styles.TEXT_WIDTH_CM / 2] * 2, name=f"Diagram. {group.heading}")
    for left in range(0, len(drawn), 2):
        cells = grid.bare_row()
        for cell, (captioned, png) in zip(cells, drawn[left : left + 2], strict=False):
            _diagram(document, cell, captioned, png)
    styles.new_paragraph(document, styles.CELL)


def _diagram(document: Document, cell: _Cell, captioned: Captioned, png: bytes) -> None:
    room = styles.text_width_cm(document) / 2 - 0.3
    picture = paragraph_in(cell)
    picture.alignment = WD_ALIGN_PARAGRAPH.LEFT
    parts.picture_in(picture, png, min(_SMALL_CM, room), describe(captioned.figure), name=captioned.caption)
    line = cell.add_paragraph(style="Caption")
    parts.counted_caption(line, captioned.lead, captioned.number, captioned.text)
