"""The tjänsteskrivelse of a follow-up: a draft while it is open, the frozen file when there is one."""

from dataclasses import dataclass, fields

from tracker.models import FollowUp, ReportVersion, Tjansteskrivelse, db
from tracker.reports.content import ReportContent
from tracker.reports.tjansteskrivelse import OwnTexts
from tracker.services.reports.formats import LETTER
from tracker.services.reports.word_template import template_of


@dataclass(frozen=True)
class WrittenLetter:
    """The stored texts and their version counter."""

    texts: OwnTexts
    version: int


def written(follow_up: FollowUp) -> WrittenLetter | None:
    """What has been written for the follow-up, or None when nothing has."""
    row = db.session.get(Tjansteskrivelse, follow_up.id, populate_existing=True)
    if row is None:
        return None
    return WrittenLetter(
        OwnTexts(**{each.name: getattr(row, each.name) for each in fields(OwnTexts)}), row.version
    )


def letter_of(follow_up: FollowUp, content: ReportContent) -> bytes | None:
    """The Word file with the texts as they stand now, around that content; None when nothing is written."""
    letter = written(follow_up)
    if letter is None:
        return None
    from tracker.reports.word.tjansteskrivelse import tjansteskrivelse_docx  # noqa: PLC0415  (as in formats.py)

    return tjansteskrivelse_docx(content, letter.texts, template_of(follow_up.plan.organisation_id))


def frozen_letter(version: ReportVersion) -> str | None:
    """The SHA-256 of the version's frozen tjänsteskrivelse, if it has one."""
    return next((file.sha256 for file in version.files if file.format == LETTER), None)
