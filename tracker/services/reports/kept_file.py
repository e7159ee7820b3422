"""Keeps a file of a frozen version that did not exist when it was frozen: once, for everybody, for ever."""

from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, undefer

from tracker.models import ReportFile, db
from tracker.models.engine import reading_only


def keep_file(version_id: int, format: str, data: bytes) -> ReportFile:
    """Stores the file unless another one was first, and gives back the one that is stored.

    In a transaction of its own: a request that only reads may be what asked for it, and what it has read so far
    must stay as it was.
    """
    reading = reading_only.set(False)
    try:
        with Session(db.engine) as session:
            session.add(
                ReportFile(
                    report_version_id=version_id, format=format, sha256=sha256(data).hexdigest(), data=data
                )
            )
            try:
                session.commit()
            except IntegrityError:
                session.rollback()
            query = select(ReportFile).where(
                ReportFile.report_version_id == version_id, ReportFile.format == format
            )
            kept = session.scalars(query.options(undefer(ReportFile.data))).one()
            session.expunge(kept)
            return kept
    finally:
        reading_only.reset(reading)
