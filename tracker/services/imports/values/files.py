"""Values of key figures from a file: read in a sandbox, shown beside what is stored, and written when asked to."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from tracker.domain.calendar import local_date
from tracker.domain.fault import Fault
from tracker.domain.swedish.words import capitalised, counted
from tracker.domain.terms import ImportKind
from tracker.importers.imported import ImportedValues
from tracker.importers.sandbox import converter
from tracker.models import ImportFile, KeyFigure, Organisation, Plan, User, db
from tracker.queries.key_figures.values import board_names, key_figures_with_values, municipality_names
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
from tracker.services.plans.describe_key_figure import (
    Description,
    faults_of_description,
    make_figure,
    unsaved_figure,
)  # fmt: skip
from tracker.services.plans.edit_key_figures import connect, lock_plans_of, touch_plans_of


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


@dataclass(frozen=True)
class Target:
    """Whose values a file holds: of the municipality, or of one of its boards; for a plan's page or for none."""

    organisation_id: int
    plan_id: int | None = None
    board_id: int | None = None


def upload_values(data: bytes, filename: str, target: Target, *, by: User, now: datetime) -> ImportFile:
    """Reads the file and keeps it for the preview. No value is written. Raises ImportRefused."""
    return keep(unsaved_values(data, filename, target, by=by, now=now), now=now)


def unsaved_values(
    data: bytes, filename: str, target: Target, *, by: User | None, now: datetime
) -> ImportFile:
    """The file with what was read out of it, stored nowhere. Raises ImportRefused."""
    content = storable(read_values_file(data, filename))
    file = unsaved_file(
        ImportKind.KEY_FIGURES,
        data,
        filename,
        content,
        organisation_id=target.organisation_id,
        plan_id=target.plan_id,
        by=by,
        now=now,
    )
    file.choices = {"board": target.board_id}
    return file


def choose_figures(file_id: int, made: Mapping[int, Description], *, version: int) -> ImportFile:
    """Keeps which key figures are to be made with the values of the file; they are made when it is confirmed.

    Raises FormRefused for what no key figure can be: the field is that of the description with its number in `made`.
    """
    file = waiting(file_id)
    if file.version != version:
        raise ChangedMeanwhile
    refuse(
        [
            replace(fault, field=f"{fault.field}_{number}")
            for number, said in made.items()
            for fault in faults_of_description(file.organisation_id, None, said)
        ]
    )
    file.choices = {**file.choices, "figures": [asdict(said) for said in made.values()]}
    db.session.commit()
    return file


def values_preview(file: ImportFile, today: date) -> ValuesPreview:
    """What confirming would do, compared with what is stored now."""
    read = converter().loads(file.content, ImportedValues)
    organisation = db.session.get_one(Organisation, file.organisation_id)
    boards = board_names(organisation.id)
    places = Places(
        organisation.municipality_code, municipality_names(organisation.id), boards, file.choices.get("board")
    )
    own = _spoken_of(read, organisation.id)
    return compare_values(read, [*own, *_to_be_made(file, own)], places, today)


def _to_be_made(file: ImportFile, own: Sequence[KeyFigure]) -> list[KeyFigure]:
    """The chosen key figures, stored nowhere, with ids below zero; without those that somebody has made meanwhile."""
    there = {name for figure in own for name in named_so(figure)}
    return [
        figure
        for number, said in enumerate(chosen_figures(file), 1)
        if not named_so(figure := unsaved_figure(said, -number)) & there
    ]


def chosen_figures(file: ImportFile) -> list[Description]:
    """The key figures that are to be made with the values of the file."""
    return [converter().structure(said, Description) for said in file.choices.get("figures", [])]


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
    file = waiting(file_id)
    lock_plans_of(
        {one.figure_id for one in values_preview(file, today).written if one.figure_id}, file.plan_id
    )
    file = waiting(file_id)
    preview = values_preview(file, today)
    if preview.digest != seen:
        db.session.rollback()
        raise ChangedMeanwhile
    if not preview.written:
        raise ImportRefused("no-values", "Det finns inget värde att läsa in.")
    refuse(faults_of(preview, said))
    _write(_made(file, preview.written), said, by=by, now=now)
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


def _made(file: ImportFile, values: list[ComparedValue]) -> list[ComparedValue]:
    """The values, with the key figures that were chosen for them made, and the file's plan followed by those."""
    wanted = {one.figure_id for one in values}
    plan = db.session.get(Plan, file.plan_id) if file.plan_id else None
    ids: dict[int | None, int] = {}
    for number, said in enumerate(chosen_figures(file), 1):
        if -number in wanted:
            figure = make_figure(file.organisation_id, said)
            ids[-number] = figure.id
            if plan is not None:
                connect(plan, figure, None)
    return [replace(one, figure_id=ids.get(one.figure_id, one.figure_id)) for one in values]


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
