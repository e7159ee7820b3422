"""Keeps a file of a frozen version that did not exist when it was frozen: once, for everybody, for ever."""

from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, undefer

from tracker.models import ReportFile, db
from tracker.models.engine import reading_only


def keep_file(version_id: int, format: str, data: bytes) -> ReportFile:
    """Stores the file unless another one was first, and gives back the one that is stored.

    In a transaction of its own. A request that only reads may be what asked for it: what that has read so far
    stays as it was. Whoever holds the right to write lets go of it first, and has nothing unsaved.
    """
    if not reading_only.get():
        db.session.rollback()
    reading = reading_only.set(False)
    try:
        with Session(db.engine) as session:
            return _stored(session, version_id, format, data)
    finally:
        reading_only.reset(reading)


def _stored(session: Session, version_id: int, format: str, data: bytes) -> ReportFile:
    digest = sha256(data).hexdigest()
    session.add(ReportFile(report_version_id=version_id, format=format, sha256=digest, data=data))
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
    query = select(ReportFile).where(ReportFile.report_version_id == version_id, ReportFile.format == format)
    kept = session.scalars(query.options(undefer(ReportFile.data))).one()
    session.expunge(kept)
    return kept
