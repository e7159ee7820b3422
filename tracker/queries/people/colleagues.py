"""Who an owner may hand an activity over to: the people of its board."""

from collections.abc import Sequence

from sqlalchemy import exists, or_, select

from tracker.domain.terms import Role
from tracker.models import Membership, Responsibility, User, db
from tracker.models.swedish_order import swedish


def colleagues(responsibility: Responsibility, user_id: int) -> Sequence[User]:
    """The active people of the board besides this one, by title: those who coordinate there or in the whole
    organisation, and those who answer for something of the board's. Neither politicians nor administrators
    carry out a plan's activities.
    """
    board = responsibility.board
    coordinates = exists().where(
        Membership.user_id == User.id,
        Membership.role == Role.COORDINATOR,
        Membership.organisation_id == board.organisation_id,
        or_(Membership.board_id == board.id, Membership.board_id.is_(None)),
    )
    answers = exists().where(
        Responsibility.board_id == board.id,
        or_(Responsibility.owner_id == User.id, Responsibility.deputy_id == User.id),
    )
    query = (
        select(User)
        .where(
            User.organisation_id == board.organisation_id,
            User.active,
            User.unreachable_since.is_(None),
            User.id != user_id,
            or_(coordinates, answers),
        )
        .order_by(swedish(User.title), User.email)
    )
    return db.session.scalars(query).all()
