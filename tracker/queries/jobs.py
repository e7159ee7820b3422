"""Jobs: the newest, and those that wait for somebody to do them."""

from datetime import datetime

from sqlalchemy import func, select
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


def job_of_key(key: str) -> Job | None:
    """The job of that key, with its result."""
    return db.session.scalar(select(Job).where(Job.key == key).options(undefer(Job.result)))


def left_waiting(since: datetime) -> int:
    """How many jobs have waited since then: their worker was never started, or has died."""
    query = select(func.count()).select_from(Job).where(Job.state == JobState.WAITING, Job.created_at < since)
    return db.session.scalar(query) or 0
