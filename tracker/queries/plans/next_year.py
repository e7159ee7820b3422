"""What next year's plan would be made of, which plans were made of one, and whether one can be undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select

from tracker.domain.next_year import WhyNot, why_not_carried
from tracker.models import (
    Activity,
    ActivityKeyFigure,
    AnswerLink,
    CouncilDecision,
    FollowUp,
    FulfilmentProposal,
    HandOver,
    ImportFile,
    MailRequest,
    MessageItem,
    Plan,
    PlanKeyFigure,
    ReminderSchedule,
    ReminderText,
    Responsibility,
    StatusUpdate,
    db,
)  # fmt: skip
from tracker.queries.coordination.cockpit import activities_of
from tracker.queries.plans.standing import StandingRow, rows_of


@dataclass(frozen=True)
class CarryRow:
    """A row of this year's plan: an activity or part that is reported itself. `why_not` None: it goes on."""

    activity: Activity
    why_not: WhyNot | None
    standing: tuple[StandingRow, ...]

    @property
    def may_be_carried(self) -> bool:
        """Whether somebody may choose it."""
        return self.why_not is None or not self.why_not.final


@dataclass(frozen=True)
class AlsoCopied:
    """What follows with the rows: whether there is an own schedule, how many own texts and attached nyckeltal."""

    schedule: bool
    texts: int
    key_figures: int


def rows_to_carry(plan: Plan) -> list[CarryRow]:
    """The plan's rows in the order of their numbers, the withdrawn ones too; six questions whatever their number."""
    standing: dict[int, list[StandingRow]] = {}
    for row in rows_of(plan.id, None):
        standing.setdefault(row.activity.id, []).append(row)
    return [
        _carry_row(plan, activity, standing.get(activity.id, []))
        for activity in activities_of(plan.id)
        if not any(not part.withdrawn for part in activity.parts)
    ]


def _carry_row(plan: Plan, activity: Activity, rows: Sequence[StandingRow]) -> CarryRow:
    why = why_not_carried(
        fulfilled=activity.fulfilled,
        withdrawn=activity.withdrawn,
        assignments=plan.kind.assignments,
        settled=[row.settled for row in rows],
    )
    return CarryRow(activity, why, tuple(rows))


def copies_of(plan_id: int) -> Sequence[Plan]:
    """The plans that were made of this one, oldest first."""
    return db.session.scalars(select(Plan).where(Plan.copied_from_id == plan_id).order_by(Plan.id)).all()


def year_before(plan: Plan) -> Plan | None:
    """The plan that it was made of."""
    return db.session.get(Plan, plan.copied_from_id) if plan.copied_from_id is not None else None


def also_copied(plan_id: int) -> AlsoCopied:
    """What a copy of the plan takes with it beside its rows."""
    on_rows = select(ActivityKeyFigure.key_figure_id).join(Activity).where(Activity.plan_id == plan_id)
    on_plan = select(PlanKeyFigure.key_figure_id).where(PlanKeyFigure.plan_id == plan_id)
    texts = select(func.count(ReminderText.id)).where(ReminderText.plan_id == plan_id)
    figures = select(func.count()).select_from(on_plan.union(on_rows).subquery())
    schedule = exists().where(ReminderSchedule.plan_id == plan_id)
    found = db.session.execute(select(schedule, texts.scalar_subquery(), figures.scalar_subquery())).one()
    return AlsoCopied(bool(found[0]), found[1], found[2])


def used_by(plan_id: int) -> list[str]:
    """What has happened in the plan since it was made, as Swedish main clauses; empty: it can be taken away whole."""
    found: list[tuple[str, ColumnElement[bool]]] = [
        ("en uppföljning är öppnad", exists().where(FollowUp.plan_id == plan_id)),
        ("någon har rapporterat", _said_of_rows(StatusUpdate.responsibility_id, plan_id)),
        ("mejl har gått", exists().where(MessageItem.plan_id == plan_id)),
        ("mejl har gått", exists().where(MailRequest.plan_id == plan_id)),
        ("mejl har gått", _said_of_rows(AnswerLink.responsibility_id, plan_id)),
        ("någon har lämnat över en rad", _said_of_rows(HandOver.responsibility_id, plan_id)),
        ("en nämnd har föreslagit något", _said_of_rows(FulfilmentProposal.responsibility_id, plan_id)),
        ("fullmäktige har beslutat om en rad", exists().where(
            CouncilDecision.activity_id == Activity.id, Activity.plan_id == plan_id)),
        ("en fil är inläst", exists().where(ImportFile.plan_id == plan_id)),
        ("en plan är gjord av den", exists().where(Plan.copied_from_id == plan_id)),
    ]  # fmt: skip
    answers = db.session.execute(select(*(condition for _, condition in found))).one()
    return list(dict.fromkeys(words for (words, _), true in zip(found, answers, strict=True) if true))


def _said_of_rows(column: Any, plan_id: int) -> ColumnElement[bool]:
    """Whether a table has a line about one of the plan's rows."""
    rows = select(Responsibility.id).join(Responsibility.activity).where(Activity.plan_id == plan_id)
    return exists().where(column.in_(rows))
