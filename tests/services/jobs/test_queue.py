"""Jobs, on both databases: each is done by one worker, and one whose worker died is taken up again."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import select, update

from tracker.domain.terms import JobKind, JobState
from tracker.models import Job, ReportFile, ReportVersion, db
from tracker.queries.jobs import left_waiting
from tracker.services.jobs import queue
from tracker.services.jobs.run import run_waiting

NOW = datetime(2022, 8, 30, 12, tzinfo=UTC)


def ask(key: str = "pdf/version/99", version: int = 99) -> int:
    job = queue.enqueue(JobKind.PDF, key, {"version": version}, by=None, now=NOW)
    db.session.commit()
    return job.id


def state(job_id: int) -> JobState:
    return db.session.get_one(Job, job_id, populate_existing=True).state


def test_the_same_work_is_asked_for_once(any_app: Flask) -> None:
    with any_app.app_context():
        assert ask() == ask()


def test_a_job_is_done_by_one_worker(any_app: Flask) -> None:
    with any_app.app_context():
        first, second = ask("a"), ask("b")
        claimed = [queue.claim(NOW), queue.claim(NOW)]
        assert [job.id for job in claimed if job] == [first, second]
        assert queue.claim(NOW) is None


def test_a_job_whose_worker_died_is_taken_up_again_but_not_for_ever(any_app: Flask) -> None:
    with any_app.app_context():
        number = ask()
        for attempt in range(queue.ATTEMPTS):
            later = NOW + attempt * (queue.DEAD_AFTER + timedelta(seconds=1))
            job = queue.claim(later)
            assert job is not None and job.attempts == attempt + 1
            assert queue.claim(later + queue.DEAD_AFTER - timedelta(seconds=1)) is None
        assert queue.claim(later + timedelta(hours=1)) is None
        assert state(number) is JobState.FAILED
        assert "avbröts flera gånger" in db.session.get_one(Job, number).said
        # Asked for again it is tried anew.
        assert ask() == number
        assert state(number) is JobState.WAITING


def test_the_scheduler_sees_what_nobody_does(any_app: Flask) -> None:
    second = timedelta(seconds=1)
    with any_app.app_context():
        ask()
        assert left_waiting(NOW, NOW - queue.DEAD_AFTER) == 0
        assert left_waiting(NOW + second, NOW - queue.DEAD_AFTER) == 1
        # Begun, it is left to its worker until that one has been silent for too long.
        assert queue.claim(NOW) is not None
        assert left_waiting(NOW + second, NOW) == 0
        assert left_waiting(NOW + second, NOW + second) == 1


def test_a_job_that_cannot_be_done_says_why(any_app: Flask) -> None:
    with any_app.app_context():
        number = ask()
        assert run_waiting(NOW) == 1
        assert state(number) is JobState.FAILED
        assert db.session.get_one(Job, number).said == "Rapporten finns inte längre."


def test_no_pdf_is_made_and_sealed_of_what_is_not_what_was_frozen(any_app: Flask) -> None:
    with any_app.app_context():
        db.session.execute(update(ReportVersion).values(content=ReportVersion.content + " "))
        db.session.commit()
        version = db.session.scalars(select(ReportVersion.id)).one()
        number = ask(f"pdf/version/{version}", version)
        run_waiting(NOW)
        assert state(number) is JobState.FAILED
        assert "kontrollsumman stämmer inte" in db.session.get_one(Job, number).said
        assert db.session.scalars(select(ReportFile.id).where(ReportFile.format == "pdf")).all() == []


def test_what_ended_a_week_ago_is_forgotten(any_app: Flask) -> None:
    with any_app.app_context():
        queue.finish(ask("old"), b"result", NOW)
        waiting = ask("waiting")
        assert queue.clear_old(NOW + queue.KEPT + timedelta(seconds=1)) == 1
        assert list(db.session.scalars(select(Job.id))) == [waiting]
