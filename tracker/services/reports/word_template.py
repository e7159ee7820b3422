"""The organisation's own Word template: taken, found for its reports, and taken away."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select

from tracker.importers.imported import FileRefused
from tracker.importers.opening import plain_name
from tracker.importers.sandbox import run_reader
from tracker.importers.template.check import check_name
from tracker.importers.template.refusals import damaged, too_much
from tracker.importers.template.taken import TakenTemplate
from tracker.models import Organisation, ReportTemplate, db
from tracker.reports.content import ReportContent
from tracker.services.refusal import Refusal
from tracker.services.reports.formats import FORMATS

#: How the sandbox finds the reader.
READER = "tracker.services.reports.template_reader:read_template"


class TemplateRefused(Refusal):
    """A file that no report can be written into; `why` is the importers' word for it."""

    def __init__(self, why: str, message: str) -> None:
        super().__init__(message, 400)
        self.why = why


def save_template(
    organisation_id: int, data: bytes, filename: str, *, by_title: str | None, now: datetime
) -> list[str]:
    """Puts the template in the place of the one before; what it lacks, a sentence each.

    `by_title` is the role of who uploads it. The same file sent twice counts once. Raises TemplateRefused, and
    then the one before is still there.
    """
    filename = plain_name(filename)
    found = _checked(data, filename)
    # The organisation's row is the lock: two uploads at once come one after the other.
    db.session.execute(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update())
    kept = db.session.get(ReportTemplate, organisation_id)
    digest = sha256(data).hexdigest()
    if kept is None:
        kept = ReportTemplate(organisation_id=organisation_id)
        db.session.add(kept)
    elif kept.sha256 == digest:
        db.session.rollback()
        return found
    kept.filename, kept.sha256, kept.data, kept.lacks = filename, digest, data, found
    kept.uploaded_at, kept.by_title = now, by_title
    db.session.commit()
    return found


def remove_template(organisation_id: int) -> None:
    """Gives the reports to come the service's own looks again; frozen ones stay as they are."""
    db.session.execute(delete(ReportTemplate).where(ReportTemplate.organisation_id == organisation_id))
    db.session.commit()


def template_of(organisation_id: int) -> bytes | None:
    """The organisation's template as it was uploaded, or None."""
    return db.session.scalar(
        select(ReportTemplate.data).where(ReportTemplate.organisation_id == organisation_id)
    )


def made_for(organisation_id: int, format: str, content: ReportContent) -> bytes:
    """The content in the format (a name in FORMATS); Word in the looks of the organisation's template."""
    if format == "docx":
        from tracker.reports.docx import report_docx  # noqa: PLC0415  (as in formats.py)

        return report_docx(content, template_of(organisation_id))
    return FORMATS[format].make(content)


def _checked(data: bytes, filename: str) -> list[str]:
    """What the template lacks; a whole report has been written into it, in the sandbox."""
    try:
        check_name(len(data), filename)
        return list(run_reader(READER, TakenTemplate, data, filename).lacks)
    except FileRefused as refused:
        told = _in_words_of_templates(refused)
        raise TemplateRefused(told.why, str(told)) from refused


def _in_words_of_templates(refused: FileRefused) -> FileRefused:
    """The sandbox speaks of reports with tables when it ran out of memory or time, or a library fell."""
    if refused.why in ("too-slow", "too-heavy"):
        return too_much()
    return damaged() if refused.why.startswith("damaged-") else refused
