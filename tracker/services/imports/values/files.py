"""Values of key figures from a file: read in a sandbox, shown beside what is stored, and written when asked to."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from tracker.domain.calendar import local_date
from tracker.domain.fault import Fault
from tracker.domain.swedish.words import capitalised, counted
from tracker.domain.terms import ImportKind
from tracker.importers.imported import ImportedValues
from tracker.importers.sandbox import converter
from tracker.models import ImportFile, KeyFigure, Organisation, User, db
from tracker.queries.key_figures.values import key_figures_with_values, municipality_names
from tracker.services.form_refusal import ChangedMeanwhile, refuse, text_faults
from tracker.services.imports.preview import RowState
from tracker.services.imports.reading import read_apart
from tracker.services.imports.values.compare import Places, compare_values, figure_names, named_so
from tracker.services.imports.values.preview import ComparedValue, ValuesPreview
from tracker.services.imports.waiting import (
    ImportRefused,
    confirmed_already,
    keep,
    mark_confirmed,
    storable,
    unsaved_file,
    waiting,
)
from tracker.services.plans.appended_values import NewValue, append_value
from tracker.services.plans.edit_key_figures import lock_plans_of, touch_plans_of


@dataclass(frozen=True)
class Said:
    """What a person says of the whole file: where values come from that do not say it, and why known ones change."""

    source: str = ""
    reason: str = ""


def read_values_file(data: bytes, filename: str) -> ImportedValues:
    """The values in the .xlsx or .csv. Raises ImportRefused."""
    read: ImportedValues = read_apart("values", data, filename)
    if not read.values:
        raise ImportRefused("no-values", "Tabellen har inga värden. Kontrollera att du valde rätt fil.")
    return read


def upload_values(
    data: bytes, filename: str, organisation_id: int, plan_id: int, *, by: User, now: datetime
) -> ImportFile:
    """Reads the file and keeps it for the preview. No value is written. Raises ImportRefused."""
    return keep(unsaved_values(data, filename, organisation_id, plan_id, by=by, now=now), now=now)


def unsaved_values(
    data: bytes, filename: str, organisation_id: int, plan_id: int | None, *, by: User | None, now: datetime
) -> ImportFile:
    """The file with what was read out of it, stored nowhere. Raises ImportRefused."""
    content = storable(read_values_file(data, filename))
    return unsaved_file(
        ImportKind.KEY_FIGURES,
        data,
        filename,
        content,
        organisation_id=organisation_id,
        plan_id=plan_id,
        by=by,
        now=now,
    )


def values_preview(file: ImportFile, today: date) -> ValuesPreview:
    """What confirming would do, compared with what is stored now."""
    read = converter().loads(file.content, ImportedValues)
    organisation = db.session.get_one(Organisation, file.organisation_id)
    places = Places(organisation.municipality_code, municipality_names(organisation.id))
    return compare_values(read, _spoken_of(read, organisation.id), places, today)


def _spoken_of(read: ImportedValues, organisation_id: int) -> list[KeyFigure]:
    """The organisation's key figures that the file names, with their values."""
    names = figure_names(read)
    own = db.session.scalars(select(KeyFigure).where(KeyFigure.organisation_id == organisation_id))
    return key_figures_with_values(figure.id for figure in own if named_so(figure) & names)


def confirm_values(file_id: int, seen: str, said: Said, *, by: User | None, now: datetime) -> ImportFile:
    """Writes the values in one transaction. `seen` is the digest of the preview that was shown.

    Raises FormRefused when a source or a reason is missing, ChangedMeanwhile when something has changed since it
    was shown, ImportRefused when there is nothing to write. Confirmed twice it is written once.
    """
    if written := confirmed_already(file_id):
        return written
    today = local_date(now)
    # Locked first, then compared: what others write meanwhile is seen, or waits.
    lock_plans_of({one.figure_id for one in values_preview(waiting(file_id), today).written if one.figure_id})
    file = waiting(file_id)
    preview = values_preview(file, today)
    if preview.digest != seen:
        db.session.rollback()
        raise ChangedMeanwhile
    if not preview.written:
        raise ImportRefused("no-values", "Det finns inget värde att läsa in.")
    refuse(faults_of(preview, said))
    _write(preview.written, said, by=by, now=now)
    mark_confirmed(file, values_outcome(preview), now=now)
    db.session.commit()
    return file


def faults_of(preview: ValuesPreview, said: Said) -> list[Fault]:
    """What is lacking, or too long, of what a person says of the whole file."""
    source = "Skriv varifrån värdena kommer. Filen säger det inte." if preview.needs_source else None
    reason = "Skriv varför värdena rättas. De gamla finns kvar." if preview.needs_reason else None
    return [
        *text_faults("source", said.source, 500, needed=source),
        *text_faults("reason", said.reason, 500, needed=reason),
    ]


def _write(values: list[ComparedValue], said: Said, *, by: User | None, now: datetime) -> None:
    figures = {
        figure.id: figure for figure in key_figures_with_values({one.figure_id or 0 for one in values})
    }
    for one in values:
        assert one.new is not None and one.figure_id is not None
        new: NewValue = replace(one.new, source=one.new.source or said.source, reason=said.reason)
        append_value(
            figures[one.figure_id], one.place, new, revises=one.state is RowState.CHANGED, by=by, now=now
        )
    db.session.flush()
    touch_plans_of(*figures.values())


def values_outcome(preview: ValuesPreview) -> str:
    """ "Tre värden: två nya, ett ändrat."; kinds without any are left out."""
    new, changed, same, refused = (preview.count(state) for state in RowState)
    kinds = (
        (new, "nytt", "nya"),
        (changed, "ändrat", "ändrade"),
        (same, "oförändrat", "oförändrade"),
        (refused, "går inte att läsa in", "går inte att läsa in"),
    )
    told = [counted(count, *words, neuter=True) for count, *words in kinds if count]
    values = counted(len(preview.values), "värde", "värden", neuter=True)
    return f"{capitalised(values)}: {', '.join(told)}."
