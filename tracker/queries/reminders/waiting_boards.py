"""Boards that are to bring their own rows to an open follow-up, and have neither rows nor said that they have none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from tracker.domain.terms import FollowUpState, Role
from tracker.models import (
    Activity,
    AnsweringBoard,
    Board,
    FollowUp,
    Membership,
    NothingToReport,
    Plan,
    PlanKind,
    Responsibility,
    User,
    db,
)
from tracker.models.swedish_order import swedish


@dataclass(frozen=True)
class WaitingBoard:
    """A board without rows in an open follow-up, its contact, and those who coordinate the board itself."""

    follow_up: FollowUp
    board: Board
    contact: User | None
    coordinators: Sequence[User]


def waiting_boards() -> list[WaitingBoard]:
    """Every board that an open follow-up with both dates waits for, by plan title and board; in two questions.

    A board that has a row in the plan, also one of an earlier follow-up, is asked about that row instead.
    """
    has_rows = exists().where(
        Responsibility.board_id == AnsweringBoard.board_id,
        Responsibility.not_collected.is_(False),
        Responsibility.activity_id == Activity.id,
        Activity.plan_id == AnsweringBoard.plan_id,
        Activity.withdrawn.is_(False),
    )
    has_nothing = exists().where(
        NothingToReport.follow_up_id == FollowUp.id, NothingToReport.board_id == AnsweringBoard.board_id
    )
    query = (
        select(FollowUp, AnsweringBoard)
        .join(AnsweringBoard, AnsweringBoard.plan_id == FollowUp.plan_id)
        .join(AnsweringBoard.board)
        .join(FollowUp.plan)
        .join(Plan.kind)
        .where(
            PlanKind.rows_by_boards,
            FollowUp.state == FollowUpState.OPEN,
            FollowUp.opens_on.is_not(None),
            FollowUp.answer_by.is_not(None),
            ~has_rows,
            ~has_nothing,
        )
        .options(
            joinedload(FollowUp.plan).options(
                joinedload(Plan.board).joinedload(Board.organisation),
                joinedload(Plan.kind),
                joinedload(Plan.coordinator),
            ),
            joinedload(AnsweringBoard.board),
            joinedload(AnsweringBoard.contact),
        )
        .order_by(Plan.short_title, FollowUp.as_of, FollowUp.id, swedish(Board.name), Board.id)
    )
    found = db.session.execute(query).all()
    coordinators = _coordinators({one.board_id for _, one in found})
    return [
        WaitingBoard(follow_up, one.board, one.contact, coordinators.get(one.board_id, ()))
        for follow_up, one in found
    ]


def _coordinators(board_ids: Collection[int]) -> dict[int, list[User]]:
    """The active people who coordinate these boards, not the whole municipality, by title."""
    if not board_ids:
        return {}
    query = (
        select(Membership.board_id, User)
        .join(User, Membership.user_id == User.id)
        .where(Membership.board_id.in_(board_ids), Membership.role == Role.COORDINATOR, User.active)
        .order_by(swedish(User.title), User.email)
    )
    found: dict[int, list[User]] = {}
    for board_id, user in db.session.execute(query):
        if board_id is not None:
            found.setdefault(board_id, []).append(user)
    return found
