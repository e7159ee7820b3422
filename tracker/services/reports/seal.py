"""Seals of frozen reports: who can change the database alone, hashes and all, cannot make them.

A version's seal is an HMAC of what identifies it, its reason, the SHA-256 of its content and of every file that was
frozen with it, and the seal of the version before. A file that is made later has a seal of its own. The key is
derived from TRACKER_SECRET_KEY; each seal begins with a mark of its key, so that a changed TRACKER_SECRET_KEY is
told from a changed report.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import UTC

from flask import current_app

from tracker.models import ReportFile, ReportVersion

_MARK_LENGTH = 8


def version_seal(version: ReportVersion, before: str | None) -> str:
    """The seal that the version should bear; `before` is that of the version before it, None for the first."""
    follow_up = version.follow_up
    return _sealed(
        [
            "version",
            follow_up.plan_id,
            follow_up.as_of.isoformat(),
            version.number,
            version.reason or "",
            version.content_sha256,
            sorted((version.manifest or {}).items()),
            version.frozen_at.astimezone(UTC).isoformat(),
            version.frozen_by_title or "",
            before or "",
        ]
    )


def file_seal(version: ReportVersion, file: ReportFile) -> str:
    """The seal that a file should bear which was made after its version was frozen."""
    return _sealed(["file", version.content_sha256, version.number, file.format, file.sha256])


def sealed_with_another_key(seal: str) -> bool:
    """Whether the seal was made with another TRACKER_SECRET_KEY, and cannot be judged."""
    return seal[:_MARK_LENGTH] != _mark()


def _sealed(parts: Sequence[object]) -> str:
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return f"{_mark()}:{hmac.new(_key(), text.encode(), hashlib.sha256).hexdigest()}"


def _mark() -> str:
    return hmac.new(_key(), b"which key", hashlib.sha256).hexdigest()[:_MARK_LENGTH]


def _key() -> bytes:
    secret: str = current_app.config["SETTINGS"].secret_key
    # A key of its own: what signs sessions must not be able to seal reports.
    return hmac.new(secret.encode(), b"tracker report seals, version 1", hashlib.sha256).digest()
