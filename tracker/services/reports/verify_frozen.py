"""Whether every frozen report is still the one that was frozen: hashes, seals, and nothing missing (rule 8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import LargeBinary, cast, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import defer, joinedload

from tracker.domain.terms import FROZEN_STATES
from tracker.models import FollowUp, Plan, ReportFile, ReportVersion, db
from tracker.services.reports.freeze import digest
from tracker.services.reports.seal import file_seal, sealed_with_another_key, version_seal


class Wrong(StrEnum):
    """What is wrong with a frozen report."""

    CONTENT_CHANGED = "CONTENT_CHANGED"
    FILE_CHANGED = "FILE_CHANGED"
    FILE_MISSING = "FILE_MISSING"
    VERSION_MISSING = "VERSION_MISSING"
    #: The hash agrees with what is stored, but not with the seal: both were changed.
    SEAL_BROKEN = "SEAL_BROKEN"
    #: It was frozen after seals had come, and has none.
    UNSEALED = "UNSEALED"
    #: TRACKER_SECRET_KEY is another one than at the freeze: nothing can be said of the seal.
    OTHER_KEY = "OTHER_KEY"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and where; `format` is empty for the version as a whole."""

    plan: str
    as_of: date
    version: int
    format: str
    wrong: Wrong


@dataclass(frozen=True)
class Verified:
    """How much was looked at, and what was found. `unsealed` versions are older than seals: hashes alone hold them."""

    versions: int
    files: int
    unsealed: int
    findings: tuple[Finding, ...]


def verify_frozen() -> Verified:
    """Computes every SHA-256 and every seal anew, one file in memory at a time. Reads only."""
    findings: list[Finding] = []
    versions = files = unsealed = 0
    first_sealed = db.session.scalar(
        select(ReportVersion.id).where(ReportVersion.seal.is_not(None)).order_by(ReportVersion.id).limit(1)
    )
    for follow_up in frozen_follow_ups():
        before: str | None = None
        numbers = []
        for version in versions_in_order(follow_up):
            versions += 1
            numbers.append(version.number)
            old = version.seal is None and (first_sealed is None or version.id < first_sealed)
            unsealed += old
            findings += _of_version(version, before, old=old)
            before = version.seal
            files += len(version.files)
            # What was read is let go: a municipality may have hundreds of versions.
            db.session.expunge(version)
        last = max(numbers, default=1)
        findings += [
            _finding(follow_up, number, Wrong.VERSION_MISSING)
            for number in range(1, last + 1)
            if number not in numbers
        ]
    return Verified(versions, files, unsealed, tuple(findings))


def frozen_follow_ups() -> list[FollowUp]:
    """Every follow-up that has frozen versions, by plan and day."""
    query = (
        select(FollowUp)
        .join(Plan, FollowUp.plan_id == Plan.id)
        .where(FollowUp.state.in_(FROZEN_STATES))
        .options(joinedload(FollowUp.plan))
        .order_by(Plan.slug, FollowUp.as_of)
    )
    return list(db.session.scalars(query))


def versions_in_order(follow_up: FollowUp) -> Iterator[ReportVersion]:
    """The frozen versions of a follow-up, oldest first, each read when it is asked for."""
    ids = select(ReportVersion.id).where(ReportVersion.follow_up_id == follow_up.id)
    for version_id in db.session.scalars(ids.order_by(ReportVersion.number)).all():
        yield db.session.get_one(
            ReportVersion, version_id, populate_existing=True, options=[defer(ReportVersion.content)]
        )


def _of_version(version: ReportVersion, before: str | None, *, old: bool) -> Iterator[Finding]:
    follow_up, number = version.follow_up, version.number
    if _content_digest(version) != version.content_sha256:
        yield _finding(follow_up, number, Wrong.CONTENT_CHANGED)
    if not old and (wrong := _seal_wrong(version.seal, version_seal(version, before))):
        yield _finding(follow_up, number, wrong)
    frozen = version.manifest or {}
    for file in version.files:
        if digest(_data(file)) != file.sha256 or frozen.get(file.format, file.sha256) != file.sha256:
            yield _finding(follow_up, number, Wrong.FILE_CHANGED, file.format)
            continue
        later = file.format not in frozen and not old
        if later and (wrong := _seal_wrong(file.seal, file_seal(version, file))):
            yield _finding(follow_up, number, wrong, file.format)
    for format in frozen.keys() - {file.format for file in version.files}:
        yield _finding(follow_up, number, Wrong.FILE_MISSING, format)


def _seal_wrong(seal: str | None, due: str) -> Wrong | None:
    if seal is None:
        return Wrong.UNSEALED
    if sealed_with_another_key(seal):
        return Wrong.OTHER_KEY
    return Wrong.SEAL_BROKEN if seal != due else None


def _content_digest(version: ReportVersion) -> str | None:
    """None for what is no text any more: SQLite holds whatever somebody puts there."""
    query = select(ReportVersion.content).where(ReportVersion.id == version.id)
    try:
        return digest(db.session.scalars(query).one().encode())
    except (OperationalError, AttributeError):
        return None


def _data(file: ReportFile) -> bytes:
    # Cast: SQLite would hand out as a text what somebody has put there as one.
    query = select(cast(ReportFile.data, LargeBinary)).where(ReportFile.id == file.id)
    return db.session.scalars(query).one()


def _finding(follow_up: FollowUp, version: int, wrong: Wrong, format: str = "") -> Finding:
    return Finding(follow_up.plan.slug, follow_up.as_of, version, format, wrong)
