"""Reads files from outside: apart from every transaction, and only so many at once."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import current_app

from tracker.domain.text import spaced
from tracker.importers.imported import FileRefused, ImportedReport
from tracker.importers.known_kinds import KnownKind, to_text
from tracker.importers.sandbox import run_safely
from tracker.models import db
from tracker.services.imports.waiting import ImportRefused

#: Each reader may take a processor for ten seconds and 300 MB: the pages need the rest of the machine.
READERS = 2
#: So many seconds somebody waits for a reader before being asked to come back.
_PATIENCE = 2.0
_LOOKS_AGAIN = 0.05
_BUSY = "Andra filer läses just nu. Vänta en halv minut och skicka filen igen. Inget har sparats."
#: More rows than any plan has; every one is a section of the report that is frozen with them.
MOST_ROWS = 2000


def read_report(data: bytes, filename: str, kinds: tuple[KnownKind, ...] = ()) -> ImportedReport:
    """The report in the file, whose table may be one of the kinds'. Raises ImportRefused."""
    report: ImportedReport = read_apart("report", data, filename, *([to_text(kinds)] if kinds else []))
    # What cannot be read is shown as well, a line each.
    rows = max(len(report.rows), len(report.unreadable))
    if rows > MOST_ROWS:
        raise ImportRefused(
            "too-many-rows",
            f"Filen har {spaced(rows)} rader, och en plan får ha högst {spaced(MOST_ROWS)}. "
            "Ta bort rader som inte hör till planen, eller dela upp filen på flera planer.",
        )
    return report


def read_apart(reader: str, data: bytes, filename: str, *known: str, seconds: int = 10) -> Any:
    """What the reader ("report", "values" or "assignments") makes of the file, in so many seconds at most.

    Raises ImportRefused.

    Reading takes seconds, during which others save: the transaction in which somebody asked who is signed in is
    ended first, and what was loaded in it is asked for anew.
    """
    db.session.rollback()
    with one_reader():
        try:
            return run_safely(reader, data, filename, *known, seconds=seconds)
        except FileRefused as refused:
            raise ImportRefused(refused.why, str(refused)) from refused


@contextmanager
def one_reader(kind: str = "reader", busy: tuple[str, str] = ("busy", _BUSY)) -> Iterator[None]:
    """Holds one of the places for readers, which all processes of the service share; ImportRefused (503) without one.

    Each `kind` has places of its own; `busy` is the code and the sentence for when all are taken.
    The places are locks on files, so that a process that dies leaves none taken.
    """
    folder: Path = current_app.config["SETTINGS"].data_dir
    folder.mkdir(parents=True, exist_ok=True)
    places = [folder / f"{kind}-{number}.lock" for number in range(1, READERS + 1)]
    patient_until = time.monotonic() + _PATIENCE
    while (taken := next(filter(None, map(_taken, places)), None)) is None:
        if time.monotonic() >= patient_until:
            raise ImportRefused(*busy, 503)
        time.sleep(_LOOKS_AGAIN)
    try:
        yield
    finally:
        os.close(taken)


def _taken(place: Path) -> int | None:
    """The place, locked, or None when somebody else has it."""
    file = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    return file
