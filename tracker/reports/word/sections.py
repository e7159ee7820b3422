"""A section for every row, and one for every key figure."""

from docx.document import Document
from docx.shared import Cm
from docx.text.paragraph import Paragraph

from tracker.reports import charts, words
from tracker.reports.blocks import blocks
from tracker.reports.content import ReportContent, Row
from tracker.reports.figure_groups import figure_groups
from tracker.reports.figure_words import figure_trend
from tracker.reports.figures import (
    NO_VALUES,
    SOURCE,
    ValueTable,
    describe,
    source_below,
)  # fmt: skip
from tracker.reports.layout import has_reporting, reported, told_in_table
from tracker.reports.printed_values import printed_table
from tracker.reports.word import parts, styles
from tracker.reports.word.contents import Chapters
from tracker.reports.word.figure_groups import add_group
from tracker.reports.word.grid import Grid, paragraph_in
from tracker.reports.word.overview import place_of_row
from tracker.reports.word.parts import write

_CHART_CM = 15.0


def add_reporting(document: Document, content: ReportContent, chapters: Chapters) -> None:
    """What is told about every row."""
    rows = reported(content)
    if not has_reporting(content):
        return
    chapters.add("rapportering")
    if not told_in_table(content):
        write(styles.new_paragraph(document), words.reporting_lead(content))
    for position, row in rows:
        heading = styles.new_paragraph(document, "Heading 2")
        write(heading, words.row_heading(content, row))
        place_of_row(heading, position)
        _row(document, content, row)


def _row(document: Document, content: ReportContent, row: Row) -> None:
    if decided := words.decided_text(row):
        write(styles.new_paragraph(document, styles.LABEL), words.FULL_TEXT)
        parts.add_blocks(document, decided, keep_last=True)
    told = told_in_table(content)
    texts, note = words.narratives(row, in_table=told), "" if told else words.standing_note(row)
    state = [] if told else _state(document, content, row)
    if row.meaning is None and not told:
        state.append(styles.new_paragraph(document))
        write(state[-1], words.UNANSWERED_HERE)
    if note:
        state.append(styles.new_paragraph(document, styles.NOTE))
        write(state[-1], note)
    # What is said of the row stays with the first of its texts.
    for line in state if texts else state[:-1]:
        line.paragraph_format.keep_with_next = True
    for narrative in texts:
        if narrative.label:
            write(styles.new_paragraph(document, styles.LABEL), narrative.label)
        parts.add_blocks(document, narrative.blocks)
    if row.key_figures:
        write(styles.new_paragraph(document, styles.LABEL), words.KEY_FIGURES)
        for figure in row.key_figures:
            write(styles.new_paragraph(document), words.figure_line(figure))


def _state(document: Document, content: ReportContent, row: Row) -> list[Paragraph]:
    """Status and year, each beside its label: the paragraphs."""
    status = styles.new_paragraph(document, styles.BESIDE)
    write(status, f"{content.words.status_heading}\t", bold=True)
    parts.status_tag(status, row.meaning, words.status_label(row))
    if known := words.last_known(row):
        write(status, f"  {known}")
    found = [status]
    if horizon := words.horizon(row):
        line = styles.new_paragraph(document, styles.BESIDE)
        found.append(line)
        write(line, f"{content.words.target_heading}\t", bold=True)
        note = words.horizon_note(row)
        write(line, f"{horizon} ({note})" if note else horizon)
    return found


def add_key_figures(document: Document, content: ReportContent, chapters: Chapters) -> None:
    """Every key figure with its trend in words, its diagram, its values and its source."""
    groups = figure_groups(content)
    if not groups:
        return
    chapters.add("nyckeltal")
    for group in groups:
        if group.heading:
            add_group(document, group)
            continue
        (captioned,) = group.figures
        write(styles.new_paragraph(document, "Heading 2"), captioned.heading)
        _figure(document, captioned)


def _figure(document: Document, captioned: words.Captioned) -> None:
    figure, caption = captioned.figure, captioned.caption
    parts.add_blocks(document, blocks(figure_trend(figure)), keep=True)
    picture = charts.png(figure)
    if picture:
        parts.add_picture(document, picture, _CHART_CM, describe(figure), name=caption)
    line = styles.new_paragraph(document, "Caption")
    parts.counted_caption(line, captioned.lead, captioned.number, captioned.text)
    values = printed_table(figure)
    if values is None:
        write(styles.new_paragraph(document), NO_VALUES)
    else:
        _values(document, values, caption)
    if source := source_below(figure, values):
        line = styles.new_paragraph(document, styles.NOTE)
        line.paragraph_format.space_before = Cm(0.15)
        write(line, source)


def _values(document: Document, values: ValueTable, caption: str) -> None:
    """The values by period, with a column for their sources when they differ."""
    columns = len(values.headings) - 1
    widths = [3.6, *(min(3.4, (6.4 if values.sources else 12.4) / columns) for _ in range(columns))]
    headings, rows = list(values.headings), [list(row) for row in values.rows]
    if values.sources:
        headings.append(SOURCE)
        widths.append(styles.TEXT_WIDTH_CM - sum(widths))
        rows = [[*row, source] for row, source in zip(rows, values.sources, strict=True)]
    table = Grid(document, widths, name=f"Värden. {caption}")
    table.heading(headings)
    for row in rows:
        for cell, text in zip(table.row(), row, strict=True):
            write(paragraph_in(cell), text)
    table.end()
