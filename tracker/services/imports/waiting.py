"""Files that wait to be looked at and confirmed, whatever they are read for."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select

from tracker.domain.terms import ImportKind, ImportState
from tracker.importers.opening import plain_name
from tracker.importers.sandbox import converter
from tracker.models import ImportFile, User, db
from tracker.services.refusal import Refusal

#: So long an upload waits to be confirmed.
_WAITS = timedelta(days=14)


class ImportRefused(Refusal):
    """The file, or what was chosen for it, cannot be taken; `why` is a short English code.

    `detail` is what differs from time to time, in no language: a status, a code.
    """

    def __init__(self, why: str, message: str, status: int = 400, detail: str = "") -> None:
        super().__init__(message, status)
        self.why = why
        self.detail = detail


def unsaved_file(
    kind: ImportKind,
    data: bytes,
    filename: str,
    content: str,
    *,
    organisation_id: int,
    plan_id: int | None,
    by: User | None,
    now: datetime,
) -> ImportFile:
    """The file with what was read out of it (`storable`), stored nowhere: for looking at only."""
    return ImportFile(
        organisation_id=organisation_id,
        kind=kind,
        state=ImportState.PREVIEW,
        filename=plain_name(filename),
        sha256=sha256(data).hexdigest(),
        data=data,
        content=content,
        choices={},
        plan_id=plan_id,
        user_id=by.id if by else None,
        by_title=by.title if by else None,
        created_at=now,
    )


def storable(read: object) -> str:
    """What a reader made of a file, as text for the database. Raises ImportRefused for what is no text."""
    try:
        converter().dumps(read, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ImportRefused(
            "not-text",
            "Filen innehåller tecken som inte går att läsa som text. Spara om den och försök igen.",
        ) from error
    return converter().dumps(read)


def keep(file: ImportFile, *, now: datetime) -> ImportFile:
    """Stores a file that waits to be confirmed; uploads that nobody confirmed for long are thrown away."""
    old = select(ImportFile).where(
        ImportFile.state == ImportState.PREVIEW, ImportFile.created_at < now - _WAITS
    )
    for forgotten in db.session.scalars(old):
        _throw_away(forgotten, now)
    db.session.add(file)
    db.session.commit()
    return file


def waiting(file_id: int) -> ImportFile:
    """The file, read anew. Raises ImportRefused when it waits no longer."""
    file = db.session.get(ImportFile, file_id, populate_existing=True)
    if file is None or file.state is not ImportState.PREVIEW:
        raise ImportRefused("not-waiting", "Filen väntar inte på att läsas in längre.", 409)
    return file


def confirmed_already(file_id: int) -> ImportFile | None:
    """The file, locked and then let go, when it has been written before; else it stays locked, and None."""
    file = db.session.get(ImportFile, file_id, with_for_update=True, populate_existing=True)
    if file is None or file.state is not ImportState.CONFIRMED:
        return None
    db.session.rollback()
    return file


def mark_confirmed(file: ImportFile, outcome: str, *, now: datetime) -> None:
    """What was written is told with the file from now on. The caller commits."""
    file.state, file.ended_at, file.outcome = ImportState.CONFIRMED, now, outcome


def discard(file_id: int, *, now: datetime) -> None:
    """Throws the file away; that it was there stays known."""
    _throw_away(waiting(file_id), now)
    db.session.commit()


def _throw_away(file: ImportFile, now: datetime) -> None:
    file.state, file.ended_at, file.data, file.content = ImportState.DISCARDED, now, None, "{}"
