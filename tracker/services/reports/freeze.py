"""Freezes a follow-up: text, counts, legend and values are copied, with a SHA-256 of every file (rule 8)."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from tracker.models import FollowUp, ReportFile, ReportVersion, User, db
from tracker.queries.plans.versions import newest_version
from tracker.reports.content import ReportContent, to_json
from tracker.services.reports.assemble_report import live_content
from tracker.services.reports.formats import AT_ONCE, LETTER
from tracker.services.reports.sealing.follow import begin_anchor
from tracker.services.reports.sealing.head import next_revision, seal_head
from tracker.services.reports.sealing.seal import version_seal
from tracker.services.reports.tjansteskrivelse import letter_of
from tracker.services.reports.word_template import made_for


def freeze(
    follow_up: FollowUp,
    *,
    by: User | None,
    now: datetime,
    reason: str | None = None,
    content: ReportContent | None = None,
) -> ReportVersion:
    """Appends the next version of a closed follow-up's report. The caller holds the lock, commits, and `follow`s.

    `reason` tells why a rättelse was made, and `content` what it says; the versions before it stay as they are.
    Without `content` the tables are frozen as they stand.
    """
    begin_anchor()
    revision = next_revision(follow_up)
    before = newest_version(follow_up.id)
    number = before.number + 1 if before else 1
    said = replace(content or live_content(follow_up.plan, follow_up), version=number, reason=reason or "")
    text, files = to_json(said), _files(follow_up, said)
    version = ReportVersion(
        follow_up=follow_up,
        number=number,
        reason=reason,
        content=text,
        content_sha256=digest(text.encode()),
        frozen_at=now,
        frozen_by_id=by.id if by else None,
        frozen_by_title=by.title if by else None,
        files=[ReportFile(format=format, sha256=digest(data), data=data) for format, data in files.items()],
        manifest={format: digest(data) for format, data in sorted(files.items())},
    )
    version.seal = version_seal(version, before.seal if before else None)
    db.session.add(version)
    db.session.flush()
    seal_head(follow_up, revision)
    return version


def digest(data: bytes) -> str:
    """The SHA-256 as the tables hold it."""
    return sha256(data).hexdigest()


def _files(follow_up: FollowUp, content: ReportContent) -> dict[str, bytes]:
    """The report in every format, and the tjänsteskrivelse when it is written."""
    files = {name: made_for(follow_up.plan.organisation_id, name, content) for name in AT_ONCE}
    letter = letter_of(follow_up, content)
    return {**files, LETTER: letter} if letter is not None else files
