"""The first page's upper part: sender, facts, title, table of contents, and what the statuses mean."""

from docx.document import Document

from tracker.reports import words
from tracker.reports.blocks import blocks
from tracker.reports.content import ReportContent
from tracker.reports.word import parts, styles
from tracker.reports.word.contents import add_contents
from tracker.reports.word.grid import Grid, paragraph_in
from tracker.reports.word.parts import write

_WIDTHS = (8.4, 3.2, 4.4)


def add_head(document: Document, content: ReportContent) -> None:
    """Sender at the left; date, version, dnr and role at the right; then the title and the chapters."""
    title_block(document, (content.organisation, content.board, words.ATTACHED), words.head_facts(content))
    write(styles.new_paragraph(document, "Title"), words.heading(content))
    write(styles.new_paragraph(document, "Subtitle"), words.subtitle(content))
    if reason := words.reason_line(content):
        write(styles.new_paragraph(document, styles.NOTE), reason)
    add_contents(document, content)
    _introduction(document, content)


def title_block(document: Document, sender: tuple[str, ...], facts: tuple[tuple[str, str], ...]) -> None:
    """The lines of the sender, the first one bold, beside four facts in two columns."""
    cells = Grid(document, _WIDTHS).bare_row()
    first, *others = sender
    write(paragraph_in(cells[0], styles.HEAD), first, bold=True)
    for line in others:
        write(cells[0].add_paragraph(style=styles.HEAD), line)
    for cell, pair in ((cells[1], facts[:2]), (cells[2], facts[2:])):
        for position, (label, value) in enumerate(pair):
            heading = cell.add_paragraph(style=styles.HEAD) if position else paragraph_in(cell, styles.HEAD)
            write(heading, label, small=True)
            write(cell.add_paragraph(style=styles.HEAD), value)
    styles.line_under(styles.new_paragraph(document, styles.HEAD))


def _introduction(document: Document, content: ReportContent) -> None:
    parts.add_blocks(document, blocks(content.introduction))
    if not content.legend:
        return
    lead = styles.new_paragraph(document, styles.LABEL)
    write(lead, f"{words.legend_lead(content)}:")
    for entry in words.definitions(content):
        line = styles.new_paragraph(document, styles.BESIDE)
        parts.status_tag(line, entry.meaning, entry.label)
        write(line, f"\t{entry.definition}")
