"""The tjänsteskrivelse as a Word file: head, title, and sections with what a person wrote and what is computed."""

from tracker.reports import tjansteskrivelse, words
from tracker.reports.blocks import printable
from tracker.reports.content import ReportContent
from tracker.reports.tjansteskrivelse import OwnTexts
from tracker.reports.word import package, parts
from tracker.reports.word.head import title_block
from tracker.reports.word.parts import write
from tracker.reports.word.template import opened


def tjansteskrivelse_docx(content: ReportContent, texts: OwnTexts, template: bytes | None = None) -> bytes:
    """The tjänsteskrivelse as .docx; the same bytes for the same content, texts and template.

    `template` is a municipality's own, as for the report.
    """
    document = opened(template)
    package.set_properties(document, content)
    document.core_properties.category = tjansteskrivelse.KIND
    lines = (content.organisation, texts.sender, tjansteskrivelse.addressed_to(content))
    sender = tuple(line for line in lines if line)
    title_block(document, sender, words.head_facts(content))
    write(document.add_paragraph(style="Title"), words.heading(content))
    for section in tjansteskrivelse.sections(content, texts):
        write(document.add_heading(level=1), section.heading)
        parts.add_blocks(document, section.blocks)
    parts.count_pages(document, printable(content.diarienummer or content.plan_title))
    return package.to_bytes(document)
