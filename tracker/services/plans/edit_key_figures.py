"""Chooses which key figures a plan or an activity is followed by, and adds values to them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from tracker.models import (
    Activity,
    ActivityKeyFigure,
    Board,
    KeyFigure,
    KeyFigureValue,
    Plan,
    PlanKeyFigure,
    User,
    db,
)  # fmt: skip
from tracker.services.form_refusal import refuse, text_faults
from tracker.services.plans.appended_values import NewValue, append_value, place_of, value_there
from tracker.services.refusal import Refusal
from tracker.services.revision import touch


def attach(plan_id: int, figure_id: int, activity_id: int | None, *, is_goal: bool = False) -> None:
    """Lets the plan, or one of its activities, be followed by the key figure; done already, nothing happens.

    Raises Refusal (404) for a key figure or an activity of somebody else's.
    """
    plan = locked_plan(plan_id)
    figure = figure_of(plan, figure_id)
    connect(plan, figure, activity_id, is_goal=is_goal)
    touch(plan)
    db.session.commit()


def connect(plan: Plan, figure: KeyFigure, activity_id: int | None, *, is_goal: bool = False) -> None:
    """Links the key figure to the locked plan or its activity, for the caller to commit. Raises Refusal (404)."""
    if activity_id is None:
        _attach_to_plan(plan, figure, is_goal)
    else:
        _attach_to_activity(plan, figure, activity_id)


def detach(plan_id: int, figure_id: int, activity_id: int | None) -> None:
    """Takes the key figure away from the plan or the activity; its values stay where they are."""
    plan = locked_plan(plan_id)
    if activity_id is None:
        link: PlanKeyFigure | ActivityKeyFigure | None = _plan_link(plan_id, figure_id)
    else:
        link = _activity_link(_activity_of(plan, activity_id).id, figure_id)
    if link is not None:
        db.session.delete(link)
        db.session.flush()
        touch(plan)
    db.session.commit()


def add_value(plan_id: int, figure_id: int, new: NewValue, *, by: User, now: datetime) -> KeyFigureValue:
    """Appends a value; what it corrects stays. Raises FormRefused, Refusal (404).

    A correction must say why; a value for a period whose value was missing corrects nothing. The same form sent
    twice counts once.
    """
    plan = locked_with_plans_of(plan_id, figure_id)
    figure = figure_of(plan, figure_id)
    refuse(text_faults("source", new.source, 500, needed="Skriv varifrån värdet kommer."))
    _own_board(plan, new.board_id)
    place = place_of(figure, plan.board.organisation.municipality_code, new.board_id)
    earlier = value_there(figure, place, new)
    if earlier is not None and (earlier.value, earlier.source) == (new.value, new.source.strip()):
        db.session.rollback()
        return earlier
    corrects = earlier is not None and earlier.value is not None
    needed = "Skriv varför värdet rättas. Det gamla värdet finns kvar." if corrects else None
    refuse(text_faults("reason", new.reason, 500, needed=needed))
    value = append_value(figure, place, new, revises=earlier is not None, by=by, now=now)
    db.session.flush()
    touch_plans_of(figure)
    db.session.commit()
    return value


def locked_plan(plan_id: int) -> Plan:
    """The plan, locked and read anew."""
    # What was read before the lock may be older than what others have committed since.
    db.session.expire_all()
    plan = db.session.get(Plan, plan_id, with_for_update=True, populate_existing=True)
    assert plan is not None
    return plan


def locked_with_plans_of(plan_id: int, figure_id: int) -> Plan:
    """The plan, locked together with all that show the key figure: in one order, so that no two wait in a ring."""
    return next(plan for plan in lock_plans_of([figure_id], plan_id) if plan.id == plan_id)


def lock_plans_of(figure_ids: Iterable[int], plan_id: int | None = None) -> Sequence[Plan]:
    """All plans that show one of the key figures, and the plan itself, locked and read anew in one order.

    The key figures are locked after them: no plan may show them yet, and two may bring the same value.
    """
    wanted = list(figure_ids)
    affected = select(Plan).where(or_(Plan.id == plan_id, _shows(wanted))).order_by(Plan.id)
    db.session.expire_all()
    plans = db.session.scalars(affected.with_for_update().execution_options(populate_existing=True)).all()
    figures = select(KeyFigure.id).where(KeyFigure.id.in_(wanted)).order_by(KeyFigure.id)
    db.session.scalars(figures.with_for_update()).all()
    return plans


def figure_of(plan: Plan, figure_id: int) -> KeyFigure:
    figure = db.session.get(KeyFigure, figure_id)
    if figure is None or figure.organisation_id != plan.organisation_id:
        raise Refusal("Nyckeltalet finns inte.", 404)
    return figure


def _own_board(plan: Plan, board_id: int | None) -> None:
    board = db.session.get(Board, board_id) if board_id else plan.board
    if board is None or board.organisation_id != plan.organisation_id:
        raise Refusal("Nämnden finns inte.", 404)


def _activity_of(plan: Plan, activity_id: int) -> Activity:
    activity = db.session.get(Activity, activity_id)
    if activity is None or activity.plan_id != plan.id:
        raise Refusal("Aktiviteten finns inte i planen.", 404)
    return activity


def _attach_to_plan(plan: Plan, figure: KeyFigure, is_goal: bool) -> None:
    if is_goal:
        for other in db.session.scalars(select(PlanKeyFigure).where(PlanKeyFigure.plan_id == plan.id)):
            other.is_goal = False
    link = _plan_link(plan.id, figure.id)
    if link is None:
        last = select(func.max(PlanKeyFigure.position)).where(PlanKeyFigure.plan_id == plan.id)
        link = PlanKeyFigure(
            plan_id=plan.id, key_figure_id=figure.id, position=(db.session.scalar(last) or 0) + 1
        )
        db.session.add(link)
    link.is_goal = is_goal or bool(link.is_goal)
    db.session.flush()


def _attach_to_activity(plan: Plan, figure: KeyFigure, activity_id: int) -> None:
    activity = _activity_of(plan, activity_id)
    if _activity_link(activity.id, figure.id) is None:
        last = select(func.max(ActivityKeyFigure.position)).where(
            ActivityKeyFigure.activity_id == activity.id
        )
        db.session.add(
            ActivityKeyFigure(
                activity_id=activity.id, key_figure_id=figure.id, position=(db.session.scalar(last) or 0) + 1
            )
        )
        db.session.flush()


def _plan_link(plan_id: int, figure_id: int) -> PlanKeyFigure | None:
    query = select(PlanKeyFigure).where(
        PlanKeyFigure.plan_id == plan_id, PlanKeyFigure.key_figure_id == figure_id
    )
    return db.session.scalar(query)


def _activity_link(activity_id: int, figure_id: int) -> ActivityKeyFigure | None:
    query = select(ActivityKeyFigure).where(
        ActivityKeyFigure.activity_id == activity_id, ActivityKeyFigure.key_figure_id == figure_id
    )
    return db.session.scalar(query)


def touch_plans_of(*figures: KeyFigure) -> None:
    """Every plan that shows one of the key figures has changed."""
    shown = _shows([figure.id for figure in figures])
    for plan in db.session.scalars(select(Plan).where(shown).order_by(Plan.id)):
        touch(plan)


def _shows(figure_ids: Iterable[int]) -> ColumnElement[bool]:
    wanted = list(figure_ids)
    of_plans = select(PlanKeyFigure.plan_id).where(PlanKeyFigure.key_figure_id.in_(wanted))
    of_activities = (
        select(Activity.plan_id)
        .join(ActivityKeyFigure, ActivityKeyFigure.activity_id == Activity.id)
        .where(ActivityKeyFigure.key_figure_id.in_(wanted))
    )
    return Plan.id.in_(of_plans.union(of_activities))
