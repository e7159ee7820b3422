"""Plans and their follow-ups by name."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.domain.terms import FollowUpState
from tracker.models import FollowUp, Plan, db


def plan_by_slug(slug: str) -> Plan | None:
    """The plan with its kind, board and coordinator, or None."""
    query = (
        select(Plan)
        .where(Plan.slug == slug)
        .options(joinedload(Plan.kind), joinedload(Plan.board), joinedload(Plan.coordinator))
    )
    return db.session.scalar(query)


def open_follow_up(plan_id: int) -> FollowUp | None:
    """The plan's open follow-up, if one is open."""
    query = (
        select(FollowUp)
        .where(FollowUp.plan_id == plan_id, FollowUp.state == FollowUpState.OPEN)
        .order_by(FollowUp.as_of.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def follow_up_as_of(plan_id: int, as_of: date, *, with_report: bool = False) -> FollowUp | None:
    """The plan's follow-up with exactly that as_of; `with_report` reads its marks and its tjänsteskrivelse along."""
    query = select(FollowUp).where(FollowUp.plan_id == plan_id, FollowUp.as_of == as_of)
    if with_report:
        query = query.options(joinedload(FollowUp.ready_marks), joinedload(FollowUp.tjansteskrivelse))
    return db.session.scalars(query).unique().one_or_none()


def follow_ups_of(plan_id: int) -> list[FollowUp]:
    """All follow-ups of a plan, newest first."""
    query = select(FollowUp).where(FollowUp.plan_id == plan_id).order_by(FollowUp.as_of.desc())
    return list(db.session.scalars(query))


def follow_up_with_kind(follow_up_id: int) -> FollowUp | None:
    """The follow-up with its plan and the plan's kind, in one question; or None."""
    return db.session.scalars(
        select(FollowUp)
        .where(FollowUp.id == follow_up_id)
        .options(joinedload(FollowUp.plan).joinedload(Plan.kind))
    ).one_or_none()
