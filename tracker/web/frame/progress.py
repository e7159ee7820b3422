"""The page that shows how far a job is, and the process that does it."""

from dataclasses import dataclass
from subprocess import Popen

from flask import Response, current_app, make_response, render_template

from tracker.config import Settings
from tracker.domain.terms import JobState
from tracker.models import Job
from tracker.reports.pdf_libraries import why_no_pdf
from tracker.services.jobs.worker import start_worker

UNDER_WAY = (JobState.WAITING, JobState.RUNNING)
#: Seconds until the page asks again by itself, without a script.
AGAIN = 3
#: Processes that one of ours has started and that have not ended; each does all jobs that wait.
MOST_WORKERS = 2


@dataclass(frozen=True)
class Back:
    """Where the page leads back to."""

    text: str
    href: str


def begin_waiting_work() -> None:
    """Starts a process for the jobs that wait; when it cannot be, the scheduler does them within a minute."""
    settings: Settings = current_app.config["SETTINGS"]
    workers: list[Popen[bytes]] = current_app.extensions.setdefault("workers", [])
    # Asked how they are, those that have ended leave the list of processes.
    workers[:] = [worker for worker in workers if worker.poll() is None]
    if len(workers) >= MOST_WORKERS:
        return
    try:
        workers.append(start_worker(settings))
    except OSError as error:
        current_app.logger.error("no worker could be started, the scheduler does the jobs: %s", error)


def progress_page(here: str, back: Back, job: Job | None, ready: str) -> Response:
    """The page of a PDF: `ready` is the address of the finished file, "" until then."""
    page = render_template(
        "reports/pdf.html",
        here=here,
        back=back,
        job=job,
        ready=ready,
        unavailable="" if ready else why_no_pdf(),
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    if not ready and job is not None and job.state in UNDER_WAY:
        response.headers["Refresh"] = str(AGAIN)
    return response
