"""Does the jobs that wait, one after the other."""

import logging
from collections.abc import Mapping
from datetime import datetime

from tracker.clock import utc_now
from tracker.domain.terms import JobKind
from tracker.models import Job, db
from tracker.reports.pdf import PdfUnavailable
from tracker.services.imports.assignments.job import run_import
from tracker.services.jobs import queue
from tracker.services.refusal import Refusal
from tracker.services.reports.pdf_job import make_pdf

log = logging.getLogger(__name__)

#: Which function does which kind. A new kind is a line here.
WORK: Mapping[JobKind, queue.Work] = {JobKind.PDF: make_pdf, JobKind.IMPORT: run_import}

_UNEXPECTED = "Det gick inte, och felet är noterat. Försök igen, eller säg till den som sköter servern."


def run_waiting(now: datetime) -> int:
    """Does all jobs that wait, and returns how many; those that fail keep a sentence that says why."""
    done = 0
    queue.clear_old(now)
    while (job := queue.claim(utc_now())) is not None:
        _run(job)
        done += 1
    return done


def _run(job: Job) -> None:
    number, kind, parameters = job.id, job.kind, dict(job.parameters)

    def tell(step: int, steps: int, said: str) -> None:
        queue.progress(number, step, steps, said, utc_now())

    try:
        result = WORK[kind](parameters, tell)
    except (PdfUnavailable, Refusal) as refused:
        db.session.rollback()
        queue.fail(number, str(refused), utc_now())
    except Exception:
        # A mistake of ours: whoever waits is told, and the trace is what the log is for.
        log.exception("job %s (%s) failed", number, kind)
        db.session.rollback()
        queue.fail(number, _UNEXPECTED, utc_now())
    else:
        queue.finish(number, result, utc_now())
