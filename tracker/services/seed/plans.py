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

#: What an uppdrag says of where it comes from and how it was answered.
_ASSIGNMENT = (
    "answer_by", "source", "decided_on", "decided_paragraph", "diarienummer", "asked_by", "answered_with",
    "answered_on",
)  # fmt: skip


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
        board=_board(organisation.id, row["board"]),
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
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
        rhythm=row.get("rhythm", []),
    )


def _store_activity(plan: Plan, row: dict[str, Any], parent: Activity | None) -> None:
    activity = Activity(
        plan=plan,
        parent=parent,
        number=row["number"],
        sort_key=sort_key(row["number"]),
        short_text=row["short"],
        full_text=row["full"],
        focus_area=row.get("focus_area"),
        field_values=row.get("fields", {}),
        **{name: row[name] for name in _ASSIGNMENT if row.get(name) is not None},
    )
    db.session.add(activity)
    db.session.flush()
    for part in row.get("parts", []):
        _store_activity(plan, part, activity)
    # An uppdrag names its boards; a plan of one board names the owner alone.
    shares = row.get("boards", [row] if "owner" in row else [])
    db.session.add_all(_responsibility(activity, share) for share in shares)
    for position, slug in enumerate(row.get("key_figures", [])):
        db.session.add(
            ActivityKeyFigure(activity_id=activity.id, key_figure_id=_key_figure_id(slug), position=position)
        )


def _responsibility(activity: Activity, row: dict[str, Any]) -> Responsibility:
    plan = activity.plan
    return Responsibility(
        activity=activity,
        board=_board(plan.organisation_id, row["board"]) if "board" in row else plan.board,
        owner=_user(row.get("owner")),
        deputy=_user(row.get("deputy")),
        lead=row.get("lead", "board" not in row),
        not_collected=row.get("not_collected", False),
    )


def _board(organisation_id: int, slug: str) -> Board:
    return db.session.scalars(
        select(Board).where(Board.organisation_id == organisation_id, Board.slug == slug)
    ).one()


def _user(email: str | None) -> User | None:
    if email is None:
        return None
    return db.session.scalars(select(User).where(User.email == email)).one()


def _key_figure_id(slug: str) -> int:
    return db.session.scalars(select(KeyFigure.id).where(KeyFigure.slug == slug)).one()
