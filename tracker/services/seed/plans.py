"""Stores a plan with its activities, their owners and its closed follow-ups."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from tracker.domain.numbering import sort_key
from tracker.domain.terms import Visibility
from tracker.models import (
    Activity,
    ActivityKeyFigure,
    Board,
    KeyFigure,
    Organisation,
    Plan,
    PlanKeyFigure,
    PlanKind,
    Responsibility,
    User,
    db,
)  # fmt: skip
from tracker.services.seed.follow_ups import store_follow_up


def store_plan(row: dict[str, Any], *, now: datetime) -> bool:
    """Adds the plan unless its slug is taken; returns whether it was new."""
    if db.session.scalar(select(Plan.id).where(Plan.slug == row["slug"])) is not None:
        return False
    plan = _plan(row)
    db.session.add(plan)
    db.session.flush()
    for position, link in enumerate(row["key_figures"]):
        figure = _key_figure_id(link["slug"])
        db.session.add(
            PlanKeyFigure(plan_id=plan.id, key_figure_id=figure, position=position, is_goal=link["is_goal"])
        )
    for activity in row["activities"]:
        _store_activity(plan, activity, None)
    db.session.flush()
    for follow_up in row["follow_ups"]:
        store_follow_up(plan, follow_up, now=now)
    return True


def _plan(row: dict[str, Any]) -> Plan:
    organisation = db.session.scalars(
        select(Organisation).where(Organisation.slug == row["organisation"])
    ).one()
    return Plan(
        organisation_id=organisation.id,
        slug=row["slug"],
        kind=db.session.scalars(select(PlanKind).where(PlanKind.slug == row["kind"])).one(),
        board=db.session.scalars(
            select(Board).where(Board.organisation_id == organisation.id, Board.slug == row["board"])
        ).one(),
        coordinator=_user(row["coordinator"]),
        title=row["title"],
        short_title=row["short_title"],
        report_title=row["report_title"],
        decided_on=row["decided_on"],
        decided_paragraph=row["decided_paragraph"],
        diarienummer=row["diarienummer"],
        goal=row["goal"],
        finish_by=row["finish_by"],
        visibility=Visibility(row["visibility"]),
    )


def _store_activity(plan: Plan, row: dict[str, Any], parent: Activity | None) -> None:
    activity = Activity(
        plan=plan,
        parent=parent,
        number=row["number"],
        sort_key=sort_key(row["number"]),
        short_text=row["short"],
        full_text=row["full"],
    )
    db.session.add(activity)
    db.session.flush()
    for part in row.get("parts", []):
        _store_activity(plan, part, activity)
    if "owner" in row:
        db.session.add(
            Responsibility(
                activity=activity,
                board=plan.board,
                owner=_user(row["owner"]),
                deputy=_user(row.get("deputy")),
            )
        )
    for position, slug in enumerate(row.get("key_figures", [])):
        db.session.add(
            ActivityKeyFigure(activity_id=activity.id, key_figure_id=_key_figure_id(slug), position=position)
        )


def _user(email: str | None) -> User | None:
    if email is None:
        return None
    return db.session.scalars(select(User).where(User.email == email)).one()


def _key_figure_id(slug: str) -> int:
    return db.session.scalars(select(KeyFigure.id).where(KeyFigure.slug == slug)).one()
