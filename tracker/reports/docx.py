"""The report as a Word file."""

from tracker.reports import words
from tracker.reports.blocks import printable
from tracker.reports.content import ReportContent
from tracker.reports.json_file import originals_json
from tracker.reports.word import package, parts
from tracker.reports.word.contents import Chapters
from tracker.reports.word.head import add_head
from tracker.reports.word.numbering import number_chapters
from tracker.reports.word.originals import carry_originals
from tracker.reports.word.overview import add_changes, add_overview, add_summary
from tracker.reports.word.sections import add_key_figures, add_reporting
from tracker.reports.word.template import opened


def report_docx(content: ReportContent, template: bytes | None = None) -> bytes:
    """The report as .docx: the words, rows and numbers of the page; the same bytes for the same content.

    `template` is a municipality's own .docx or .dotx (word/template.py): its page, styles, header and footer are
    used, and what it lacks is filled in. Without one the report has our own.
    """
    document = opened(template)
    number_chapters(document)
    package.set_properties(document, content)
    chapters = Chapters(document, content)
    add_head(document, content)
    add_summary(document, content, chapters)
    add_changes(document, content, chapters)
    add_overview(document, content, chapters)
    add_reporting(document, content, chapters)
    add_key_figures(document, content, chapters)
    parts.count_pages(document, printable(words.footer(content)))
    carry_originals(document, originals_json(content))
    return package.to_bytes(document)
