"""The finished file: core properties from the content, and the same bytes for the same content."""

from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from tracker.reports import words
from tracker.reports.blocks import printable
from tracker.reports.content import ReportContent
from tracker.reports.packing import same_bytes
from tracker.reports.word.styles import LANGUAGE


def set_properties(document: Document, content: ReportContent) -> None:
    """Title, subject, author, language and dates; the dates are the content's, never the clock's."""
    describe(
        document,
        title=words.heading(content),
        subject=f"{content.plan_title}. {content.board}",
        author=content.organisation,
        category=words.KIND,
        diarienummer=content.diarienummer or "",
        day=content.report_on or content.as_of,
    )
    core = document.core_properties
    core.revision = max(content.version or 1, 1)
    core.version = str(content.version or "")


def describe(
    document: Document, *, title: str, subject: str, author: str, category: str, diarienummer: str, day: date
) -> None:
    """The same of any document, of one day."""
    core = document.core_properties
    core.title = printable(title)[:255]
    core.subject = printable(subject)[:255]
    core.author = core.last_modified_by = printable(author)[:255]
    core.language = LANGUAGE
    core.category = category
    core.keywords = printable(diarienummer)[:255]
    core.comments = ""
    core.revision = 1
    core.created = core.modified = datetime.combine(day, time(12), UTC).replace(tzinfo=None)


def to_bytes(document: Document) -> bytes:
    """The document as a .docx, without the template's thumbnail and with fixed times inside."""
    package: Any = document.part.package
    for name, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[name]
    saved = BytesIO()
    document.save(saved)
    return same_bytes(saved.getvalue())
