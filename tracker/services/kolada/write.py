"""Writes what was fetched and compared: values, notices of what has changed there, and what is fetched from now on."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker.domain.calendar import local_date
from tracker.domain.measurement import year_of
from tracker.domain.swedish.words import long_date
from tracker.domain.terms import Direction, KeyFigureKind, Measure, NoticeKind
from tracker.importers.kolada.rows import KoladaPlace
from tracker.models import KeyFigure, KoladaNotice, KoladaSource, PlaceName, User, db
from tracker.queries.key_figures.values import key_figures_with_values
from tracker.queries.kolada.sources import notices_of, source_of_kpi
from tracker.services.form_refusal import ChangedMeanwhile
from tracker.services.kolada.asking import Fetched, Wanted
from tracker.services.kolada.compare import SOURCE
from tracker.services.kolada.preview import ComparedFigure, ComparedValue, KoladaPreview, ValueState
from tracker.services.plans.appended_values import NewValue, Place, append_value
from tracker.services.plans.describe_key_figure import free_figure_slug
from tracker.services.plans.edit_key_figures import touch_plans_of

#: Why a value that was here is another one now.
_REVISED = "Värdet är ändrat i Kolada."


def source_text(fetched_at: datetime) -> str:
    """ "Kolada, hämtat 26 november 2026"."""
    return f"{SOURCE}, hämtat {long_date(local_date(fetched_at))}"


def write(
    fetched: Fetched,
    preview: KoladaPreview,
    organisation_id: int,
    *,
    by: User | None,
    fetched_at: datetime,
    now: datetime,
) -> list[KeyFigure]:
    """Everything at once, for the caller to commit; the key figures. The caller has the lock.

    Raises ChangedMeanwhile when somebody else has made one of the key figures at the same moment.
    """
    try:
        _keep_names(fetched.places)
        figures = [_figure(one, organisation_id) for one in preview.figures]
        db.session.flush()
        for figure, one in zip(figures, preview.figures, strict=True):
            for value in one.written:
                _append(figure, value, source_text(fetched_at), by=by, now=now)
            _note(figure, one, now)
            _keep_source(figure, one, fetched.wanted, fetched_at)
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise ChangedMeanwhile from error
    touch_plans_of(*figures)
    return figures


def _keep_names(places: Sequence[KoladaPlace]) -> None:
    """Stores what Kolada calls the places that values are here of, so that pages name them."""
    known = {row.code: row for row in db.session.scalars(select(PlaceName))}
    for place in places:
        if place.code in known:
            known[place.code].name = place.title
        else:
            db.session.add(PlaceName(code=place.code, name=place.title))


def _figure(one: ComparedFigure, organisation_id: int) -> KeyFigure:
    """The key figure that is there, with its values, or a new one."""
    if one.figure_id is not None:
        return key_figures_with_values([one.figure_id])[0]
    figure = KeyFigure(
        organisation_id=organisation_id,
        slug=free_figure_slug(f"kolada-{one.kpi}"),
        name=one.name,
        unit=one.unit,
        unit_short=one.unit_short,
        decimals=one.decimals,
        direction=Direction.NONE,
        kind=KeyFigureKind.MEASURE,
        kolada_id=one.kpi,
        source=SOURCE,
    )
    db.session.add(figure)
    return figure


def _append(figure: KeyFigure, value: ComparedValue, source: str, *, by: User | None, now: datetime) -> None:
    changed = value.state is ValueState.CHANGED
    new = NewValue(
        year_of(date(value.year, 1, 1)),
        Measure.OUTCOME,
        value.new,
        source,
        value.gender,
        _REVISED if changed else "",
    )
    append_value(figure, Place(value.place), new, revises=changed, by=by, now=now)


def _note(figure: KeyFigure, one: ComparedFigure, now: datetime) -> None:
    """Notices of what is new there, and the end of those that Kolada has taken back."""
    waiting = [notice for notice in notices_of([figure.id]) if notice.settled_at is None]
    if one.stopped:
        # Its values may be those of another measure: nothing is said about them.
        _title_notice(figure, one, waiting, now)
        return
    gone = one.of(ValueState.WITHDRAWN.value)
    still = [_value_notice(figure, value, waiting, now) for value in gone]
    for notice in waiting:
        if notice not in still and _spoken_of(notice, one):
            notice.settled_at = now


def _title_notice(
    figure: KeyFigure, one: ComparedFigure, waiting: Sequence[KoladaNotice], now: datetime
) -> None:
    found = next((notice for notice in waiting if notice.kind is NoticeKind.TITLE), None)
    if found is None:
        found = KoladaNotice(key_figure_id=figure.id, kind=NoticeKind.TITLE, found_at=now)
        db.session.add(found)
    found.title_before, found.title_after = one.old_title, one.title


def _value_notice(
    figure: KeyFigure, value: ComparedValue, waiting: Sequence[KoladaNotice], now: datetime
) -> KoladaNotice:
    same = (value.place, value.year, value.gender)
    for notice in waiting:
        if (notice.municipality_code, notice.year, notice.gender) == same:
            notice.value = value.old
            return notice
    notice = KoladaNotice(
        key_figure_id=figure.id,
        kind=NoticeKind.WITHDRAWN,
        municipality_code=value.place,
        year=value.year,
        gender=value.gender,
        value=value.old,
        found_at=now,
    )
    db.session.add(notice)
    return notice


def _spoken_of(notice: KoladaNotice, one: ComparedFigure) -> bool:
    """Whether the answer tells of what the notice is about: the title, which is as it was, or that very value."""
    if notice.kind is NoticeKind.TITLE:
        return True
    same = (notice.municipality_code, notice.year, notice.gender)
    return any((value.place, value.year, value.gender) == same for value in one.values)


def _keep_source(figure: KeyFigure, one: ComparedFigure, wanted: Wanted, fetched_at: datetime) -> None:
    """The key figure is asked for every night from now on: also for what was asked for before."""
    source = source_of_kpi(figure.organisation_id, one.kpi)
    if source is None:
        source = KoladaSource(
            organisation_id=figure.organisation_id,
            key_figure_id=figure.id,
            kpi=one.kpi,
            title=one.old_title or one.title,
            places=list(wanted.places),
            from_year=wanted.from_year,
            to_year=wanted.to_year,
        )
        db.session.add(source)
    else:
        source.places = list(dict.fromkeys([*source.places, *wanted.places]))
        source.from_year = _widest(source.from_year, wanted.from_year, min)
        source.to_year = _widest(source.to_year, wanted.to_year, max)
    source.tried_at = source.refreshed_at = fetched_at
    source.fault = ""


def _widest(one: int | None, other: int | None, of: Callable[[tuple[int, int]], int]) -> int | None:
    return None if one is None or other is None else of((one, other))
