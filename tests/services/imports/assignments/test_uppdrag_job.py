"""Many uppdrag are written by a job that tells how far it has come, all or nothing."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.boras import plan
from tracker.domain.terms import ImportState, JobState
from tracker.models import Activity, ImportFile, Job, Responsibility, User, db
from tracker.services.imports.assignments import files
from tracker.services.imports.assignments.files import upload_uppdrag, uppdrag_preview
from tracker.services.imports.assignments.job import ask_for_import
from tracker.services.jobs import queue
from tracker.services.jobs.run import run_waiting

pytestmark = pytest.mark.every_plan

NOW = datetime(2022, 9, 1, 9, tzinfo=UTC)
ROWS = 450


def asked(*, seen: str | None = None) -> tuple[int, int]:
    """A file of many uppdrag whose job has been asked for; its id and the job's."""
    lines = [f"Uppdrag nummer {number};Kulturnämnden, Kommunstyrelsen" for number in range(ROWS)]
    data = "\n".join(["Uppdrag;Nämnder", *lines]).encode()
    file = upload_uppdrag(data, "u.csv", plan(), by=None, now=NOW)
    by = db.session.scalars(select(User).order_by(User.id)).first()
    assert by is not None
    digest = uppdrag_preview(file).digest if seen is None else seen
    job = ask_for_import(file, digest, over_answers=False, by=by, now=NOW)
    return file.id, job.id


def rows() -> tuple[int, int]:
    of_plan = Activity.plan_id == plan().id
    shares = select(func.count()).select_from(Responsibility).join(Responsibility.activity).where(of_plan)
    return db.session.scalar(select(func.count()).where(of_plan)) or 0, db.session.scalar(shares) or 0


def test_the_job_tells_how_far_and_writes_all(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    real = queue.progress

    def heard(job_id: int, done: int, steps: int, said: str, now: datetime) -> None:
        told.append((done, said.replace("\u00a0", " ")))
        real(job_id, done, steps, said, now)

    monkeypatch.setattr(queue, "progress", heard)
    with any_app.app_context():
        before = rows()
        file_id, job_id = asked()
        assert run_waiting(NOW) == 1
        assert told[1:] == [
            (200, "200 av 450 uppdrag är jämförda."),
            (400, "400 av 450 uppdrag är jämförda."),
            (450, "Alla 450 uppdrag är jämförda, och skrivs nu."),
        ]
        assert db.session.get_one(Job, job_id, populate_existing=True).state is JobState.DONE
        assert rows() == (before[0] + ROWS, before[1] + 2 * ROWS)
        assert db.session.get_one(ImportFile, file_id).outcome == "450 rader lästes in: 450 nya."


def test_what_fails_in_the_middle_leaves_nothing(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the power went")

    with any_app.app_context():
        before = rows()
        file_id, job_id = asked()
        monkeypatch.setattr(files, "mark_confirmed", broken)
        run_waiting(NOW)
        assert rows() == before
        assert db.session.get_one(Job, job_id, populate_existing=True).state is JobState.FAILED
        assert db.session.get_one(ImportFile, file_id).state is ImportState.PREVIEW


def test_what_was_not_seen_is_not_written(app: Flask) -> None:
    with app.app_context():
        before = rows()
        _, job_id = asked(seen="another")
        run_waiting(NOW)
        job = db.session.get_one(Job, job_id, populate_existing=True)
        assert (job.state, rows()) == (JobState.FAILED, before)
        assert "Någon annan har sparat" in job.said
