"""The PDF of a report as a job: of a frozen version, which keeps it, or of a draft."""

from collections.abc import Callable
from datetime import datetime

from tracker.domain.terms import JobKind
from tracker.models import FollowUp, Job, ReportVersion, User, db
from tracker.queries.jobs import pdf_key
from tracker.reports.pdf import report_pdf
from tracker.services.jobs.queue import enqueue
from tracker.services.refusal import Refusal
from tracker.services.reports.assemble_report import live_content
from tracker.services.reports.kept_file import keep_file
from tracker.services.reports.produce_report import intact_content

_STEPS = 3


def ask_for_pdf(version_id: int, *, by: User | None, now: datetime) -> Job:
    """The job that makes the PDF of a frozen version."""
    job = enqueue_pdf(version_id, by=by, now=now)
    db.session.commit()
    return job


def enqueue_pdf(version_id: int, *, by: User | None, now: datetime) -> Job:
    """The same job, in the transaction of the caller, who commits: a version and its job are there together."""
    return enqueue(JobKind.PDF, pdf_key(version_id), {"version": version_id}, by=by, now=now)


def ask_for_draft_pdf(follow_up: FollowUp, *, by: User | None, now: datetime) -> Job:
    """The job that makes the PDF of the report as it stands now."""
    key = draft_pdf_key(follow_up)
    job = enqueue(JobKind.PDF, key, {"follow_up": follow_up.id}, by=by, now=now)
    db.session.commit()
    return job


def draft_pdf_key(follow_up: FollowUp) -> str:
    """What the job of the draft is called, as long as nothing of the plan changes."""
    return f"pdf/draft/{follow_up.id}/{follow_up.plan.revision}"


def make_pdf(parameters: dict[str, int | str], tell: Callable[[int, int, str], None]) -> bytes | None:
    """Does the job; a frozen version's PDF is kept with it, a draft's is the job's result.

    Raises PdfUnavailable without the system's libraries, Refusal when what it is about is gone or is not what was
    frozen: nothing is sealed that nobody froze.
    """
    tell(0, _STEPS, "Hämtar rapportens innehåll.")
    if "version" in parameters:
        version = db.session.get(ReportVersion, int(parameters["version"]))
        if version is None:
            raise Refusal("Rapporten finns inte längre.", 404)
        content = intact_content(version.content_sha256, version.content)
        tell(1, _STEPS, "Sätter sidorna.")
        data = report_pdf(content)
        tell(2, _STEPS, "Sparar filen.")
        keep_file(int(parameters["version"]), "pdf", data)
        return None
    follow_up = db.session.get(FollowUp, int(parameters["follow_up"]))
    if follow_up is None:
        raise Refusal("Uppföljningen finns inte längre.", 404)
    content = live_content(follow_up.plan, follow_up)
    # The pages take seconds: nobody else waits for this transaction meanwhile.
    tell(1, _STEPS, "Sätter sidorna.")
    return report_pdf(content)
