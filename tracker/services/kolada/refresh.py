"""Asks Kolada again for what is followed: every night, each key figure at most once a day, each for itself."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, time

from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from tracker.clock import utc_now
from tracker.domain.calendar import local_date, local_time
from tracker.models import KoladaSource, db
from tracker.queries.kolada.sources import sources_due
from tracker.services.imports.waiting import ImportRefused
from tracker.services.kolada.asking import NIGHT, PAGE, Wanted, fetch
from tracker.services.kolada.compare import compare
from tracker.services.kolada.preview import KoladaPreview
from tracker.services.kolada.write import write
from tracker.services.plans.edit_key_figures import lock_plans_of
from tracker.services.refusal import Refusal

log = logging.getLogger(__name__)

#: Kolada publishes in the day; nobody works at this hour in Sweden.
BEGINS_AT = time(3, 0)
_KOLADA_ITSELF = frozenset({"unreachable", "busy", "failing", "cut", "slow", "crowded"})
_UNEXPECTED = "Det gick inte att läsa in värdena, och felet är noterat. Säg till den som sköter tjänsten."


def refresh_due(
    now: datetime,
    *,
    stopping: Callable[[], bool] = lambda: False,
    sleep: Callable[[float], object] | None = None,
) -> int:
    """Refreshes what nobody has asked for since this night began; returns how many were asked for.

    May run any number of times in any number of processes: each claims a source before it asks.
    """
    begins = _this_night(now)
    if now < begins:
        return 0
    done = 0
    for source_id in sources_due(begins):
        if stopping():
            break
        if _claim(source_id, begins, now):
            done += 1
            if not _refresh_at_night(source_id, sleep):
                break  # the others are tried one a minute: what hits one hits all
    db.session.rollback()
    return done


def _this_night(now: datetime) -> datetime:
    local = local_time(now)
    return datetime.combine(local.date(), BEGINS_AT, local.tzinfo).astimezone(UTC)


def _claim(source_id: int, before: datetime, now: datetime) -> bool:
    """Says that this process asks; False when another one has said so."""
    db.session.rollback()
    claimed = db.session.execute(
        update(KoladaSource)
        .where(KoladaSource.id == source_id, KoladaSource.tried_at < before)
        .values(tried_at=now)
        .returning(KoladaSource.id)
    ).scalar_one_or_none()
    db.session.commit()
    return claimed is not None


def _refresh_at_night(source_id: int, sleep: Callable[[float], object] | None) -> bool:
    """One source; its fault is kept where the coordinator sees it. False when Kolada itself is the matter."""
    try:
        refresh(source_id, now=utc_now(), seconds=NIGHT, sleep=sleep)
    except Refusal as refused:
        why = refused.why if isinstance(refused, ImportRefused) else type(refused).__name__
        log.warning("Kolada, source %s: %s %s", source_id, why, getattr(refused, "detail", ""))
        return why not in _KOLADA_ITSELF
    except DBAPIError:
        raise
    except Exception:
        log.exception("Kolada, source %s failed", source_id)
        _keep_fault(source_id, _UNEXPECTED)
    return True


def refresh(
    source_id: int,
    *,
    now: datetime,
    seconds: float = PAGE,
    sleep: Callable[[float], object] | None = None,
) -> KoladaPreview:
    """Asks for the source now and writes what is new. Raises Refusal, and the source keeps what was wrong."""
    source = db.session.get_one(KoladaSource, source_id)
    organisation_id = source.organisation_id
    wanted = Wanted((source.kpi,), tuple(source.places), source.from_year, source.to_year)
    try:
        fetched = fetch(wanted, this_year=local_date(now).year, seconds=seconds, sleep=sleep)
        first = compare(fetched, organisation_id)
        lock_plans_of(one.figure_id for one in first.figures if one.figure_id)
        preview = compare(fetched, organisation_id)
        write(fetched, preview, organisation_id, by=None, fetched_at=now, now=now)
        db.session.commit()
    except ImportRefused as refused:
        _keep_fault(source_id, refused.message)
        raise
    return preview


def _keep_fault(source_id: int, sentence: str) -> None:
    db.session.rollback()
    db.session.execute(update(KoladaSource).where(KoladaSource.id == source_id).values(fault=sentence))
    db.session.commit()


def stop(source: KoladaSource) -> None:
    """Kolada is asked for it no longer; the values stay, and so does what was decided."""
    db.session.delete(source)
    db.session.commit()
