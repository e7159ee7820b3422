"""Keeps a file of a frozen version that did not exist when it was frozen: once, for everybody, for ever."""

from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, undefer

from tracker.models import ReportFile, ReportVersion, db
from tracker.models.engine import reading_only, writing
from tracker.services.reports.sealing.seal import file_seal


def keep_file(version_id: int, format: str, data: bytes) -> ReportFile:
    """Stores the file unless another one was first, and gives back the one that is stored.

    In a transaction of its own. A request that only reads may be what asked for it: what that has read so far
    stays as it was. Whoever holds the right to write lets go of it first, and has nothing unsaved.
    """
    if not reading_only.get():
        db.session.rollback()
    with writing(), Session(db.engine) as session:
        return _stored(session, version_id, format, data)


def sealed_file(version: ReportVersion, format: str, data: bytes) -> ReportFile:
    """A file that is made of a frozen version afterwards, with its SHA-256 and its seal; the caller stores it."""
    file = ReportFile(report_version_id=version.id, format=format, sha256=sha256(data).hexdigest(), data=data)
    file.seal = file_seal(version, file)
    return file


def _stored(session: Session, version_id: int, format: str, data: bytes) -> ReportFile:
    session.add(sealed_file(session.get_one(ReportVersion, version_id), format, data))
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
    query = select(ReportFile).where(ReportFile.report_version_id == version_id, ReportFile.format == format)
    kept = session.scalars(query.options(undefer(ReportFile.data))).one()
    session.expunge(kept)
    return kept
