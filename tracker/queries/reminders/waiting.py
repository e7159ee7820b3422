"""What may have to be said to somebody: open follow-ups, reviews, values, uppdrag, and news for coordinators."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from tracker.domain.terms import FollowUpState, Gender, Measure, MessageState
from tracker.models import (
    Activity,
    ActivityKeyFigure,
    Board,
    FollowUp,
    HandOver,
    KeyFigure,
    KeyFigureValue,
    Message,
    MessageItem,
    Plan,
    PlanKeyFigure,
    Responsibility,
    StatusUpdate,
    User,
    db,
)  # fmt: skip


def _with_plan() -> tuple[Any, ...]:
    """All that a mail says of a plan."""
    return (
        joinedload(Plan.board).joinedload(Board.organisation),
        joinedload(Plan.kind),
        joinedload(Plan.coordinator),
    )


def follow_ups_to_remind(people: Collection[int] | None = None) -> Sequence[FollowUp]:
    """The open follow-ups that have both dates, by plan title, with all that a mail says of the plan.

    With `people` only those in which one of them is owner or deputy of something.
    """
    query = (
        select(FollowUp)
        .join(FollowUp.plan)
        .where(
            FollowUp.state == FollowUpState.OPEN,
            FollowUp.opens_on.is_not(None),
            FollowUp.answer_by.is_not(None),
        )
        .options(contains_eager(FollowUp.plan).options(*_with_plan()))
        .order_by(Plan.short_title, FollowUp.as_of, FollowUp.id)
    )
    if people is not None:
        theirs = select(Activity.plan_id).join(Responsibility).where(_answers_for(people)).distinct()
        query = query.where(FollowUp.plan_id.in_(theirs))
    return db.session.scalars(query).all()


def _answers_for(people: Collection[int]) -> ColumnElement[bool]:
    return or_(Responsibility.owner_id.in_(people), Responsibility.deputy_id.in_(people))


def _reported_rows(people: Collection[int] | None) -> Select[Responsibility]:
    """Rows that are followed up, with their activity, plan and people, by plan title and number.

    Not those of uppdrag that have been declared fulfilled: nothing is asked about them any more (rule 9).
    """
    query = (
        select(Responsibility)
        .join(Responsibility.activity)
        .join(Activity.plan)
        .where(
            Activity.withdrawn.is_(False),
            Activity.fulfilled.is_(False),
            Responsibility.not_collected.is_(False),
        )
        .options(
            contains_eager(Responsibility.activity).contains_eager(Activity.plan).options(*_with_plan()),
            joinedload(Responsibility.owner),
            joinedload(Responsibility.deputy),
        )
        .order_by(Plan.short_title, Plan.id, Activity.sort_key, Responsibility.id)
    )
    return query if people is None else query.where(_answers_for(people))


def rows_not_reviewed_since(
    day: date, people: Collection[int] | None = None
) -> list[tuple[Responsibility, StatusUpdate]]:
    """The rows that are ständigt pågående by an update from that day or before, with that update.

    Rows of plans with an open follow-up are asked about there, and left out.
    """
    update, newer = aliased(StatusUpdate), aliased(StatusUpdate)
    overtaken = exists().where(
        newer.responsibility_id == update.responsibility_id,
        or_(
            newer.counts_from > update.counts_from,
            (newer.counts_from == update.counts_from) & (newer.id > update.id),
        ),
    )
    running = exists().where(FollowUp.plan_id == Plan.id, FollowUp.state == FollowUpState.OPEN)
    query = (
        _reported_rows(people)
        .add_columns(update)
        .join(update, update.responsibility_id == Responsibility.id)
        .where(update.ongoing, update.counts_from <= day, ~overtaken, ~running)
        .options(joinedload(update.label))
    )
    return [(row, last) for row, last in db.session.execute(query).unique()]


def rows_to_be_answered(
    first: date, last: date, people: Collection[int] | None = None
) -> Sequence[Responsibility]:
    """The rows of uppdrag whose own answer-by date lies between these days."""
    query = _reported_rows(people).where(Activity.answer_by.between(first, last))
    return db.session.scalars(query).unique().all()


@dataclass(frozen=True)
class FollowedFigure:
    """A nyckeltal that gets values in a rhythm, the plan it is asked for in, and who is asked first.

    Without a row it is the plan's own, and its coordinator is asked.
    """

    figure: KeyFigure
    plan: Plan
    responsibility: Responsibility | None


def followed_figures() -> list[FollowedFigure]:
    """Every nyckeltal with a rhythm that a plan or an activity is followed by, once, by plan title.

    An activity comes before a plan as a whole: its owner knows the figure.
    """
    of_rows = (
        _reported_rows(None)
        .add_columns(KeyFigure)
        .join(ActivityKeyFigure, ActivityKeyFigure.activity_id == Activity.id)
        .join(KeyFigure, ActivityKeyFigure.key_figure_id == KeyFigure.id)
        .where(KeyFigure.rhythm.is_not(None))
    )
    found: dict[int, FollowedFigure] = {}
    for row, figure in db.session.execute(of_rows).unique():
        found.setdefault(figure.id, FollowedFigure(figure, row.activity.plan, row))
    of_plans = (
        select(Plan, KeyFigure)
        .join(PlanKeyFigure, PlanKeyFigure.plan_id == Plan.id)
        .join(KeyFigure, PlanKeyFigure.key_figure_id == KeyFigure.id)
        .where(KeyFigure.rhythm.is_not(None))
        .options(*_with_plan())
        .order_by(Plan.short_title, Plan.id, PlanKeyFigure.position)
    )
    for plan, figure in db.session.execute(of_plans).unique():
        found.setdefault(figure.id, FollowedFigure(figure, plan, None))
    return list(found.values())


def values_since(figure_ids: Collection[int], day: date) -> dict[int, list[date]]:
    """The last days of the periods with an outcome for everybody, not before that day, by nyckeltal.

    A value that is said to be missing is one: somebody has looked.
    """
    found: dict[int, list[date]] = {}
    query = (
        select(KeyFigureValue.key_figure_id, KeyFigureValue.period_end)
        .where(
            KeyFigureValue.key_figure_id.in_(figure_ids),
            KeyFigureValue.period_end >= day,
            KeyFigureValue.measure == Measure.OUTCOME,
            KeyFigureValue.gender == Gender.TOTAL,
        )
        .order_by(KeyFigureValue.id)
    )
    for figure_id, end in db.session.execute(query):
        found.setdefault(figure_id, []).append(end)
    return found


def hand_overs_since(moment: datetime) -> Sequence[HandOver]:
    """What owners have handed over or said is not theirs, oldest first; unsettled ones however old."""
    query = (
        select(HandOver)
        .where(or_(HandOver.created_at >= moment, HandOver.settled_at.is_(None)))
        .options(
            joinedload(HandOver.responsibility)
            .joinedload(Responsibility.activity)
            .joinedload(Activity.plan)
            .options(*_with_plan()),
            joinedload(HandOver.to_user),
            joinedload(HandOver.from_user),
        )
        .order_by(HandOver.id)
    )
    return db.session.scalars(query).all()


def declined_rows() -> set[tuple[int, int]]:
    """Row and person: who has said that a row is not theirs, and waits for the coordinator to choose another."""
    query = select(HandOver.responsibility_id, HandOver.from_user_id).where(
        HandOver.settled_at.is_(None), HandOver.to_user_id.is_(None)
    )
    return {(row, person) for row, person in db.session.execute(query)}


def open_hand_overs(responsibility_ids: Collection[int]) -> dict[int, HandOver]:
    """By row, what an owner has said that is not theirs and nobody has been chosen for yet."""
    query = (
        select(HandOver)
        .where(HandOver.responsibility_id.in_(responsibility_ids), HandOver.settled_at.is_(None))
        .order_by(HandOver.id)
    )
    return {one.responsibility_id: one for one in db.session.scalars(query)}


def managed_by(people: Collection[int]) -> set[int]:
    """Whose manager one of these people is."""
    return set(db.session.scalars(select(User.id).where(User.manager_id.in_(people))))


def taken_over(
    plan_ids: Collection[int], people: Collection[int] | None = None
) -> dict[tuple[int, int], HandOver]:
    """By row and person, the newest handing over to each person, or to these, in the plans."""
    query = (
        select(HandOver)
        .join(HandOver.responsibility)
        .join(Responsibility.activity)
        .where(Activity.plan_id.in_(plan_ids), HandOver.to_user_id.is_not(None))
        .order_by(HandOver.id)
    )
    if people is not None:
        query = query.where(HandOver.to_user_id.in_(people))
    return {(one.responsibility_id, one.to_user_id or 0): one for one in db.session.scalars(query)}


def undelivered_since(moment: datetime) -> Sequence[Message]:
    """Mails written since then that failed or may not have arrived, with what they cover, oldest first."""
    query = (
        select(Message)
        .where(
            Message.state.in_((MessageState.FAILED, MessageState.UNCERTAIN)),
            Message.written_at >= moment,
            Message.at_once.is_(False),
        )
        .options(
            joinedload(Message.user),
            joinedload(Message.items).joinedload(MessageItem.plan).options(*_with_plan()),
            joinedload(Message.items)
            .joinedload(MessageItem.responsibility)
            .joinedload(Responsibility.activity),
        )
        .order_by(Message.id)
    )
    return db.session.scalars(query).unique().all()
