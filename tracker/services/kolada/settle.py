"""A coordinator decides about what Kolada has changed: it is taken over here too, or what is here stays."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from tracker.domain.measurement import year_of
from tracker.domain.terms import Measure, NoticeKind
from tracker.models import KeyFigure, KoladaNotice, KoladaSource, User, db
from tracker.services.kolada.write import source_text
from tracker.services.plans.appended_values import NewValue, Place, append_value, value_there
from tracker.services.plans.edit_key_figures import lock_plans_of, touch_plans_of
from tracker.services.refusal import Refusal

_WITHDRAWN = "Kolada har dragit tillbaka värdet."


def settle(
    notice_ids: Sequence[int], organisation_id: int, *, accept: bool, by: User, now: datetime
) -> list[KoladaNotice]:
    """Takes over what the notices tell of, or keeps what is here; all of them or none. Raises Refusal (404).

    A title that is taken over becomes the key figure's name; a withdrawn value becomes a missing one, and what it
    was stays in its history. Decided already, it stays decided.
    """
    wanted = select(KoladaNotice).where(KoladaNotice.id.in_(notice_ids)).order_by(KoladaNotice.id)
    lock_plans_of({notice.key_figure_id for notice in db.session.scalars(wanted)})
    notices = list(db.session.scalars(wanted.with_for_update().execution_options(populate_existing=True)))
    if not notices or any(notice.key_figure.organisation_id != organisation_id for notice in notices):
        db.session.rollback()
        raise Refusal("Beskedet finns inte.", 404)
    for notice in notices:
        if notice.settled_at is None:
            _settle(notice, accept=accept, by=by, now=now)
    db.session.flush()
    touch_plans_of(*{notice.key_figure for notice in notices})
    db.session.commit()
    return notices


def _settle(notice: KoladaNotice, *, accept: bool, by: User, now: datetime) -> None:
    figure = notice.key_figure
    if notice.kind is NoticeKind.TITLE:
        _settle_title(figure, notice, accept=accept)
    elif accept:
        _withdraw(figure, notice, by=by, now=now)
    notice.settled_at, notice.accepted, notice.by_title = now, accept, by.title


def _settle_title(figure: KeyFigure, notice: KoladaNotice, *, accept: bool) -> None:
    if accept:
        figure.name = notice.title_after
    source = db.session.scalar(select(KoladaSource).where(KoladaSource.key_figure_id == figure.id))
    if source is not None:
        # Known now, whatever it is called here: values are taken again, the next time somebody asks.
        source.title = notice.title_after


def _withdraw(figure: KeyFigure, notice: KoladaNotice, *, by: User, now: datetime) -> None:
    assert notice.year is not None and notice.gender is not None
    missing = NewValue(
        year_of(date(notice.year, 1, 1)), Measure.OUTCOME, None, source_text(now), notice.gender, _WITHDRAWN
    )
    place = Place(notice.municipality_code)
    there = value_there(figure, place, missing)
    # Somebody may have written another one meanwhile.
    if there is not None and there.value == notice.value:
        append_value(figure, place, missing, revises=True, by=by, now=now)
