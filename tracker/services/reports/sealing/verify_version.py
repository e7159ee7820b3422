"""Whether one frozen version, with its files, is still the one that was frozen."""

from collections.abc import Iterator

from sqlalchemy import LargeBinary, cast, select
from sqlalchemy.exc import OperationalError

from tracker.models import ReportFile, ReportVersion, db
from tracker.services.reports.freeze import digest
from tracker.services.reports.sealing.finding import Finding, Wrong
from tracker.services.reports.sealing.seal import file_seal, sealed_with_another_key, version_seal


def version_findings(
    name: str, version: ReportVersion, before: str | None, *, old: bool
) -> Iterator[Finding]:
    """All that is wrong with the version; an `old` one is older than seals, and its hashes alone are judged."""
    number = version.number
    if not content_whole(version):
        yield Finding(name, number, "", Wrong.CONTENT_CHANGED)
    if not old and (wrong := seal_wrong(version.seal, version_seal(version, before))):
        yield Finding(name, number, "", wrong)
    frozen = version.manifest or {}
    for file in version.files:
        if not file_whole(file) or frozen.get(file.format, file.sha256) != file.sha256:
            yield Finding(name, number, file.format, Wrong.FILE_CHANGED)
            continue
        # A file without a seal in a version without one: that is told of the version, or it is older than seals.
        later = file.format not in frozen and not (version.seal is None and file.seal is None)
        if later and (wrong := seal_wrong(file.seal, file_seal(version, file))):
            yield Finding(name, number, file.format, wrong)
    for format in sorted(frozen.keys() - {file.format for file in version.files}):
        yield Finding(name, number, format, Wrong.FILE_MISSING)


def seal_wrong(seal: str | None, due: str) -> Wrong | None:
    """What is wrong with a seal that should be this one."""
    if seal is None:
        return Wrong.UNSEALED
    if sealed_with_another_key(seal):
        return Wrong.OTHER_KEY
    return Wrong.SEAL_BROKEN if seal != due else None


def whole(version: ReportVersion) -> bool:
    """Whether content and files are what their SHA-256 say, and all are there that were frozen."""
    frozen = version.manifest or {}
    return (
        content_whole(version)
        and frozen.keys() <= {file.format for file in version.files}
        and all(
            file_whole(file) and frozen.get(file.format, file.sha256) == file.sha256 for file in version.files
        )
    )


def content_whole(version: ReportVersion) -> bool:
    """Whether the content is what its SHA-256 says; never so for what is no text any more."""
    query = select(ReportVersion.content).where(ReportVersion.id == version.id)
    try:
        return digest(db.session.scalars(query).one().encode()) == version.content_sha256
    except (OperationalError, AttributeError):
        return False


def file_whole(file: ReportFile) -> bool:
    """Whether the bytes are what their SHA-256 says."""
    # Cast: SQLite would hand out as a text what somebody has put there as one.
    query = select(cast(ReportFile.data, LargeBinary)).where(ReportFile.id == file.id)
    return digest(db.session.scalars(query).one()) == file.sha256
