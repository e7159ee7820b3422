"""A large file of uppdrag is written by the process that does jobs, while a page shows how far it has come."""

from collections.abc import Callable
from datetime import datetime

from tracker.clock import utc_now
from tracker.domain.terms import JobKind
from tracker.domain.text import spaced
from tracker.models import ImportFile, Job, User, db
from tracker.queries.jobs import import_key
from tracker.services.imports.assignments.files import confirm_uppdrag
from tracker.services.jobs.queue import enqueue

#: So many uppdrag are written in the request itself; more would let somebody wait before an empty page.
IN_THE_REQUEST = 300
#: What is left when all is compared counts as a part of the whole.
_WRITING = 10


def ask_for_import(file: ImportFile, seen: str, *, over_answers: bool, by: User, now: datetime) -> Job:
    """The job that writes the file; asked for twice it is one."""
    parameters: dict[str, int | str] = {
        "file": file.id, "seen": seen, "over_answers": int(over_answers), "by": by.id,
    }  # fmt: skip
    job = enqueue(JobKind.IMPORT, import_key(file.id), parameters, by=by, now=now)
    job.parameters = parameters
    db.session.commit()
    return job


def run_import(parameters: dict[str, int | str], tell: Callable[[int, int, str], None]) -> bytes | None:
    """Does the job: compares once more, telling how far, and writes all in one transaction or nothing."""
    tell(0, 1, "Jämför uppdragen med dem som finns.")

    def compared(done: int, total: int) -> None:
        said = f"{spaced(done)} av {spaced(total)} uppdrag är jämförda."
        if done == total:
            said = f"Alla {spaced(total)} uppdrag är jämförda, och skrivs nu."
        tell(done, total + total // _WRITING + 1, said)

    confirm_uppdrag(
        int(parameters["file"]),
        str(parameters["seen"]),
        over_answers=bool(parameters["over_answers"]),
        by=db.session.get(User, int(parameters["by"])),
        now=utc_now(),
        tell=compared,
    )
    return None
