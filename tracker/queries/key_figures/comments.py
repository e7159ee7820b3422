"""What is written about key figures, follow-up by follow-up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, or_, select

from tracker.domain.terms import FROZEN_STATES, Visibility
from tracker.models import (
    Activity,
    ActivityKeyFigure,
    Board,
    FollowUp,
    KeyFigure,
    KeyFigureComment,
    KeyFigureValue,
    Plan,
    PlanKeyFigure,
    Responsibility,
    db,
)  # fmt: skip
from tracker.models.swedish_order import swedish


@dataclass(frozen=True)
class Said:
    """A comment with the day that its follow-up is as of."""

    text: str
    as_of: date


def reported_figures(plan_id: int) -> Sequence[KeyFigure]:
    """The key figures that the plan's report shows, its own and its activities', without their values."""
    of_plan = select(PlanKeyFigure.key_figure_id).where(PlanKeyFigure.plan_id == plan_id)
    of_activities = (
        select(ActivityKeyFigure.key_figure_id)
        .join(Activity, ActivityKeyFigure.activity_id == Activity.id)
        .where(Activity.plan_id == plan_id, Activity.withdrawn.is_(False))
    )
    query = select(KeyFigure).where(KeyFigure.id.in_(of_plan.union(of_activities))).order_by(KeyFigure.id)
    return db.session.scalars(query).all()


def comment_of(follow_up_id: int, board_id: int, figure_id: int) -> KeyFigureComment | None:
    """The comment of the board's follow-up, as it is stored now; its text may be empty."""
    query = select(KeyFigureComment).where(
        KeyFigureComment.follow_up_id == follow_up_id,
        KeyFigureComment.board_id == board_id,
        KeyFigureComment.key_figure_id == figure_id,
    )
    return db.session.scalar(query)


def commenting_boards(plan: Plan, figure_id: int) -> list[Board]:
    """Who may write about the key figure in the plan's report: the plan's board first, then those whose it also is.

    That is, boards with values of it, and those that the plan's activities were given to.
    """
    of_values = select(KeyFigureValue.board_id).where(KeyFigureValue.key_figure_id == figure_id)
    of_activities = (
        select(Responsibility.board_id)
        .join(Responsibility.activity)
        .where(Activity.plan_id == plan.id, Activity.withdrawn.is_(False))
    )
    query = (
        select(Board)
        .where(
            Board.organisation_id == plan.organisation_id,
            or_(Board.id == plan.board_id, Board.id.in_(of_values), Board.id.in_(of_activities)),
        )
        .order_by(case((Board.id == plan.board_id, 0), else_=1), swedish(Board.name), Board.id)
    )
    return list(db.session.scalars(query))


def comment_before(plan_id: int, board_id: int, figure_id: int, as_of: date) -> Said | None:
    """What the board wrote last time: in the newest earlier follow-up of the plan that has a text of it."""
    return _newest(
        FollowUp.plan_id == plan_id,
        FollowUp.as_of < as_of,
        KeyFigureComment.board_id == board_id,
        KeyFigureComment.key_figure_id == figure_id,
    )


def newest_comment(figure_id: int, organisation_id: int | None) -> Said | None:
    """The newest text in a closed follow-up of a plan that the reader may see; None for nobody signed in."""
    published = Plan.visibility == Visibility.PUBLISHED
    readable = (
        published if organisation_id is None else or_(published, Plan.organisation_id == organisation_id)
    )
    return _newest(readable, FollowUp.state.in_(FROZEN_STATES), KeyFigureComment.key_figure_id == figure_id)


def _newest(*wanted: ColumnElement[bool]) -> Said | None:
    query = (
        select(KeyFigureComment.text, FollowUp.as_of)
        .join(FollowUp, KeyFigureComment.follow_up_id == FollowUp.id)
        .join(Plan, FollowUp.plan_id == Plan.id)
        .where(KeyFigureComment.text != "", *wanted)
        .order_by(FollowUp.as_of.desc(), KeyFigureComment.id.desc())
        .limit(1)
    )
    found = db.session.execute(query).first()
    return Said(*found) if found else None
