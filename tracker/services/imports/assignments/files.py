"""Uppdrag from a file, from upload to confirmation: read in a sandbox, asked about, shown, and then written."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from tracker.domain.calendar import local_date
from tracker.domain.exchange.assignment_columns import AssignmentColumn
from tracker.domain.exchange.board_names import plain_name
from tracker.domain.exchange.status_words import plain_word
from tracker.domain.fault import Fault
from tracker.domain.terms import ImportKind
from tracker.domain.text import spaced
from tracker.importers.raw_tables import RawTables
from tracker.importers.sandbox import converter
from tracker.models import ImportFile, Plan, User, db
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.imports.assignments.compare import Tell, compare_uppdrag
from tracker.services.imports.assignments.known import Said, day_in, known_of
from tracker.services.imports.assignments.preview import UppdragPreview
from tracker.services.imports.assignments.read_tables import read_tables
from tracker.services.imports.assignments.stored import StoredPlan, stored_uppdrag
from tracker.services.imports.assignments.write import write_uppdrag
from tracker.services.imports.files import locked
from tracker.services.imports.head import sound_day
from tracker.services.imports.preview import RowState, receipt
from tracker.services.imports.reading import MOST_ROWS, read_apart
from tracker.services.imports.waiting import (
    ImportRefused,
    confirmed_already,
    keep,
    mark_confirmed,
    storable,
    unsaved_file,
    waiting,
)
from tracker.services.reports.sealing.follow import follow

#: As many rows as a workbook of ours is read with: 5 000 uppdrag with a row for each of four boards.
MOST_UPPDRAG_ROWS = 20_000
#: So many take a few seconds to read; a busy machine needs more. The memory is that of every reader.
_SECONDS = 30


def upload_uppdrag(data: bytes, filename: str, plan: Plan, *, by: User | None, now: datetime) -> ImportFile:
    """Reads the file and keeps it for the preview. Nothing of the plan is written. Raises ImportRefused."""
    return keep(unsaved_uppdrag(data, filename, plan, Said(), by=by, now=now), now=now)


def unsaved_uppdrag(
    data: bytes,
    filename: str,
    plan: Plan,
    said: Said,
    *,
    as_of: date | None = None,
    by: User | None,
    now: datetime,
) -> ImportFile:
    """The file with what was read out of it, stored nowhere: for looking at only. Raises ImportRefused."""
    plan_id, organisation_id, board_id = plan.id, plan.organisation_id, plan.board_id
    read: RawTables = read_apart("assignments", data, filename, seconds=_SECONDS)
    rows = sum(len(table.rows) for table in read.tables)
    if rows > MOST_UPPDRAG_ROWS:
        raise ImportRefused(
            "too-many-rows",
            f"Filen har {spaced(rows)} rader. Läs in högst {spaced(MOST_UPPDRAG_ROWS)} i taget.",
        )
    if as_of is not None and not sound_day(as_of):
        raise ImportRefused("bad-day", f"Kontrollera uppföljningens dag: året blev {as_of.year}.")
    file = unsaved_file(
        ImportKind.ASSIGNMENTS,
        data,
        filename,
        storable(read),
        organisation_id=organisation_id,
        plan_id=plan_id,
        by=by,
        now=now,
    )
    file.choices, file.as_of = {"board": board_id, **_kept(said)}, as_of
    return file


def _kept(said: Said) -> dict[str, Any]:
    return {
        "columns": dict(said.columns),
        "boards": dict(said.boards),
        "words": dict(said.words),
        "days": dict(said.days),
        "reporting": said.reporting,
    }


def uppdrag_preview(file: ImportFile, tell: Tell | None = None) -> UppdragPreview:
    """What confirming would do, compared with what is stored now."""
    return _compared(file, db.session.get_one(Plan, file.plan_id), tell)[0]


def _compared(file: ImportFile, plan: Plan, tell: Tell | None = None) -> tuple[UppdragPreview, StoredPlan]:
    known = known_of(plan, Said.of(file.choices))
    read = read_tables(converter().loads(file.content, RawTables), known)
    stored = stored_uppdrag(plan, file.as_of)
    return compare_uppdrag(read, stored, known, as_of=file.as_of, tell=tell), stored


def say(file_id: int, said: Said, *, as_of: date | None, version: int) -> ImportFile:
    """Keeps what a person has said of the file, beside what was said before.

    Raises FormRefused for a day that is none, and ChangedMeanwhile when somebody else has said something.
    """
    file = waiting(file_id)
    if file.version != version:
        raise ChangedMeanwhile
    if as_of is not None and not sound_day(as_of):
        raise FormRefused([Fault("as_of", "as_of-year", f"Kontrollera året: det blev {as_of.year}.")])
    for told in said.days.values():
        try:
            day_in(told, {})
        except ValueError:
            sentence = f"”{told[:40]}” är ingen dag. Skriv till exempel 2022-09-09."
            raise FormRefused([Fault("as_of", "bad-day", sentence)]) from None
    before = Said.of(file.choices)
    file.choices = {
        **file.choices,
        "columns": {**before.columns, **said.columns},
        "boards": {**before.boards, **{plain_name(name): board for name, board in said.boards.items()}},
        "words": {**before.words, **{plain_word(word): label for word, label in said.words.items()}},
        "days": {**before.days, **said.days},
        "reporting": said.reporting,
    }
    file.as_of = as_of
    db.session.commit()
    return file


def confirm_uppdrag(
    file_id: int,
    seen: str,
    *,
    over_answers: bool = False,
    by: User | None,
    now: datetime,
    tell: Callable[[int, int], None] | None = None,
) -> ImportFile:
    """Writes the import in one transaction. `seen` is the digest of the preview that was shown.

    All is compared before anything is locked, and `tell` hears how far that has come; only when the plan has
    changed since is it compared again. Raises ChangedMeanwhile when what is stored is another than it was then,
    ImportRefused when nothing may be written. Confirmed twice it is written once.
    """
    if written := confirmed_already(file_id):
        return written
    db.session.rollback()
    file = waiting(file_id)
    plan = db.session.get_one(Plan, file.plan_id)
    before = (file.version, plan.revision)
    preview, stored = _compared(file, plan, tell)
    db.session.rollback()
    if written := confirmed_already(file_id):
        return written
    file, held = waiting(file_id), locked(file)
    assert held is not None
    plan = held
    if (file.version, plan.revision) != before:
        preview, stored = _compared(file, plan)
    if preview.digest != seen:
        db.session.rollback()
        raise ChangedMeanwhile
    refuse_unwritable_uppdrag(preview, local_date(now))
    write_uppdrag(preview, stored, plan, over_answers=over_answers, by=by, now=now)
    mark_confirmed(file, receipt(preview), now=now)
    db.session.commit()
    follow()
    return file


def refuse_unwritable_uppdrag(preview: UppdragPreview, today: date) -> None:
    """Raises ImportRefused when the import may not be written as it stands."""
    if preview.frozen:
        raise ImportRefused(
            "frozen",
            "Uppföljningen är fryst och skrivs inte över. Ta bort dagen för statusarna, så läses bara uppdragen in.",
            409,
        )
    if not any(row.state is not RowState.REFUSED for row in preview.rows):
        raise ImportRefused("no-rows", "Inget uppdrag går att läsa in.")
    if preview.as_of is None or preview.follow_up_exists:
        return
    if preview.as_of > today:
        raise ImportRefused(
            "future-day",
            "Dagen för statusarna har inte varit än. Rätta den, eller öppna uppföljningen först.",
        )
    if preview.shares > MOST_ROWS:
        # Every answer is a section of the report that would be frozen in the same moment.
        raise ImportRefused(
            "too-many-answers",
            f"Filen har fler än {spaced(MOST_ROWS)} svar. Öppna uppföljningen först och läs in filen i den, "
            "eller läs in uppdragen utan statusar.",
        )


def column_choices(plan: Plan, boards: Mapping[int, str]) -> list[tuple[str, str]]:
    """What a column may be: (key, words), the boards last."""
    found = [(column.name, column.value) for column in AssignmentColumn]
    found += [(f"own:{field.key}", field.heading_in(None)) for field in plan.kind.own_fields]
    if plan.kind.shared:
        found += [(f"board:{board}", f"Status för {name}") for board, name in boards.items()]
    return found
