"""Questions about organisations."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import undefer

from tracker.models import Board, Organisation, db


def organisation_by_slug(slug: str, *, with_logo: bool = False) -> Organisation | None:
    """The organisation, with the logo's bytes only when they are asked for; or None."""
    question = select(Organisation).where(Organisation.slug == slug)
    if with_logo:
        question = question.options(undefer(Organisation.logo))
    return db.session.scalars(question).one_or_none()


def all_organisations() -> Sequence[Organisation]:
    """Every organisation, by slug."""
    return db.session.scalars(select(Organisation).order_by(Organisation.slug)).all()


def boards_of(organisation_id: int) -> Sequence[Board]:
    """The organisation's boards by name."""
    return db.session.scalars(
        select(Board).where(Board.organisation_id == organisation_id).order_by(Board.name, Board.id)
    ).all()
