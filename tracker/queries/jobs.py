"""Jobs: the newest, and those that wait for somebody to do them."""

from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import undefer

from tracker.domain.terms import JobState
from tracker.models import Job, db

_SHOWN = 50


def newest_jobs() -> list[Job]:
    """The newest jobs, newest first."""
    return list(db.session.scalars(select(Job).order_by(Job.id.desc()).limit(_SHOWN)))


def pdf_job_of(version_id: int) -> Job | None:
    """The job that makes the PDF of a frozen version, if it was asked for."""
    return db.session.scalar(select(Job).where(Job.key == pdf_key(version_id)))


def pdf_key(version_id: int) -> str:
    """What the job of a frozen version's PDF is called."""
    return f"pdf/version/{version_id}"


def import_key(file_id: int) -> str:
    """What the job that writes an uploaded file is called."""
    return f"import/{file_id}"


def job_of_key(key: str) -> Job | None:
    """The job of that key, with its result."""
    return db.session.scalar(select(Job).where(Job.key == key).options(undefer(Job.result)))


def left_waiting(since: datetime, silent_since: datetime) -> int:
    """How many jobs nobody does: never begun since `since`, or their worker has been silent since `silent_since`."""
    never_begun = and_(Job.state == JobState.WAITING, Job.created_at < since)
    died = and_(Job.state == JobState.RUNNING, Job.beat_at < silent_since)
    return db.session.scalar(select(func.count()).select_from(Job).where(or_(never_begun, died))) or 0
