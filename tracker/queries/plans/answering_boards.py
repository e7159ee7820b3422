"""The boards that answer in a plan, and how far each has come in a follow-up whose rows they add."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import joinedload

from tracker.domain.terms import FollowUpState, Role
from tracker.models import (
    Activity,
    AnsweringBoard,
    Board,
    FollowUp,
    NothingToReport,
    Plan,
    PlanKind,
    Responsibility,
    User,
    db,
)
from tracker.models.swedish_order import swedish
from tracker.queries.plans.standing import StandingRow


@dataclass(frozen=True)
class BoardRows:
    """One board's part of a follow-up: the rows it has answered for, or that it has nothing to report."""

    board: Board
    contact: User | None
    #: Answered in the follow-up.
    count: int
    nothing: bool

    @property
    def answered(self) -> bool:
        """Whether the board has said anything; silence is no answer."""
        return self.count > 0 or self.nothing


@dataclass(frozen=True)
class BoardOfMine:
    """A board for which a person adds rows in a plan; `follow_up` None is between follow-ups."""

    plan: Plan
    board: Board
    follow_up: FollowUp | None
    nothing: bool


def answering_boards(plan_id: int) -> Sequence[AnsweringBoard]:
    """The plan's boards by name, with contacts, in one question."""
    query = (
        select(AnsweringBoard)
        .join(AnsweringBoard.board)
        .where(AnsweringBoard.plan_id == plan_id)
        .options(joinedload(AnsweringBoard.board), joinedload(AnsweringBoard.contact))
        .order_by(swedish(Board.name), Board.id)
    )
    return db.session.scalars(query).all()


def answering_now(plan_id: int, *, beside: int | None = None) -> dict[int, int | None]:
    """The boards that answer, by id, with each one's contact; where none are chosen, those that have shares.

    A board's contact is then the owner of all that it has. `beside` is an activity whose shares are left out.
    """
    stored = {one.board_id: one.contact_id for one in answering_boards(plan_id)}
    if stored:
        return stored
    shares = (
        select(Responsibility.board_id, Responsibility.owner_id)
        .join(Responsibility.activity)
        .where(
            Activity.plan_id == plan_id,
            Activity.id.is_distinct_from(beside),
            Activity.withdrawn.is_(False),
            Responsibility.not_collected.is_(False),
        )
        .distinct()
    )
    owners: dict[int, list[int | None]] = {}
    for board_id, owner_id in db.session.execute(shares):
        owners.setdefault(board_id, []).append(owner_id)
    return {board_id: found[0] if len(found) == 1 else None for board_id, found in owners.items()}


def boards_in(follow_up: FollowUp, rows: Sequence[StandingRow]) -> list[BoardRows]:
    """How far each board has come; `rows` are the follow-up's."""
    silent = boards_with_nothing([follow_up.id])
    counts: dict[int, int] = {}
    for row in rows:
        if row.answered:
            counts[row.responsibility.board_id] = counts.get(row.responsibility.board_id, 0) + 1
    return [
        BoardRows(one.board, one.contact, counts.get(one.board_id, 0), (follow_up.id, one.board_id) in silent)
        for one in answering_boards(follow_up.plan_id)
    ]


def boards_with_nothing(follow_up_ids: Collection[int]) -> set[tuple[int, int]]:
    """Follow-up and board of everyone that has nothing to report."""
    query = select(NothingToReport.follow_up_id, NothingToReport.board_id).where(
        NothingToReport.follow_up_id.in_(follow_up_ids)
    )
    return {(follow_up_id, board_id) for follow_up_id, board_id in db.session.execute(query)}


def boards_of(user: User) -> list[BoardOfMine]:
    """The boards for which the person adds rows, as contact or as the board's coordinator; in three questions."""
    coordinated = [m.board_id for m in user.memberships if m.role is Role.COORDINATOR and m.board_id]
    query = (
        select(AnsweringBoard)
        .join(AnsweringBoard.plan)
        .join(Plan.kind)
        .join(AnsweringBoard.board)
        .where(
            PlanKind.rows_by_boards,
            or_(
                AnsweringBoard.contact_id == user.id,
                AnsweringBoard.board_id.in_(coordinated),
                _owns_there(user.id),
            ),
        )
        .options(
            joinedload(AnsweringBoard.board),
            joinedload(AnsweringBoard.plan).options(
                joinedload(Plan.kind), joinedload(Plan.board).joinedload(Board.organisation)
            ),
        )
        .order_by(Plan.short_title, Plan.id, swedish(Board.name), Board.id)
    )
    found = db.session.scalars(query).all()
    if not found:
        return []
    running = select(FollowUp).where(
        FollowUp.plan_id.in_({one.plan_id for one in found}), FollowUp.state == FollowUpState.OPEN
    )
    opened = {one.plan_id: one for one in db.session.scalars(running.order_by(FollowUp.as_of))}
    silent = boards_with_nothing([one.id for one in opened.values()])
    return [
        BoardOfMine(
            one.plan,
            one.board,
            follow_up := opened.get(one.plan_id),
            follow_up is not None and (follow_up.id, one.board_id) in silent,
        )
        for one in found
    ]


def answers_for_board(plan_id: int, board_id: int, user_id: int) -> bool:
    """Whether the person is the board's contact in the plan, or owner or deputy of one of its rows."""
    contact = exists().where(
        AnsweringBoard.plan_id == plan_id,
        AnsweringBoard.board_id == board_id,
        AnsweringBoard.contact_id == user_id,
    )
    owner = exists().where(
        Responsibility.board_id == board_id,
        Responsibility.activity_id == Activity.id,
        Activity.plan_id == plan_id,
        or_(Responsibility.owner_id == user_id, Responsibility.deputy_id == user_id),
    )
    return bool(db.session.scalar(select(or_(contact, owner))))


def _owns_there(user_id: int) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            Responsibility.board_id == AnsweringBoard.board_id,
            Responsibility.activity_id == Activity.id,
            Activity.plan_id == AnsweringBoard.plan_id,
            Activity.withdrawn.is_(False),
            or_(Responsibility.owner_id == user_id, Responsibility.deputy_id == user_id),
        )
        .correlate(AnsweringBoard)
    )
