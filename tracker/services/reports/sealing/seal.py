"""Seals of frozen reports: who can change the database alone, hashes and all, cannot make them.

A version's seal is an HMAC of what identifies it, its reason, the SHA-256 of its content and of every file that was
frozen with it, and the seal of the version before. A file that is made later has a seal of its own. A follow-up's
seal holds its state, how many versions there are, the newest one's seal, and the board's decision. The key is
derived from TRACKER_SECRET_KEY; each seal begins with a mark of its key, so that a changed TRACKER_SECRET_KEY is
told from a changed report.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime

from flask import current_app

from tracker.models import FollowUp, ReportFile, ReportVersion
from tracker.services.reports.formats import LETTER

_MARK_LENGTH = 8


def version_seal(version: ReportVersion, before: str | None) -> str:
    """The seal that the version should bear; `before` is that of the version before it, None for the first."""
    return sealed(_version_parts(version, before))


def file_seal(version: ReportVersion, file: ReportFile) -> str:
    """The seal that a file should bear which was made after its version was frozen."""
    return sealed(["file", version.content_sha256, version.number, file.format, file.sha256])


def head_seal(follow_up: FollowUp, versions: Sequence[ReportVersion]) -> str:
    """The seal that a follow-up with these versions, oldest first, should bear."""
    return sealed(_head_parts(follow_up, versions))


def version_digest(version: ReportVersion, before: str | None) -> str:
    """What the anchor knows a version by, whatever the key: a SHA-256 of all that its seal holds, and of the seal.

    A version without a manifest is held by its files, except those that have a seal of their own.
    """
    files = [[file.format, file.sha256] for file in version.files if not version.manifest and not file.seal]
    return _digest([_version_parts(version, before), version.seal, files])


def head_digest(follow_up: FollowUp, versions: Sequence[ReportVersion]) -> str:
    """The same for the follow-up itself."""
    return _digest([_head_parts(follow_up, versions), follow_up.frozen_seal])


def sealed_with_another_key(seal: str) -> bool:
    """Whether the seal was made with another TRACKER_SECRET_KEY, and cannot be judged."""
    return key_mark(seal) != mark()


def is_ours(seal: str | None) -> bool:
    """Whether there is a seal, and it says that the key of now made it."""
    return seal is not None and not sealed_with_another_key(seal)


def key_mark(seal: str) -> str:
    """The mark of the key that a seal says it was made with."""
    return seal[:_MARK_LENGTH]


def sealed(parts: Sequence[object]) -> str:
    """The seal of these parts with the key of now."""
    return f"{mark()}:{hmac.new(_key(), _text(parts).encode(), hashlib.sha256).hexdigest()}"


def mark() -> str:
    """The mark of the key of now."""
    return hmac.new(_key(), b"which key", hashlib.sha256).hexdigest()[:_MARK_LENGTH]


def _version_parts(version: ReportVersion, before: str | None) -> list[object]:
    follow_up = version.follow_up
    return [
        "version",
        follow_up.plan_id,
        _day(follow_up.as_of),
        version.number,
        version.reason or "",
        version.content_sha256,
        sorted((version.manifest or {}).items()),
        _time(version.frozen_at),
        version.frozen_by_title or "",
        before or "",
    ]


def _head_parts(follow_up: FollowUp, versions: Sequence[ReportVersion]) -> list[object]:
    newest = versions[-1] if versions else None
    return [
        "follow-up",
        follow_up.id,
        follow_up.plan_id,
        _day(follow_up.as_of),
        follow_up.state.value,
        _time(follow_up.closed_at),
        follow_up.frozen_revision,
        newest.number if newest else 0,
        (newest.seal if newest else None) or "",
        # A tjänsteskrivelse may be frozen after its version: that it was is held here.
        [[each.number, file.sha256] for each in versions for file in each.files if file.format == LETTER],
        follow_up.decision,
        follow_up.decided_paragraph or "",
        _day(follow_up.decided_on),
        follow_up.decided_version,
    ]


def _digest(parts: Sequence[object]) -> str:
    return hashlib.sha256(_text(parts).encode()).hexdigest()


def _text(parts: Sequence[object]) -> str:
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _time(time: datetime | None) -> str:
    return time.astimezone(UTC).isoformat() if time else ""


def _key() -> bytes:
    secret: str = current_app.config["SETTINGS"].secret_key
    # A key of its own: what signs sessions must not be able to seal reports.
    return hmac.new(secret.encode(), b"tracker report seals, version 1", hashlib.sha256).digest()
