"""The rows of a plan again, a year on; in the caller's transaction."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import inspect, select

from tracker.domain.next_year import Names
from tracker.domain.terms import Visibility
from tracker.models import (
    Activity,
    ActivityKeyFigure,
    AnsweringBoard,
    Plan,
    PlanKeyFigure,
    ReminderSchedule,
    ReminderText,
    Responsibility,
    db,
)
from tracker.queries.coordination.cockpit import activities_of

#: Of last year's plan only: its decision, and what was done with its rows.
_NOT_OF_PLANS = frozenset({"decided_on", "decided_paragraph", "diarienummer", "visibility", "revision"})
_NOT_OF_ACTIVITIES = frozenset({"fulfilled", "withdrawn", "added_on"})


def copy_plan(
    plan: Plan, names: Names, valid: tuple[date | None, date | None], carried: Collection[int]
) -> Plan:
    """The new plan with its rows, owners, the boards that answer, nyckeltal, rhythm, and reminders."""
    new = Plan(
        **{
            **_columns(plan, _NOT_OF_PLANS),
            "title": names.title.strip(),
            "short_title": names.short_title.strip(),
            "report_title": names.report_title.strip(),
            "slug": names.slug,
            "valid_from": valid[0],
            "valid_to": valid[1],
            "visibility": Visibility.INTERNAL,
            "copied_from_id": plan.id,
        }
    )
    db.session.add(new)
    db.session.flush()
    copies = _copy_activities(plan, new, carried)
    _copy_links(plan, new, copies)
    for kept in (
        db.session.get(ReminderSchedule, plan.id),
        *_of(plan, ReminderText),
        *_of(plan, AnsweringBoard),
    ):
        if kept is not None:
            db.session.add(type(kept)(**{**_columns(kept), "plan_id": new.id}))
    db.session.flush()
    return new


def _copy_activities(plan: Plan, new: Plan, carried: Collection[int]) -> dict[int, Activity]:
    """The copies by the id of what they were made of; an activity comes along with any of its parts."""
    chosen = [
        activity
        for activity in activities_of(plan.id)
        if activity.id in carried or any(part.id in carried for part in activity.parts)
    ]
    copies = {
        activity.id: Activity(
            **{**_columns(activity, _NOT_OF_ACTIVITIES), "plan_id": new.id, "parent_id": None},
            carried_from_id=activity.id,
        )
        for activity in chosen
    }
    for activity in chosen:
        if activity.parent_id is not None:
            copies[activity.id].parent = copies[activity.parent_id]
        copies[activity.id].responsibilities = [
            Responsibility(**_columns(share, {"activity_id"})) for share in activity.responsibilities
        ]
    db.session.add_all(copies.values())
    db.session.flush()
    return copies


def _copy_links(plan: Plan, new: Plan, copies: dict[int, Activity]) -> None:
    """The nyckeltal of the plan and of the rows that go on."""
    for link in db.session.scalars(select(PlanKeyFigure).where(PlanKeyFigure.plan_id == plan.id)):
        db.session.add(PlanKeyFigure(**{**_columns(link), "plan_id": new.id}))
    of_rows = select(ActivityKeyFigure).join(Activity).where(Activity.plan_id == plan.id)
    for one in db.session.scalars(of_rows.order_by(ActivityKeyFigure.id)):
        if one.activity_id in copies:
            values = {**_columns(one), "activity_id": copies[one.activity_id].id}
            db.session.add(ActivityKeyFigure(**values))


def _of(plan: Plan, table: type[ReminderText] | type[AnsweringBoard]) -> Sequence[Any]:
    """The plan's rows of the table."""
    return db.session.scalars(select(table).where(table.plan_id == plan.id).order_by(table.id)).all()


def _columns(row: Any, without: Collection[str] = ()) -> dict[str, Any]:
    """What a row holds, without its key and version, and without what is named.

    All that there is unless it is named: a column that is added later is carried over too.
    """
    named = {"id", "version", "carried_from_id", *without}
    return {
        attribute.key: getattr(row, attribute.key)
        for attribute in inspect(type(row)).column_attrs
        if attribute.key not in named
    }
