"""What may be taken over by a person's word: seals of another key, versions without one, an anchor made anew."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, NoResultFound

from tracker.models import FollowUp, ReportVersion, db
from tracker.services.reports.sealing.head import Head, head_of
from tracker.services.reports.sealing.seal import is_ours, key_mark, version_seal
from tracker.services.reports.sealing.verify_frozen import frozen_rows
from tracker.services.reports.sealing.verify_version import whole


@dataclass(frozen=True)
class TakenOver:
    """A line for each thing that was taken over, and for each that was not, with why."""

    taken: tuple[str, ...]
    refused: tuple[str, ...]


def heads(known: frozenset[int]) -> Iterator[tuple[int, str, Head | None]]:
    """Every frozen follow-up, held until the transaction ends; None for one that cannot be read."""
    for row in frozen_rows(known):
        try:
            db.session.get(FollowUp, row.id, with_for_update=True, populate_existing=True)
            yield row.id, row.name, head_of(row.id)
        except (NoResultFound, LookupError, ValueError, TypeError, DBAPIError):
            yield row.id, row.name, None


def why_not(head: Head) -> str | None:
    """Why nobody may take the follow-up over as it is, a line; None when hashes and seals of our key fit."""
    if [version.number for version in head.versions] != list(range(1, len(head.versions) + 1)):
        return f"{head.name}: a version is missing"
    before: str | None = None
    for version in head.versions:
        if not whole(version):
            return f"{head.name} version {version.number}: a SHA-256 does not fit"
        if is_ours(version.seal) and version.seal != version_seal(version, before):
            return f"{head.name} version {version.number}: its seal does not fit"
        before = version.seal
    if is_ours(head.follow_up.frozen_seal) and head.follow_up.frozen_seal != head.due:
        return f"{head.name}: it is not as it was sealed"
    return None


def seal_in_words(seal: str | None) -> str:
    """How a seal that is taken over is told."""
    return f"sealed with the key {key_mark(seal)}" if seal is not None else "without a seal"


def version_in_words(head: Head, version: ReportVersion) -> str:
    """How a version that is taken over is told, with what a person can compare."""
    return (
        f"{head.name} version {version.number}, {seal_in_words(version.seal)},"
        f" frozen {version.frozen_at:%Y-%m-%d}, SHA-256 {version.content_sha256}"
    )


def decision_in_words(head: Head) -> str:
    """Whether and when the board has decided."""
    day = head.follow_up.decided_on
    return f"decided {day}" if day else "not decided"
