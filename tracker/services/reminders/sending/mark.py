"""The restore guard: how many mails have ever been handed over, kept outside the database as well.

A database that was restored from a backup knows less than the mark beside it. Then nothing is sent until a
person has looked: the mails that it believes to be waiting may have left long ago.
"""

import fcntl
import json
import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from tracker.domain.terms import MessageState
from tracker.models import Message, OutboxCount, db
from tracker.queries.reminders.heartbeat import OUTBOX, outbox_count

log = logging.getLogger(__name__)

_FILE = "outbox-mark.json"
_counts = OutboxCount.metadata.tables[OutboxCount.__tablename__]
# Built once: it is run for every mail, between the body and the dot.
_ONE_MORE = (
    _counts.update()
    .where(_counts.c.name == OUTBOX)
    .values(handed=_counts.c.handed + 1)
    .returning(_counts.c.handed)
)
_REASON = "Databasen återställdes från en säkerhetskopia, och mejlet kan ha gått innan dess. Hör efter med mottagaren."


def count() -> OutboxCount:
    """How many mails this installation has handed over; made the first time, whoever comes first."""
    found = outbox_count()
    if found is not None:
        return found
    db.session.add(OutboxCount(name=OUTBOX, installation=secrets.token_hex(16), handed=0, restored=0))
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
    made = outbox_count()
    assert made is not None
    return made


def restored_from_backup() -> str | None:
    """Why nothing may be sent when the database knows of fewer mails than have left, in Swedish; else None.

    What it believes to be waiting is marked as uncertain, and its count is set right, so that this is told
    once. The caller holds the mails, and commits.
    """
    marked = _read(count().installation)
    # Asked for after the mark was read: others send meanwhile, and a mark is written only of what is committed.
    known = count()
    if marked <= known.handed:
        return None
    missing = marked - known.handed
    log.error("the database was restored: %d mails have left that it knows nothing of", missing)
    db.session.execute(
        update(Message)
        .where(Message.state.in_((MessageState.PENDING, MessageState.CLAIMED, MessageState.HANDING)))
        .values(state=MessageState.UNCERTAIN, reason=_REASON, claim=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )
    known.handed = marked
    known.restored += 1
    mails = "ett mejl" if missing == 1 else f"{missing} mejl"
    return (
        f"Databasen är äldre än utskicken: {mails} har gått som den inte känner till. "
        "Den har troligen återställts från en säkerhetskopia."
    )


def is_missing() -> bool:
    """Whether mails have left and nothing beside the database says how many: the place is new, or was emptied."""
    known = outbox_count()
    return known is not None and known.handed > 0 and _read(known.installation) == 0


def follow() -> None:
    """Writes beside the database what it knows: other machines may have handed over mails meanwhile."""
    known = outbox_count()
    if known is None or known.handed == 0:
        return
    try:
        keep(known.handed)
    except OSError as error:
        # No mail leaves either until it can be written: that is told for each of them.
        log.error("the count of mails cannot be kept: %s", error)


def one_more() -> int:
    """Counts a mail that is about to be handed over; in the caller's transaction. Returns how many there are."""
    counted: int | None = db.session.connection().scalar(_ONE_MORE)
    if counted is None:
        raise RuntimeError("the count of mails is missing: it is made by the first tick")
    return counted


def keep(handed: int) -> None:
    """Writes the count beside the database; before the mail leaves, and never a lower one than is there.

    Raises OSError when the file cannot be written.
    """
    installation = _installation()
    with _locked() as file:
        marks = _parsed(file)
        if handed > marks.get(installation, 0):
            marks[installation] = handed
            data = json.dumps(marks).encode()
            # In place and at once: it need not outlive a power cut, after which nobody restores a backup
            # without looking, but it must outlive this process.
            os.pwrite(file, data, 0)
            os.ftruncate(file, len(data))


def _installation() -> str:
    kept: str | None = current_app.extensions.get("outbox_installation")
    if kept is None:
        kept = count().installation
        db.session.rollback()
        current_app.extensions["outbox_installation"] = kept
    return kept


def _read(installation: str) -> int:
    if not _path().exists():
        return 0
    with _locked() as file:
        return _parsed(file).get(installation, 0)


def _path() -> Path:
    folder: Path = current_app.config["SETTINGS"].data_dir
    return folder / _FILE


@contextmanager
def _locked() -> Iterator[int]:
    _path().parent.mkdir(parents=True, exist_ok=True)
    file = os.open(_path(), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def _parsed(file: int) -> dict[str, int]:
    """The marks by installation; a file that cannot be read says nothing, and that is told."""
    data = os.pread(file, 65_536, 0)
    try:
        marks = json.loads(data) if data.strip() else {}
        return {str(name): int(number) for name, number in marks.items()}
    except (ValueError, AttributeError, TypeError):
        log.error("%s cannot be read; it begins anew, and no restored database can be noticed", _path())
        return {}
