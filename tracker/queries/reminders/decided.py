"""What people have decided about reminders: rules, texts, pauses, test mode."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from tracker.domain.reminders.rules import ReminderRules
from tracker.domain.reminders.texts import SHAPES, MailText, TextKind
from tracker.models import MailPause, Plan, ReminderSchedule, ReminderText, TestMode, db

#: What a plan has until a coordinator decides otherwise.
USUAL = ReminderRules()


@dataclass(frozen=True)
class Pauses:
    """Whose mail stands still: whole municipalities, and plans, by id."""

    organisations: frozenset[int]
    plans: frozenset[int]

    def covers(self, plan: Plan) -> bool:
        """Whether no mail leaves about the plan."""
        return plan.id in self.plans or plan.organisation_id in self.organisations


class Texts:
    """The texts of some plans; a plan without one of its own has the usual one."""

    def __init__(self, own: dict[tuple[int, TextKind], MailText]) -> None:
        self._own = own

    def of(self, plan_id: int, kind: TextKind) -> MailText:
        """The text of a kind."""
        return self._own.get((plan_id, kind), SHAPES[kind].default)


def rules_of(plan_ids: Collection[int]) -> dict[int, ReminderRules]:
    """The rules of each of these plans."""
    stored = db.session.scalars(
        select(ReminderSchedule)
        .where(ReminderSchedule.plan_id.in_(plan_ids))
        .order_by(ReminderSchedule.plan_id)
    )
    return dict.fromkeys(plan_ids, USUAL) | {row.plan_id: rules_in(row) for row in stored}


def rules_and_pause(plan: Plan) -> tuple[ReminderRules, bool]:
    """The plan's rules, and whether no mail leaves about it, in one query."""
    paused = select(MailPause.id).where(
        or_(
            MailPause.plan_id == plan.id,
            and_(MailPause.plan_id.is_(None), MailPause.organisation_id == plan.organisation_id),
        )
    )
    query = (
        select(ReminderSchedule, paused.exists())
        .select_from(Plan)
        .outerjoin(ReminderSchedule, ReminderSchedule.plan_id == Plan.id)
        .where(Plan.id == plan.id)
    )
    stored, is_paused = db.session.execute(query).one()
    # An outer join: most plans have none.
    schedule = cast(ReminderSchedule | None, stored)
    return (rules_in(schedule) if schedule is not None else USUAL), bool(is_paused)


def rules_in(row: ReminderSchedule) -> ReminderRules:
    """The row's rules as the domain takes them."""
    return ReminderRules(
        counted_from=row.counted_from,
        opening=row.opening,
        before=tuple(row.before),
        after=tuple(row.after),
        hour=row.hour,
        not_in_july=row.not_in_july,
        list_to=row.list_to,
        list_after=row.list_after,
        review=row.review,
        values=row.values,
        assignment_before=tuple(row.assignment_before),
    )


def stored_rules(plan_id: int) -> ReminderSchedule | None:
    """The plan's own row, if a coordinator has decided anything."""
    return db.session.get(ReminderSchedule, plan_id, populate_existing=True)


def texts_of(plan_ids: Collection[int]) -> Texts:
    """The texts of these plans."""
    stored = db.session.scalars(
        select(ReminderText).where(ReminderText.plan_id.in_(plan_ids)).order_by(ReminderText.id)
    )
    return Texts({(row.plan_id, row.kind): MailText(row.subject, row.text) for row in stored})


def stored_text(plan_id: int, kind: TextKind) -> ReminderText | None:
    """The plan's own text of a kind, if somebody has written one."""
    return db.session.scalars(
        select(ReminderText)
        .where(ReminderText.plan_id == plan_id, ReminderText.kind == kind)
        .execution_options(populate_existing=True)
    ).one_or_none()


def pauses() -> Pauses:
    """Everything that is paused now."""
    found = db.session.execute(select(MailPause.organisation_id, MailPause.plan_id)).all()
    return Pauses(
        frozenset(organisation for organisation, plan in found if plan is None),
        frozenset(plan for _, plan in found if plan is not None),
    )


def pauses_in(organisation_id: int) -> list[MailPause]:
    """The pauses of a municipality, the whole one first, then by plan."""
    return list(
        db.session.scalars(
            select(MailPause)
            .outerjoin(MailPause.plan)
            .where(MailPause.organisation_id == organisation_id)
            .options(joinedload(MailPause.plan))
            .order_by(MailPause.plan_id.is_not(None), Plan.short_title, MailPause.id)
        )
    )


def test_mode_of(organisation_id: int) -> TestMode | None:
    """Where the municipality's mail goes instead, if test mode is on."""
    return db.session.get(TestMode, organisation_id, populate_existing=True)


def test_addresses() -> dict[int, str]:
    """The address of every municipality in test mode."""
    found = db.session.execute(select(TestMode.organisation_id, TestMode.address))
    return {organisation: address for organisation, address in found}
