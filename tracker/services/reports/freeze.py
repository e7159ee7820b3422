"""Freezes a follow-up: text, counts, legend and values are copied, with a SHA-256 of every file (rule 8)."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select

from tracker.models import FollowUp, ReportFile, ReportVersion, User, db
from tracker.reports.content import to_json
from tracker.services.reports.assemble_report import live_content
from tracker.services.reports.formats import AT_ONCE
from tracker.services.reports.word_template import made_for


def freeze(
    follow_up: FollowUp, *, by: User | None, now: datetime, reason: str | None = None
) -> ReportVersion:
    """Appends the next version of a closed follow-up's report. The caller holds the lock and commits.

    `reason` tells why a rättelse was made; the versions before it stay as they are.
    """
    newest = db.session.scalar(
        select(func.max(ReportVersion.number)).where(ReportVersion.follow_up_id == follow_up.id)
    )
    number = (newest or 0) + 1
    content = live_content(follow_up.plan, follow_up, version=number)
    text = to_json(content)
    version = ReportVersion(
        follow_up=follow_up,
        number=number,
        reason=reason,
        content=text,
        content_sha256=_digest(text.encode()),
        frozen_at=now,
        frozen_by_id=by.id if by else None,
        files=[
            ReportFile(format=format, sha256=_digest(data), data=data)
            for format, data in (
                (name, made_for(follow_up.plan.organisation_id, name, content)) for name in AT_ONCE
            )
        ],
    )
    db.session.add(version)
    db.session.flush()
    return version


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
