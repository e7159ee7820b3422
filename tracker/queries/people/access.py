"""The plan or the activity that an address names, with what is needed to judge who may use it."""

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from tracker.models import Activity, Board, Plan, Responsibility, db


def plan_by_slug(slug: str) -> Plan | None:
    """The plan with board, organisation and kind, in one question; or None."""
    return db.session.scalars(
        select(Plan)
        .where(Plan.slug == slug)
        .options(joinedload(Plan.board).joinedload(Board.organisation), joinedload(Plan.kind))
    ).one_or_none()


def activity_exists(plan_id: int, number: str) -> bool:
    """Whether the plan has the activity, whatever the case of its letter, and it has not been withdrawn."""
    found = db.session.scalar(
        select(Activity.id).where(
            Activity.plan_id == plan_id, Activity.number == number.lower(), Activity.withdrawn.is_(False)
        )
    )
    return found is not None


def responsibility_of(
    plan_id: int, number: str, user_id: int, board_slug: str | None = None
) -> Responsibility | None:
    """The row of the activity (its letter in any case) that the person is owner or deputy of, or None.

    Of several boards' shares the first that is collected here, unless the board is named.
    """
    board = () if board_slug is None else (Board.slug == board_slug,)
    return db.session.scalars(
        select(Responsibility)
        .join(Responsibility.activity)
        .join(Responsibility.board)
        .where(
            *board,
            Activity.plan_id == plan_id,
            Activity.number == number.lower(),
            Activity.withdrawn.is_(False),
            or_(Responsibility.owner_id == user_id, Responsibility.deputy_id == user_id),
        )
        .options(contains_eager(Responsibility.activity))
        .order_by(Responsibility.not_collected, Responsibility.id)
        .limit(1)
    ).one_or_none()


def board_by_slug(organisation_id: int, slug: str) -> Board | None:
    """The municipality's board with that slug, or None."""
    return db.session.scalars(
        select(Board).where(Board.organisation_id == organisation_id, Board.slug == slug)
    ).one_or_none()


def share_of(plan_id: int, number: str, board_slug: str) -> Responsibility | None:
    """The board's share of the activity (its letter in any case), or None; also one that is not collected here."""
    return db.session.scalars(
        select(Responsibility)
        .join(Responsibility.activity)
        .join(Responsibility.board)
        .where(
            Activity.plan_id == plan_id,
            Activity.number == number.lower(),
            Activity.withdrawn.is_(False),
            Board.slug == board_slug,
        )
        .options(contains_eager(Responsibility.activity), contains_eager(Responsibility.board))
    ).one_or_none()
