"""Hands out the report of a closed follow-up: the file as it was frozen."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from tracker.domain.swedish.words import joined
from tracker.queries.people.access import plan_by_slug
from tracker.queries.plans.frozen import FrozenReport, frozen_file, frozen_report
from tracker.reports.content import ReportContent, frozen_content
from tracker.services.refusal import Refusal
from tracker.services.reports.formats import FORMATS, LETTER, Format
from tracker.services.reports.kept_file import keep_file

# As much as every database's integer holds.
_LARGEST = 2**31 - 1


@dataclass(frozen=True)
class ReportDocument:
    """A report as a file. `filename` has no å, ä, ö; `sha256` is that of the bytes."""

    data: bytes
    media_type: str
    filename: str
    sha256: str
    as_of: date
    version: int


class ReportRefused(Refusal):
    """No such report, or not the frozen one any more.

    `why`: unknown-format, unknown-plan, no-follow-up, unknown-version, no-letter or not-as-frozen.
    """

    def __init__(self, why: str, message: str, status: int = 404) -> None:
        super().__init__(message, status)
        self.why = why


def produce(
    plan_slug: str, *, as_of: date | None = None, version: int | None = None, format: str = "docx"
) -> ReportDocument:
    """The frozen file of the newest closed follow-up on or before `as_of` (else the newest of all).

    `version` None is the newest version (rule 4). The bytes are those of the freeze, by their SHA-256; a format
    that did not exist then is made of the frozen content once, and kept. Raises ReportRefused when there is no
    such format, plan, follow-up or version, and when what is stored is not what was frozen (rule 8).
    """
    _check_format(format)
    found = _found(plan_slug, as_of, version)
    return _document(found, _data(found, format), f"uppfoljning-{plan_slug}", FORMATS[format])


def produce_letter(
    plan_slug: str, *, as_of: date | None = None, version: int | None = None
) -> ReportDocument:
    """The tjänsteskrivelse that was frozen with the report, in Word. Raises ReportRefused, also "no-letter"."""
    found = _found(plan_slug, as_of, version)
    file = frozen_file(found.version_id, LETTER)
    if file is None:
        raise ReportRefused("no-letter", "Ingen tjänsteskrivelse är fryst med den versionen av rapporten.")
    _check_intact(file.data, file.sha256)
    return _document(found, file.data, f"tjansteskrivelse-{plan_slug}", FORMATS["docx"])


def _document(found: FrozenReport, data: bytes, name: str, format: Format) -> ReportDocument:
    day = found.follow_up.as_of
    filename = f"{name}-{day.isoformat()}.{format.name}"
    return ReportDocument(data, format.media_type, filename, sha256(data).hexdigest(), day, found.number)


def _found(plan_slug: str, as_of: date | None, version: int | None) -> FrozenReport:
    """The frozen version that is asked for. Raises ReportRefused."""
    plan = plan_by_slug(plan_slug)
    if plan is None:
        raise ReportRefused("unknown-plan", "Planen finns inte.")
    found = frozen_report(plan.id, as_of)
    if found is None:
        raise ReportRefused("no-follow-up", "Det finns ingen avslutad uppföljning till och med det datumet.")
    if version is not None and version != found.number:
        older = frozen_report(plan.id, as_of, version) if 0 < version <= _LARGEST else None
        if older is None:
            raise ReportRefused("unknown-version", "Den versionen av rapporten finns inte.")
        found = older
    return found


def intact_content(digest: str, text: str) -> ReportContent:
    """The frozen content, when its SHA-256 is the one of the freeze (rule 8). Raises ReportRefused (500)."""
    _check_intact(text.encode(), digest)
    return frozen_content(digest, text)


def _check_intact(data: bytes, digest: str) -> None:
    if sha256(data).hexdigest() != digest:
        raise ReportRefused(
            "not-as-frozen",
            "Rapporten som ligger lagrad är inte den som frystes: kontrollsumman stämmer inte. "
            "Den visas därför inte. Den som sköter servern behöver återställa den från en säkerhetskopia.",
            500,
        )


def _check_format(format: str) -> None:
    if format not in FORMATS:
        raise ReportRefused("unknown-format", f"Rapporten finns som {joined(list(FORMATS))}.", 400)


def _data(found: FrozenReport, format: str) -> bytes:
    """The stored file; a format that came after the freeze is made of the frozen content, and stored."""
    file = frozen_file(found.version_id, format)
    if file is None:
        made = FORMATS[format].make(intact_content(found.sha256, found.text))
        file = keep_file(found.version_id, format, made)
    _check_intact(file.data, file.sha256)
    return file.data
