"""The report as a Word file."""

import docx
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Cm

from tracker.reports import bar, charts, words
from tracker.reports.content import KeyFigureContent, ReportContent, Row
from tracker.reports.figures import (
    NO_VALUES,
    SOURCE,
    ValueTable,
    describe,
    has_chart,
    source_line,
    value_table,
)  # fmt: skip
from tracker.reports.word import package, parts, styles
from tracker.reports.word.parts import write

_HEAD_WIDTHS = (8.4, 3.2, 4.4)
_ROW_WIDTHS = (1.1, 8.3, 3.3, 3.3)
_CHART_CM = 15.0


def report_docx(content: ReportContent) -> bytes:
    """The report as .docx: the words, rows and numbers of the page; the same bytes for the same content."""
    document = docx.Document()
    styles.prepare(document)
    package.set_properties(document, content)
    _head(document, content)
    _introduction(document, content)
    _summary(document, content)
    _overview(document, content)
    _reporting(document, content)
    _key_figures(document, content)
    _footer(document, content)
    return package.to_bytes(document)


def _head(document: Document, content: ReportContent) -> None:
    """Sender at the left; date, version, dnr and role at the right."""
    table = parts.bare_table(document, _HEAD_WIDTHS)
    cells = parts.new_row(table, _HEAD_WIDTHS)
    sender = parts.fill(cells[0], styles.HEAD)
    write(sender, content.organisation, bold=True)
    for line in (content.board, words.KIND):
        write(cells[0].add_paragraph(style=styles.HEAD), line)
    facts = words.head_facts(content)
    for cell, pair in ((cells[1], facts[:2]), (cells[2], facts[2:])):
        for position, (label, value) in enumerate(pair):
            heading = cell.add_paragraph(style=styles.HEAD) if position else parts.fill(cell, styles.HEAD)
            write(heading, label, small=True)
            write(cell.add_paragraph(style=styles.HEAD), value)
    styles.line_under(document.add_paragraph(style=styles.HEAD))
    write(document.add_paragraph(style="Title"), words.heading(content))
    write(document.add_paragraph(style="Subtitle"), words.subtitle(content))


def _introduction(document: Document, content: ReportContent) -> None:
    parts.add_blocks(document, words.blocks(content.introduction))
    if not content.legend:
        return
    lead = document.add_paragraph(style=styles.LABEL)
    write(lead, f"{words.legend_lead(content)}:")
    for entry in words.definitions(content):
        line = document.add_paragraph(style=styles.BESIDE)
        parts.status_tag(line, entry.meaning, entry.label)
        write(line, f"\t{entry.definition}")


def _summary(document: Document, content: ReportContent) -> None:
    document.add_heading(words.SUMMARY, level=1)
    parts.add_blocks(document, words.blocks(content.summary))
    if content.sentence:
        write(document.add_paragraph(), content.sentence)
    if not content.groups:
        return
    counts = words.groups_text(content)
    parts.add_picture(document, bar.png(content.groups), styles.TEXT_WIDTH_CM, counts, name="Statusrad")
    line = document.add_paragraph(style=styles.NOTE)
    for position, group in enumerate(content.groups):
        write(line, f"{'   ' if position else ''}")
        write(line, str(group.count), bold=True)
        write(line, "\u00a0" + words.group_label(content, group).replace(" ", "\u00a0"))


def _overview(document: Document, content: ReportContent) -> None:
    document.add_heading(words.overview_heading(content), level=1)
    caption = words.table_caption(content)
    write(document.add_paragraph(style="Caption"), caption)
    names = content.words
    headings = (names.number_heading, names.text_heading, names.status_heading, names.target_heading)
    table = parts.add_table(document, headings, _ROW_WIDTHS, name=caption)
    for row in content.rows:
        number, text, status, horizon = parts.add_row(table, _ROW_WIDTHS)
        write(parts.fill(number), row.number, bold=True)
        write(parts.fill(text), row.short_text)
        parts.status_tag(parts.fill(status), row.meaning, words.status_label(row))
        if known := words.last_known(row):
            write(status.add_paragraph(style=styles.CELL), known, small=True)
        write(parts.fill(horizon), words.horizon(row))
        if note := words.horizon_note(row):
            write(horizon.add_paragraph(style=styles.CELL), note, small=True)
    document.add_paragraph(style=styles.CELL)


def _reporting(document: Document, content: ReportContent) -> None:
    document.add_heading(words.REPORTING, level=1)
    write(document.add_paragraph(), words.reporting_lead(content))
    for row in content.rows:
        _row(document, content, row)


def _row(document: Document, content: ReportContent, row: Row) -> None:
    write(document.add_heading(level=2), words.row_heading(content, row))
    if decided := words.decided_text(row):
        write(document.add_paragraph(style=styles.LABEL), words.FULL_TEXT)
        parts.add_blocks(document, decided)
    status = document.add_paragraph(style=styles.BESIDE)
    write(status, f"{content.words.status_heading}\t", bold=True)
    parts.status_tag(status, row.meaning, words.status_label(row))
    if known := words.last_known(row):
        write(status, f"  {known}")
    if horizon := words.horizon(row):
        line = document.add_paragraph(style=styles.BESIDE)
        write(line, f"{content.words.target_heading}\t", bold=True)
        note = words.horizon_note(row)
        write(line, f"{horizon} ({note})" if note else horizon)
    if row.meaning is None:
        write(document.add_paragraph(), words.UNANSWERED_HERE)
    if note := words.standing_note(row):
        write(document.add_paragraph(style=styles.NOTE), note)
    for narrative in words.narratives(row):
        if narrative.label:
            write(document.add_paragraph(style=styles.LABEL), narrative.label)
        parts.add_blocks(document, narrative.blocks)
    if row.key_figures:
        write(document.add_paragraph(style=styles.LABEL), words.KEY_FIGURES)
        for figure in row.key_figures:
            write(document.add_paragraph(), words.figure_line(figure))


def _key_figures(document: Document, content: ReportContent) -> None:
    figures = words.figures(content)
    if not figures:
        return
    chapter = document.add_heading(words.KEY_FIGURES, level=1)
    # Beside "keep with next": LibreOffice may leave two headings behind when their picture moves to a new page.
    chapter.paragraph_format.page_break_before = has_chart(figures[0].figure)
    for captioned in figures:
        write(document.add_heading(level=2), captioned.caption)
        _figure(document, captioned.figure, captioned.caption)


def _figure(document: Document, figure: KeyFigureContent, caption: str) -> None:
    parts.add_blocks(document, words.blocks(words.figure_trend(figure)), keep=True)
    picture = charts.png(figure)
    if picture:
        parts.add_picture(document, picture, _CHART_CM, describe(figure), name=caption)
    values = value_table(figure)
    if values is None:
        write(document.add_paragraph(), NO_VALUES)
    else:
        _values(document, values, caption)
    if source := source_line(figure):
        line = document.add_paragraph(style=styles.NOTE)
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
    table = parts.add_table(document, headings, widths, name=f"Värden. {caption}")
    for row in rows:
        for cell, text in zip(parts.add_row(table, widths), row, strict=True):
            write(parts.fill(cell), text)


def _footer(document: Document, content: ReportContent) -> None:
    line = document.sections[0].footer.paragraphs[0]
    line.paragraph_format.tab_stops.add_tab_stop(Cm(styles.TEXT_WIDTH_CM), WD_TAB_ALIGNMENT.RIGHT)
    write(line, f"{content.diarienummer or content.plan_title}\tSida ")
    parts.field(line, "PAGE", "1")
    write(line, " (")
    parts.field(line, "NUMPAGES", "1")
    write(line, ")")
