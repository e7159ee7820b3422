"""An import from upload to confirmation: the file is read in a sandbox, shown, and written only when asked to."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.domain.calendar import local_date
from tracker.domain.exchange.status_words import plain_word
from tracker.domain.fault import Fault
from tracker.domain.swedish.slug import free_slug, slug_fault, slug_of
from tracker.domain.swedish.words import capitalised, long_date
from tracker.domain.terms import ImportKind
from tracker.importers.imported import ImportedReport
from tracker.importers.known_kinds import KnownKind
from tracker.importers.sandbox import converter
from tracker.models import Activity, Board, FollowUp, ImportFile, Plan, Responsibility, User, db
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.imports.compare import compare
from tracker.services.imports.confirm import NewPlanFacts, write_import
from tracker.services.imports.head import sound_day, sound_head
from tracker.services.imports.kinds import kind_of_new_plans, known_kinds
from tracker.services.imports.preview import Preview, RowState, receipt
from tracker.services.imports.reading import read_report
from tracker.services.imports.stored import Stored, stored_state
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


@dataclass(frozen=True)
class Target:
    """Where an import goes: a plan, or a board for a new one, and the follow-up's day when the file has none."""

    plan_id: int | None
    board_id: int
    as_of: date | None = None


def upload(data: bytes, filename: str, target: Target, *, by: User | None, now: datetime) -> ImportFile:
    """Reads the file and keeps it for the preview. Nothing of the plan is written. Raises ImportRefused."""
    return keep(
        unsaved(data, filename, read_report(data, filename, _kinds(target)), target, by=by, now=now), now=now
    )


def _kinds(target: Target) -> tuple[KnownKind, ...]:
    return known_kinds(db.session.get(Plan, target.plan_id) if target.plan_id is not None else None)


def unsaved(
    data: bytes, filename: str, report: ImportedReport, target: Target, *, by: User | None, now: datetime
) -> ImportFile:
    """The file with what was read out of it, stored nowhere: for looking at only."""
    board = db.session.get_one(Board, target.board_id)
    file = unsaved_file(
        ImportKind.PLAN,
        data,
        filename,
        storable(report),
        organisation_id=board.organisation_id,
        plan_id=target.plan_id,
        by=by,
        now=now,
    )
    if target.as_of is not None and not sound_day(target.as_of):
        raise ImportRefused("bad-day", f"Kontrollera uppföljningens dag: året blev {target.as_of.year}.")
    file.choices = {"board": board.id, "words": {}}
    file.as_of = target.as_of or sound_head(report.head)[0].as_of
    return file


def preview_of(file: ImportFile) -> Preview:
    """What confirming would do, compared with what is stored now."""
    plan = db.session.get(Plan, file.plan_id) if file.plan_id is not None else None
    return _compared(file, plan)[0]


def report_of(file: ImportFile) -> ImportedReport:
    """What the reader made of the file."""
    return converter().loads(file.content, ImportedReport)


def choose(file_id: int, *, words: dict[str, str], as_of: date | None, version: int) -> ImportFile:
    """Keeps what a person has said of the file: the meaning of words, and the follow-up's day.

    Raises FormRefused for a day in a year that no follow-up lies in.
    """
    if as_of is not None and not sound_day(as_of):
        raise FormRefused([Fault("as_of", "as_of-year", f"Kontrollera året: det blev {as_of.year}.")])
    file = waiting(file_id)
    if file.version != version:
        raise ChangedMeanwhile
    known = {
        **file.choices.get("words", {}),
        **{plain_word(word): label for word, label in words.items() if label},
    }
    file.choices = {**file.choices, "words": known}
    file.as_of = as_of or file.as_of
    db.session.commit()
    return file


def confirm(
    file_id: int, seen: str, *, over_answers: bool = False, by: User | None, now: datetime
) -> ImportFile:
    """Writes the import in one transaction. `seen` is the digest of the preview that was shown.

    Raises ChangedMeanwhile when what is stored is another than it was then, ImportRefused when nothing may be
    written. Confirmed twice it is written once.
    """
    if written := confirmed_already(file_id):
        return written
    file = waiting(file_id)
    plan = locked(file)
    preview, stored = _compared(file, plan)
    if preview.digest != seen:
        db.session.rollback()
        raise ChangedMeanwhile
    refuse_unwritable(preview, local_date(now))
    new_plan = _new_plan(file, preview) if plan is None else None
    plan = write_import(preview, stored, plan, new_plan, over_answers=over_answers, by=by, now=now)
    file.plan_id, file.as_of = plan.id, preview.as_of
    mark_confirmed(file, receipt(preview), now=now)
    db.session.commit()
    follow()
    return file


def refuse_unwritable(preview: Preview, today: date) -> None:
    """Raises ImportRefused when the import may not be written as it stands."""
    if preview.frozen:
        raise ImportRefused(
            "frozen",
            "Uppföljningen är fryst och skrivs inte över. Vill du ändra den gör du en rättelse.",
            409,
        )
    if preview.as_of is None:
        raise ImportRefused("no-day", "Skriv vilken dag uppföljningen gäller.")
    if not any(row.state is not RowState.REFUSED for row in preview.rows):
        raise ImportRefused("no-rows", "Ingen rad går att läsa in.")
    # A follow-up that the file is the first to tell of is history: it would be closed before it has been.
    if not preview.follow_up_exists and preview.as_of > today:
        raise ImportRefused(
            "future-day",
            f"Uppföljningen gäller per {long_date(preview.as_of)}, som inte har varit än. "
            "Rätta dagen i filen, eller öppna uppföljningen först och läs sedan in filen i den.",
        )


def _compared(file: ImportFile, plan: Plan | None) -> tuple[Preview, Stored]:
    report = report_of(file)
    stored = stored_state(plan, plan.kind if plan else kind_of_new_plans(report.kind), file.as_of)
    chosen = file.choices.get("words", {})
    return compare(report, stored, as_of=file.as_of, chosen_words=chosen), stored


def _new_plan(file: ImportFile, preview: Preview) -> NewPlanFacts:
    title = title_of(file, preview)
    board = db.session.get_one(Board, int(file.choices["board"]))
    return NewPlanFacts(
        board, kind_of_new_plans(report_of(file).kind), _free_slug(preview.head.plan_slug, title), title
    )


def title_of(file: ImportFile, preview: Preview) -> str:
    """What a new plan is called: as the file says, else what its report follows up, else the file's name."""
    head = preview.head
    followed = (head.report_title or "").strip().removeprefix("Uppföljning av ")
    title = (head.plan_title or followed or file.filename.rsplit(".", 1)[0]).strip()
    return capitalised(title) or "Inläst plan"


def _free_slug(wanted: str | None, title: str) -> str:
    """The file's own address, or one made of the title, with a number when another plan has it."""
    base = wanted if wanted and not slug_fault(wanted) else slug_of(title)
    base = base[:70].strip("-") or "plan"
    taken = set(db.session.scalars(select(Plan.slug).where(Plan.slug.startswith(base))))
    return free_slug(base, lambda slug: slug in taken or bool(slug_fault(slug)))


def locked(file: ImportFile) -> Plan | None:
    """The plan, held with its follow-up and rows in the order in which those who answer and close take them.

    Whoever closes the follow-up at the same time is waited for, and then it is frozen.
    """
    if file.plan_id is None:
        return None
    plan_id, as_of = file.plan_id, file.as_of
    db.session.expire_all()
    day = select(FollowUp.id).where(FollowUp.plan_id == plan_id, FollowUp.as_of == as_of)
    db.session.scalars(day.with_for_update()).all()
    rows = select(Responsibility.id).join(Responsibility.activity).where(Activity.plan_id == plan_id)
    db.session.scalars(rows.order_by(Responsibility.id).with_for_update(of=Responsibility)).all()
    return db.session.get(Plan, plan_id, with_for_update=True, populate_existing=True)
