"""The jobs that wait, and the one that is being done: claimed by one worker, taken up again when that one dies."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.exc import IntegrityError

from tracker.domain.terms import JobKind, JobState
from tracker.models import Job, User, db

#: A worker that has said nothing for so long is dead; the slowest step of a job takes a tenth of it.
DEAD_AFTER = timedelta(minutes=5)
#: How often a job is begun before it counts as impossible: what kills one worker would kill the next.
ATTEMPTS = 3
#: How long a result that is stored nowhere else is kept.
KEPT = timedelta(days=7)
_GAVE_UP = "Det gick inte: arbetet avbröts flera gånger. Försök igen, eller säg till den som sköter servern."


def enqueue(
    kind: JobKind, key: str, parameters: dict[str, int | str], *, by: User | None, now: datetime
) -> Job:
    """The job of that key: the one that is there, or a new one. A failed one is tried anew.

    The caller commits, so that a job can be asked for together with what it is about.
    """
    job = _of_key(key)
    if job is None:
        job = Job(
            kind=kind, key=key, state=JobState.WAITING, parameters=parameters, steps=1, created_at=now,
            user_id=by.id if by else None,
        )  # fmt: skip
        try:
            with db.session.begin_nested():
                db.session.add(job)
        except IntegrityError:
            job = _of_key(key)
            assert job is not None
    elif job.state is JobState.FAILED:
        job.state, job.attempts, job.said, job.steps_done = JobState.WAITING, 0, "", 0
        job.created_at, job.ended_at = now, None
    return job


def _of_key(key: str) -> Job | None:
    return db.session.scalar(select(Job).where(Job.key == key))


def claim(now: datetime) -> Job | None:
    """The oldest job that nobody does, claimed and committed; None when there is none."""
    while True:
        query = select(Job).where(_free(now)).order_by(Job.id).limit(1)
        job = db.session.scalar(
            query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
        )
        if job is None:
            db.session.rollback()
            return None
        if job.attempts >= ATTEMPTS:
            _end(job, JobState.FAILED, _GAVE_UP, now)
            continue
        job.state, job.attempts, job.beat_at = JobState.RUNNING, job.attempts + 1, now
        db.session.commit()
        return job


def _free(now: datetime) -> ColumnElement[bool]:
    dead = and_(Job.state == JobState.RUNNING, Job.beat_at < now - DEAD_AFTER)
    return or_(Job.state == JobState.WAITING, dead)


def progress(job_id: int, done: int, steps: int, said: str, now: datetime) -> None:
    """Tells how far the job is, and that its worker lives."""
    db.session.execute(
        update(Job).where(Job.id == job_id).values(steps_done=done, steps=steps, said=said, beat_at=now)
    )
    db.session.commit()


def finish(job_id: int, result: bytes | None, now: datetime) -> None:
    """The job is done; a result that is stored elsewhere is not kept here too."""
    job = db.session.get_one(Job, job_id, populate_existing=True)
    job.result = result
    job.steps_done = job.steps
    _end(job, JobState.DONE, "", now)


def fail(job_id: int, sentence: str, now: datetime) -> None:
    """The job cannot be done; the sentence says why and what to do."""
    _end(db.session.get_one(Job, job_id, populate_existing=True), JobState.FAILED, sentence, now)


def _end(job: Job, state: JobState, said: str, now: datetime) -> None:
    job.state, job.said, job.ended_at = state, said, now
    db.session.commit()


def clear_old(now: datetime) -> int:
    """Forgets what ended a week ago; returns how many. A job that is asked for again is done again."""
    old = list(db.session.scalars(select(Job).where(Job.ended_at < now - KEPT)))
    for job in old:
        db.session.delete(job)
    db.session.commit()
    return len(old)


#: What does the work of a kind: gets the parameters and a way to tell its steps, gives the result to keep.
Work = Callable[[dict[str, int | str], Callable[[int, int, str], None]], bytes | None]
