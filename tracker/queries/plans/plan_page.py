"""What a plan's pages ask: its follow-ups, frozen texts, news and rows, each in one query whatever their number."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from tracker.domain.terms import FROZEN_STATES, FollowUpState
from tracker.models import (
    Activity,
    AnsweringBoard,
    Board,
    FollowUp,
    KeyFigure,
    NothingToReport,
    Plan,
    PlanKeyFigure,
    PlanKind,
    ReportVersion,
    Responsibility,
    StatusUpdate,
    User,
    db,
)  # fmt: skip
from tracker.queries.key_figures.told import told_to_all
from tracker.queries.plans.newest_update import settled_before


@dataclass(frozen=True)
class Occasion:
    """A follow-up with its newest frozen version, if it is closed, and its answers, if it is open."""

    follow_up: FollowUp
    version_id: int | None
    version_number: int | None
    sha256: str | None
    #: Rows; where boards bring the rows, boards.
    asked: int
    answered: int

    @property
    def open(self) -> bool:
        """Whether answers are taken now."""
        return self.follow_up.state is FollowUpState.OPEN


@dataclass(frozen=True)
class News:
    """A status update between follow-ups (rule 5) and the activity that it is about."""

    number: str
    short_text: str
    update: StatusUpdate


@dataclass(frozen=True)
class LiveRow:
    """An activity as the plan has it now; `parent` is the parent's number, `owner_title` who answers for it."""

    number: str
    parent: str | None
    short_text: str
    full_text: str
    owner_title: str | None
    #: Whether it is reported itself, not only through its parts.
    reported: bool
    #: The newest update between follow-ups, ever.
    newest_news: StatusUpdate | None
    #: The day on which it was added to a plan that was followed up already.
    added_on: date | None
    focus_area: str | None
    #: What was decided in the columns that only the plan's kind has.
    field_values: dict[str, str]


def answering_boards(plan_id: int) -> list[str]:
    """The names of the boards that answer the plan's rows, the leading one first."""
    query = (
        select(Board.name)
        .join(Responsibility, Responsibility.board_id == Board.id)
        .join(Responsibility.activity)
        .where(
            Activity.plan_id == plan_id,
            Activity.withdrawn.is_(False),
            Responsibility.not_collected.is_(False),
        )
        .group_by(Board.id, Board.name)
        .order_by(func.min(Responsibility.id))
    )
    return list(db.session.scalars(query))


def occasions(plan_ids: Collection[int]) -> list[Occasion]:
    """The plans' follow-ups, newest first, in one query. Those that are only planned come along without answers."""
    newest = (
        select(func.max(ReportVersion.number))
        .where(ReportVersion.follow_up_id == FollowUp.id)
        .correlate(FollowUp)
        .scalar_subquery()
    )
    is_open, by_boards = FollowUp.state == FollowUpState.OPEN, _boards_add_rows()
    query = (
        select(
            FollowUp,
            ReportVersion.id,
            ReportVersion.number,
            ReportVersion.content_sha256,
            # CASE, so that the counts cost nothing for a follow-up that is not open.
            case((and_(is_open, by_boards), _boards()), (is_open, _asked(answered=False)), else_=0),
            case(
                (and_(is_open, by_boards), _boards(_board_has_answered())),
                (is_open, _asked(answered=True)),
                else_=0,
            ),
        )
        .outerjoin(
            ReportVersion,
            and_(
                ReportVersion.follow_up_id == FollowUp.id,
                ReportVersion.number == newest,
                FollowUp.state.in_(FROZEN_STATES),
            ),
        )
        .where(FollowUp.plan_id.in_(plan_ids))
        .order_by(FollowUp.as_of.desc(), FollowUp.id.desc())
    )
    return [Occasion(*row) for row in db.session.execute(query)]


def _asked(*, answered: bool) -> ColumnElement[int]:
    """How many rows the follow-up asks (rule 6), or how many of them are answered; the same as queries.standing."""
    query: Select[int] = (
        select(func.count(Responsibility.id))
        .join(Responsibility.activity)
        .where(
            Activity.plan_id == FollowUp.plan_id,
            Activity.withdrawn.is_(False),
            Responsibility.not_collected.is_(False),
            ~settled_before(FollowUp),
        )
    )
    if answered:
        answer = aliased(StatusUpdate)
        query = query.where(
            select(answer.id)
            .where(
                answer.follow_up_id == FollowUp.id,
                answer.responsibility_id == Responsibility.id,
                answer.edits_id.is_(None),
            )
            .correlate(FollowUp, Responsibility)
            .exists()
        )
    return query.correlate(FollowUp).scalar_subquery()


def _boards_add_rows() -> ColumnElement[bool]:
    """Whether the plan's rows come from boards that have been chosen: then the boards are counted."""
    return (
        exists()
        .where(
            Plan.id == FollowUp.plan_id,
            PlanKind.id == Plan.kind_id,
            PlanKind.rows_by_boards,
            AnsweringBoard.plan_id == Plan.id,
        )
        .correlate(FollowUp)
    )


def _boards(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    """How many boards answer in the follow-up's plan."""
    query = select(func.count(AnsweringBoard.id)).where(
        AnsweringBoard.plan_id == FollowUp.plan_id, *conditions
    )
    return query.correlate(FollowUp).scalar_subquery()


def _board_has_answered() -> ColumnElement[bool]:
    """Whether the board has a row in the follow-up or says that it has none; the same as queries.answering_boards."""
    nothing = (
        exists()
        .where(
            NothingToReport.follow_up_id == FollowUp.id, NothingToReport.board_id == AnsweringBoard.board_id
        )
        .correlate(FollowUp, AnsweringBoard)
    )
    row = (
        exists()
        .where(
            StatusUpdate.follow_up_id == FollowUp.id,
            StatusUpdate.responsibility_id == Responsibility.id,
            Responsibility.board_id == AnsweringBoard.board_id,
            Responsibility.not_collected.is_(False),
            Responsibility.activity_id == Activity.id,
            Activity.withdrawn.is_(False),
        )
        .correlate(FollowUp, AnsweringBoard)
    )
    return or_(nothing, row)


def frozen_texts(version_ids: Collection[int]) -> dict[int, str]:
    """The stored contents of frozen versions, by version; no query when none is asked for."""
    if not version_ids:
        return {}
    query = (
        select(ReportVersion.id, ReportVersion.content)
        .where(ReportVersion.id.in_(version_ids))
        .order_by(ReportVersion.id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def news_of(plan_id: int, after: datetime, number: str | None = None) -> list[News]:
    """What has been said between follow-ups since the moment, newest first.

    One per activity when the whole plan is asked for, all of them for a single activity.
    """
    query = (
        select(Activity.number, Activity.short_text, StatusUpdate)
        .join(Responsibility, StatusUpdate.responsibility_id == Responsibility.id)
        .join(Activity, Responsibility.activity_id == Activity.id)
        .where(
            Activity.plan_id == plan_id,
            Activity.withdrawn.is_(False),
            StatusUpdate.follow_up_id.is_(None),
            StatusUpdate.created_at > after,
        )
        .options(joinedload(StatusUpdate.label), joinedload(StatusUpdate.edits))
        .order_by(StatusUpdate.id.desc())
    )
    if number is None:
        # That somebody has looked and nothing is new is no news for the whole plan.
        query = query.where(StatusUpdate.nothing_new.is_(False))
    else:
        query = query.where(Activity.number == number)
    found: dict[int, News] = {}
    for row in db.session.execute(query):
        update = row[2]
        found.setdefault(update.id if number is not None else update.responsibility_id, News(*row))
    return list(found.values())


def live_rows(plan_id: int) -> list[LiveRow]:
    """The plan's activities as they stand now, parents too, in the order of their numbers."""
    parent = aliased(Activity)
    other = aliased(StatusUpdate)
    lead = (
        select(func.min(Responsibility.id))
        .where(Responsibility.activity_id == Activity.id, Responsibility.not_collected.is_(False))
        .correlate(Activity)
        .scalar_subquery()
    )
    news = (
        select(func.max(other.id))
        .where(other.responsibility_id == Responsibility.id, other.follow_up_id.is_(None))
        .correlate(Responsibility)
        .scalar_subquery()
    )
    query = (
        select(
            Activity.number, parent.number, Activity.short_text, Activity.full_text, User.title,
            Responsibility.id.is_not(None), StatusUpdate, Activity.added_on, Activity.focus_area, Activity.field_values,
        )
        .outerjoin(parent, Activity.parent_id == parent.id)
        .outerjoin(Responsibility, Responsibility.id == lead)
        .outerjoin(User, Responsibility.owner_id == User.id)
        .outerjoin(StatusUpdate, StatusUpdate.id == news)
        .where(Activity.plan_id == plan_id, Activity.withdrawn.is_(False))
        .options(joinedload(StatusUpdate.label), joinedload(StatusUpdate.edits))
        .order_by(Activity.sort_key, Activity.id)
    )  # fmt: skip
    return [LiveRow(*each) for each in map(tuple, db.session.execute(query))]


def goal_figure(plan_id: int) -> KeyFigure | None:
    """The key figure that measures the plan's goal, with its values, in one query."""
    query = (
        select(KeyFigure)
        .join(PlanKeyFigure, PlanKeyFigure.key_figure_id == KeyFigure.id)
        .where(PlanKeyFigure.plan_id == plan_id, PlanKeyFigure.is_goal.is_(True))
        .options(joinedload(KeyFigure.values.and_(told_to_all())))
        .order_by(PlanKeyFigure.position)
    )
    return db.session.scalars(query).unique().first()
