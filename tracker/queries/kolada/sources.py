"""What is fetched every night, and what waits for a coordinator to decide."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.models import KeyFigure, KoladaNotice, KoladaSource, Organisation, db


def sources_of(organisation_id: int) -> Sequence[KoladaSource]:
    """The organisation's, by number, with their key figures."""
    query = (
        select(KoladaSource)
        .where(KoladaSource.organisation_id == organisation_id)
        .options(joinedload(KoladaSource.key_figure))
        .order_by(KoladaSource.kpi)
    )
    return db.session.scalars(query).all()


def source_of_kpi(organisation_id: int, kpi: str) -> KoladaSource | None:
    """The organisation's source of that number, or None."""
    return db.session.scalar(
        select(KoladaSource).where(KoladaSource.organisation_id == organisation_id, KoladaSource.kpi == kpi)
    )


def own_source(source_id: int, organisation_id: int) -> KoladaSource | None:
    """The source, when it is the organisation's."""
    return db.session.scalar(
        select(KoladaSource).where(
            KoladaSource.id == source_id, KoladaSource.organisation_id == organisation_id
        )
    )


def sources_due(before: datetime) -> list[int]:
    """The ids of the sources that nobody has asked Kolada for since then, the oldest first."""
    query = select(KoladaSource.id).where(KoladaSource.tried_at < before)
    return list(db.session.scalars(query.order_by(KoladaSource.tried_at, KoladaSource.id)))


def notices_of(figure_ids: Sequence[int]) -> Sequence[KoladaNotice]:
    """Every notice about the key figures, decided or not, the oldest first."""
    query = select(KoladaNotice).where(KoladaNotice.key_figure_id.in_(figure_ids)).order_by(KoladaNotice.id)
    return db.session.scalars(query).all()


def open_notices(organisation_id: int) -> Sequence[KoladaNotice]:
    """What nobody in the organisation has decided about yet, by key figure, titles first, then by place and year."""
    query = (
        select(KoladaNotice)
        .join(KoladaNotice.key_figure)
        .where(KeyFigure.organisation_id == organisation_id, KoladaNotice.settled_at.is_(None))
        .options(joinedload(KoladaNotice.key_figure))
        .order_by(
            KoladaNotice.key_figure_id,
            KoladaNotice.kind,
            KoladaNotice.municipality_code,
            KoladaNotice.year,
            KoladaNotice.id,
        )
    )
    return db.session.scalars(query).all()


def every_source() -> list[tuple[int, str]]:
    """Every organisation's sources, with words for a log: "uppsala U40806"."""
    query = (
        select(KoladaSource.id, Organisation.slug, KoladaSource.kpi)
        .join(Organisation, KoladaSource.organisation_id == Organisation.id)
        .order_by(Organisation.slug, KoladaSource.kpi)
    )
    return [(number, f"{slug} {kpi}") for number, slug, kpi in db.session.execute(query)]
