"""The summary with its bar, what has changed, and the table of all rows."""

from typing import Any

from docx.document import Document
from docx.table import _Cell

from tracker.reports import bar, change_words, words
from tracker.reports.blocks import blocks, printable
from tracker.reports.content import ChangeLine, ReportContent
from tracker.reports.layout import told_in_table
from tracker.reports.word import parts, styles
from tracker.reports.word.contents import Chapters
from tracker.reports.word.grid import Grid, paragraph_in
from tracker.reports.word.parts import write
from tracker.reports.word.told import add_told, horizon_of, status_of
from tracker.reports.word.xml import bookmark, link

#: The status is wide enough for the longest of ours in any font that stands in for Calibri.
_WIDTHS = (1.0, 7.9, 4.0, 3.1)
_CHANGE_WIDTHS = (7.9, 3.7, 4.4)
#: After the numbers of the chapters' places.
_FIRST_PLACE = 1000


def add_summary(document: Document, content: ReportContent, chapters: Chapters) -> None:
    """The coordinator's text, the sentence of counts, and the bar with its groups."""
    chapters.add("sammanfattning")
    parts.add_blocks(document, blocks(content.summary))
    if content.sentence:
        write(styles.new_paragraph(document), content.sentence)
    if not content.groups:
        return
    counts = words.groups_text(content)
    parts.add_picture(document, bar.png(content.groups), styles.TEXT_WIDTH_CM, counts, name="Statusrad")
    line = styles.new_paragraph(document, styles.NOTE)
    for position, group in enumerate(content.groups):
        write(line, f"{'   ' if position else ''}")
        parts.add_shape(line, group.meaning)
        write(line, f"\u00a0{group.count}", bold=True)
        write(line, "\u00a0" + words.group_label(content, group).replace(" ", "\u00a0"))


def add_changes(document: Document, content: ReportContent, chapters: Chapters) -> None:
    """What is different since the follow-up before, a small table for each kind of change."""
    if content.changes is None:
        return
    chapters.add("andrat")
    if lead := change_words.changes_lead(content):
        write(styles.new_paragraph(document), lead)
    for group in change_words.change_groups(content):
        write(styles.new_paragraph(document, styles.LABEL), group.heading)
        table = Grid(document, _CHANGE_WIDTHS, name=group.heading)
        for line in group.lines:
            about, sentence, step = table.row()
            write(paragraph_in(about), change_words.change_name(line))
            write(paragraph_in(sentence), line.sentence)
            _step(step, line)
        styles.new_paragraph(document, styles.CELL)
    if content.changes.note:
        write(styles.new_paragraph(document, styles.NOTE), content.changes.note)


def _step(cell: _Cell, line: ChangeLine) -> None:
    """Old and new; the old one is struck through when it no longer holds."""
    paragraph = paragraph_in(cell)
    if line.old:
        parts.old(paragraph, line.old, struck=line.struck)
    if line.new:
        # A status, a year or a value: it stays on one line.
        write(paragraph, line.new.replace(" ", "\u00a0"), bold=True)
    if line.uncertain:
        write(cell.add_paragraph(style=styles.CELL), words.UNCERTAIN, small=True)


def add_overview(document: Document, content: ReportContent, chapters: Chapters) -> None:
    """The table of all rows; each number leads to the row's own section."""
    chapters.add("sammanstallning")
    if told_in_table(content):
        add_told(document, content)
        return
    caption = styles.new_paragraph(document, "Caption")
    parts.counted_caption(caption, words.TABLE, 1, content.rows_note)
    names = content.words
    headings = (names.number_heading, names.text_heading, names.status_heading, names.target_heading)
    table = Grid(document, _WIDTHS, name=words.table_caption(content))
    table.heading(headings)
    for position, row in enumerate(content.rows, 1):
        number, text, status, horizon = table.row()
        link(paragraph_in(number), _place(position), printable(row.number), bold=True)
        write(paragraph_in(text), row.short_text)
        status_of(status, row)
        horizon_of(horizon, row)
    table.end()
    styles.new_paragraph(document, styles.CELL)


def place_of_row(heading: Any, position: int) -> None:
    """Makes the heading of the row's section the place that its number in the table leads to."""
    bookmark(heading, _place(position), _FIRST_PLACE + position)


def _place(position: int) -> str:
    return f"rad_{position}"
