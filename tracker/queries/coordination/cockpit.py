"""What a coordinator asks: my plans, who has answered, who may be chosen, and what waits in the outbox."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Exists, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from tracker.domain.terms import FollowUpState, Role
from tracker.models import (
    Activity,
    ActivityKeyFigure,
    Board,
    FollowUp,
    KeyFigure,
    Membership,
    Message,
    MessageItem,
    Plan,
    PlanKind,
    Responsibility,
    StatusUpdate,
    User,
    db,
)  # fmt: skip
from tracker.models.swedish_order import swedish
from tracker.queries.plans.newest_update import settled_before
from tracker.queries.reminders.outbox import NEEDS_SOMEONE

_COORDINATING = (Role.COORDINATOR, Role.ADMIN)


@dataclass(frozen=True)
class AnswerRate:
    """How many rows a follow-up asks, and how many of those have been answered."""

    asked: int
    answered: int


@dataclass(frozen=True)
class CoordinatedPlan:
    """A plan and its open follow-up, if one is open, with how many have answered."""

    plan: Plan
    follow_up: FollowUp | None
    rate: AnswerRate | None
    newest_closed: FollowUp | None


def coordinated_plans(user: User) -> list[CoordinatedPlan]:
    """The plans of the boards that the person coordinates, by title; four questions whatever their number."""
    board_ids = [board.id for board in coordinated_boards(user)]
    plans = db.session.scalars(
        select(Plan)
        .where(Plan.board_id.in_(board_ids))
        .options(joinedload(Plan.board), joinedload(Plan.coordinator))
        .order_by(swedish(Plan.title), Plan.id)
    ).all()
    follow_ups = _follow_ups(plan.id for plan in plans)
    running = {row.plan_id: row for row in follow_ups if row.state is FollowUpState.OPEN}
    closed = {row.plan_id: row for row in follow_ups if row.frozen}
    rates = answer_rates([row.id for row in running.values()])
    return [
        CoordinatedPlan(
            plan,
            running.get(plan.id),
            rates.get(running[plan.id].id, AnswerRate(0, 0)) if plan.id in running else None,
            closed.get(plan.id),
        )
        for plan in plans
    ]


def _follow_ups(plan_ids: object) -> Sequence[FollowUp]:
    """Oldest first, so that the newest of each plan is the one that stays in a dictionary."""
    return db.session.scalars(
        select(FollowUp).where(FollowUp.plan_id.in_(plan_ids)).order_by(FollowUp.as_of)  # type: ignore[arg-type]
    ).all()


def answer_rates(follow_up_ids: Collection[int]) -> dict[int, AnswerRate]:
    """Asked and answered rows of open follow-ups, counted by the database as `standing.rows_of` would."""
    settled = settled_before(FollowUp)
    answered = _has_answered()
    query = (
        select(
            FollowUp.id,
            func.sum(case((settled, 0), else_=1)),
            func.sum(case((settled, 0), (answered, 1), else_=0)),
        )
        .join(Activity, Activity.plan_id == FollowUp.plan_id)
        .join(Responsibility, Responsibility.activity_id == Activity.id)
        .where(
            FollowUp.id.in_(follow_up_ids),
            Activity.withdrawn.is_(False),
            Responsibility.not_collected.is_(False),
        )
        .group_by(FollowUp.id)
        .order_by(FollowUp.id)
    )
    return {row[0]: AnswerRate(int(row[1]), int(row[2])) for row in db.session.execute(query)}


def _has_answered() -> Exists:
    update = aliased(StatusUpdate)
    return (
        select(update.id)
        .where(
            update.responsibility_id == Responsibility.id,
            update.follow_up_id == FollowUp.id,
            update.edits_id.is_(None),
        )
        .correlate(Responsibility, FollowUp)
        .exists()
    )


def mails_in_doubt(plan_ids: Collection[int]) -> dict[int, int]:
    """How many mails about each of these plans somebody has to look at; plans without any are left out."""
    query = (
        select(MessageItem.plan_id, func.count(Message.id.distinct()))
        .join(MessageItem.message)
        .where(MessageItem.plan_id.in_(plan_ids), Message.state.in_(NEEDS_SOMEONE))
        .group_by(MessageItem.plan_id)
        .order_by(MessageItem.plan_id)
    )
    return {plan_id: count for plan_id, count in db.session.execute(query)}


def coordinated_boards(user: User) -> Sequence[Board]:
    """The boards that the person coordinates or administers, by name; a role without board covers all."""
    own = [
        m for m in user.memberships if m.role in _COORDINATING and m.organisation_id == user.organisation_id
    ]
    query = select(Board).where(Board.organisation_id == user.organisation_id)
    if all(m.board_id is not None for m in own):
        query = query.where(Board.id.in_([m.board_id for m in own]))
    return db.session.scalars(query.order_by(swedish(Board.name), Board.id)).all()


def coordinators_of(board_id: int) -> Sequence[User]:
    """The active people who coordinate or administer the board, by title."""
    return db.session.scalars(_coordinators().where(Board.id == board_id)).unique().all()


def coordinators_in(organisation_id: int) -> Sequence[User]:
    """The active people who coordinate or administer anything in the organisation, by title."""
    return db.session.scalars(_coordinators().where(Board.organisation_id == organisation_id)).unique().all()


def _coordinators() -> Select[User]:
    return (
        select(User)
        .join(User.memberships)
        .join(
            Board,
            and_(
                Board.organisation_id == Membership.organisation_id,
                or_(Membership.board_id.is_(None), Membership.board_id == Board.id),
            ),
        )
        .where(User.active, Membership.role.in_(_COORDINATING), User.organisation_id == Board.organisation_id)
        .order_by(swedish(User.title), User.email)
    )


def possible_owners(organisation_id: int) -> Sequence[User]:
    """The organisation's active people, by title."""
    return db.session.scalars(
        select(User)
        .where(User.organisation_id == organisation_id, User.active)
        .order_by(swedish(User.title), User.email)
    ).all()


def plan_kinds() -> Sequence[PlanKind]:
    """Every kind of plan, by name."""
    return db.session.scalars(select(PlanKind).order_by(swedish(PlanKind.name), PlanKind.id)).all()


def activities_of(plan_id: int) -> Sequence[Activity]:
    """All activities of the plan in the order of their numbers, withdrawn ones too, with who answers."""
    people = selectinload(Activity.responsibilities)
    return (
        db.session.scalars(
            select(Activity)
            .where(Activity.plan_id == plan_id)
            .options(
                joinedload(Activity.parent),
                selectinload(Activity.parts),
                people.joinedload(Responsibility.owner),
                people.joinedload(Responsibility.deputy),
                people.joinedload(Responsibility.board),
            )
            .order_by(Activity.sort_key, Activity.id)
        )
        .unique()
        .all()
    )


def key_figures_of(organisation_id: int) -> Sequence[KeyFigure]:
    """The organisation's key figures by name, without their values."""
    return db.session.scalars(
        select(KeyFigure)
        .where(KeyFigure.organisation_id == organisation_id)
        .order_by(swedish(KeyFigure.name), KeyFigure.id)
    ).all()


def activity_links_of(plan_id: int) -> Sequence[tuple[Activity, KeyFigure]]:
    """Which activities of the plan have which key figures, in the order of the numbers."""
    found = db.session.execute(
        select(Activity, KeyFigure)
        .join(ActivityKeyFigure, ActivityKeyFigure.activity_id == Activity.id)
        .join(KeyFigure, ActivityKeyFigure.key_figure_id == KeyFigure.id)
        .where(Activity.plan_id == plan_id)
        .order_by(Activity.sort_key, ActivityKeyFigure.position)
    )
    return [(activity, figure) for activity, figure in found]
