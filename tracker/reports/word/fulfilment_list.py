"""The list of uppdrag that are proposed as fulfilled, as a Word file for the meeting."""

from docx.document import Document
from docx.table import _Cell

from tracker.reports import fulfilment_list as told
from tracker.reports.blocks import Block, blocks, printable
from tracker.reports.fulfilment_list import FulfilmentList, ListedUppdrag
from tracker.reports.word import package, parts, styles
from tracker.reports.word.grid import Grid, paragraph_in
from tracker.reports.word.head import title_block
from tracker.reports.word.parts import write
from tracker.reports.word.template import opened

_WIDTHS = (5.6, 6.2, 4.2)


def fulfilment_list_docx(content: FulfilmentList, template: bytes | None = None) -> bytes:
    """The list as .docx; the same bytes for the same content and template, which is a municipality's own."""
    document = opened(template)
    package.describe(
        document,
        title=told.TITLE,
        subject=f"{content.plan_title}. {content.board}",
        author=content.organisation,
        category=told.KIND,
        diarienummer=content.diarienummer,
        day=content.day,
    )
    title_block(document, (content.organisation, content.board, content.plan_title), content.head_facts)
    write(styles.new_paragraph(document, "Title"), told.TITLE)
    write(document.add_heading(level=1), told.PROPOSAL)
    lead = styles.new_paragraph(document)
    write(lead, content.proposal)
    if content.agreed:
        lead.paragraph_format.keep_with_next = True
        _table(document, told.TITLE, content.agreed)
    for heading, sentence, rows in content.sections:
        write(document.add_heading(level=1), heading)
        lead = styles.new_paragraph(document)
        write(lead, sentence)
        lead.paragraph_format.keep_with_next = True
        _table(document, heading, rows)
    parts.count_pages(document, printable(content.diarienummer or content.plan_title))
    return package.to_bytes(document)


def _table(document: Document, name: str, rows: tuple[ListedUppdrag, ...]) -> None:
    """One row per board's proposal; the uppdrag stands beside the first of its boards."""
    table = Grid(document, _WIDTHS, name=name)
    table.heading(told.HEADINGS)
    for row in rows:
        for position, proposal in enumerate(row.proposals):
            about, motivation, opinion = table.row()
            if position == 0:
                _uppdrag(about, row)
            write(paragraph_in(motivation), proposal.board, bold=True)
            _texts(motivation, proposal.motivation)
            if proposal.opinion:
                write(paragraph_in(opinion), proposal.opinion, bold=True)
                _texts(opinion, proposal.comment)
            if position == len(row.proposals) - 1:
                for sentence in row.silent:
                    write(motivation.add_paragraph(style=styles.CELL), sentence, small=True)
    table.end()
    styles.new_paragraph(document, styles.CELL)


def _uppdrag(cell: _Cell, row: ListedUppdrag) -> None:
    paragraph = paragraph_in(cell)
    if row.number:
        write(paragraph, f"{row.number}. ", bold=True)
    write(paragraph, row.text)
    for line in row.origin:
        write(cell.add_paragraph(style=styles.CELL), line, small=True)


def _texts(cell: _Cell, text: str) -> None:
    """The text as it was written: its paragraphs, and its lists with a bullet before each line."""
    for block in blocks(text):
        for line in _lines(block):
            write(cell.add_paragraph(style=styles.CELL), line)


def _lines(block: Block) -> tuple[str, ...]:
    return tuple(f"• {line}" for line in block.lines) if block.bulleted else ("\n".join(block.lines),)
