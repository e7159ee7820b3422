"""The plans that a reader may see."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import joinedload

from tracker.domain.terms import Visibility
from tracker.models import Board, Organisation, Plan, db
from tracker.models.swedish_order import swedish


def readable(organisation_id: int | None) -> ColumnElement[bool]:
    """Published plans of everybody, and all plans of the own organisation."""
    published = Plan.visibility == Visibility.PUBLISHED
    return published if organisation_id is None else or_(published, Plan.organisation_id == organisation_id)


def count_readable(organisation_id: int | None) -> int:
    """How many plans the reader may see; `organisation_id` is the signed-in person's, or None."""
    return db.session.scalar(select(func.count(Plan.id)).where(readable(organisation_id))) or 0


def readable_plans(organisation_id: int | None, offset: int, limit: int) -> Sequence[Plan]:
    """A page of them with board and organisation: the own organisation first, then by board and title."""
    own_first = case((Plan.organisation_id == (organisation_id or 0), 0), else_=1)
    query = (
        select(Plan)
        .join(Board, Plan.board_id == Board.id)
        .join(Organisation, Plan.organisation_id == Organisation.id)
        .where(readable(organisation_id))
        .options(joinedload(Plan.board).joinedload(Board.organisation), joinedload(Plan.kind))
        .order_by(own_first, swedish(Organisation.name), swedish(Board.name), swedish(Plan.title), Plan.id)
        .offset(offset)
        .limit(limit)
    )
    return db.session.scalars(query).all()
