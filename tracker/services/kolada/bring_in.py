"""Brings values in from Kolada: fetched and kept as a file would be, looked at, and written in one transaction."""

from datetime import datetime

from tracker.domain.calendar import local_date
from tracker.domain.terms import ImportKind
from tracker.importers.sandbox import converter
from tracker.models import ImportFile, KeyFigure, User, db
from tracker.queries.key_figures.values import municipality_names
from tracker.services.form_refusal import ChangedMeanwhile
from tracker.services.imports.waiting import (
    ImportRefused,
    confirmed_already,
    keep,
    mark_confirmed,
    storable,
    unsaved_file,
    waiting,
)
from tracker.services.kolada.asking import MOST_KPIS, MOST_PLACES, PAGE, Fetched, Wanted, fetch
from tracker.services.kolada.compare import compare
from tracker.services.kolada.preview import KoladaPreview, outcome
from tracker.services.kolada.write import write
from tracker.services.plans.edit_key_figures import lock_plans_of


def fetch_for_preview(wanted: Wanted, organisation_id: int, *, by: User, now: datetime) -> ImportFile:
    """Asks Kolada and keeps the answer for the preview. No value is written. Raises ImportRefused."""
    if len(wanted.kpis) > MOST_KPIS or len(wanted.places) > MOST_PLACES:
        raise ImportRefused(
            "too-much", f"Välj högst {MOST_KPIS} nyckeltal och högst {MOST_PLACES} kommuner åt gången."
        )
    person = by.id
    file = unsaved(wanted, organisation_id, now=now)
    by = db.session.get_one(User, person)
    file.user_id, file.by_title = by.id, by.title
    return keep(file, now=now)


def unsaved(wanted: Wanted, organisation_id: int, *, now: datetime, seconds: float = PAGE) -> ImportFile:
    """Kolada's answer as a file that is stored nowhere. Raises ImportRefused."""
    names = municipality_names(organisation_id)
    fetched = fetch(wanted, this_year=local_date(now).year, names=names, seconds=seconds)
    content = storable(fetched)
    name = f"Kolada {', '.join(wanted.kpis)}"
    return unsaved_file(
        ImportKind.KOLADA,
        content.encode(),
        name if len(name) <= 100 else f"{name[:99]}…",
        content,
        organisation_id=organisation_id,
        plan_id=None,
        by=None,
        now=now,
    )


def fetched_in(file: ImportFile) -> Fetched:
    """Kolada's answer, as it was kept."""
    return converter().loads(file.content, Fetched)


def preview_of(file: ImportFile) -> KoladaPreview:
    """What confirming would do, compared with what is stored now."""
    return compare(fetched_in(file), file.organisation_id)


def confirm(file_id: int, seen: str, *, by: User | None, now: datetime) -> list[KeyFigure]:
    """Writes the answer in one transaction. `seen` is the digest of the preview that was shown.

    Raises ChangedMeanwhile when something has changed since. Confirmed twice it is written once.
    """
    if written := confirmed_already(file_id):
        return _figures_of(preview_of(written))
    # Locked first, then compared: what others write meanwhile is seen, or waits.
    lock_plans_of(one.figure_id for one in preview_of(waiting(file_id)).figures if one.figure_id)
    file = waiting(file_id)
    preview = preview_of(file)
    if preview.digest != seen:
        db.session.rollback()
        raise ChangedMeanwhile
    figures = write(
        fetched_in(file), preview, file.organisation_id, by=by, fetched_at=file.created_at, now=now
    )
    mark_confirmed(file, outcome(preview), now=now)
    db.session.commit()
    return figures


def _figures_of(preview: KoladaPreview) -> list[KeyFigure]:
    return [db.session.get_one(KeyFigure, one.figure_id) for one in preview.figures if one.figure_id]
