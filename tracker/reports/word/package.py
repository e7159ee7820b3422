"""The finished file: core properties from the content, and the same bytes for the same content."""

from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from tracker.reports import words
from tracker.reports.content import ReportContent
from tracker.reports.word.styles import LANGUAGE

# The earliest moment that a ZIP file can name: the content's own dates stand in the core properties.
_MOMENT = (1980, 1, 1, 0, 0, 0)


def set_properties(document: Document, content: ReportContent) -> None:
    """Title, subject, author, language and dates; the dates are the content's, never the clock's."""
    core = document.core_properties
    core.title = words.printable(words.heading(content))[:255]
    core.subject = words.printable(f"{content.plan_title}. {content.board}")[:255]
    core.author = core.last_modified_by = words.printable(content.organisation)[:255]
    core.language = LANGUAGE
    core.category = words.KIND
    core.keywords = words.printable(content.diarienummer or "")[:255]
    core.comments = ""
    core.revision = max(content.version or 1, 1)
    core.version = str(content.version or "")
    written = datetime.combine(content.report_on or content.as_of, time(12), UTC)
    core.created = core.modified = written.replace(tzinfo=None)


def to_bytes(document: Document) -> bytes:
    """The document as a .docx, without the template's thumbnail and with fixed times inside."""
    package: Any = document.part.package
    for name, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[name]
    saved = BytesIO()
    document.save(saved)
    fixed = BytesIO()
    with ZipFile(saved) as source, ZipFile(fixed, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            info = ZipInfo(entry.filename, _MOMENT)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            target.writestr(info, source.read(entry))
    return fixed.getvalue()
