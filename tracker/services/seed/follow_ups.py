"""Stores a closed follow-up with its updates as the document gave them, frozen as version 1; or a planned one."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from tracker.domain.terms import FROZEN_STATES, FollowUpState, Origin, WayIn
from tracker.models import Board, FollowUp, KeyFigureComment, Plan, Responsibility, StatusUpdate, db
from tracker.queries.key_figures.values import key_figure_by_slug
from tracker.queries.plans.standing import rows_of
from tracker.services.reports.freeze import freeze


def store_follow_up(plan: Plan, row: dict[str, Any], *, now: datetime) -> None:
    """Adds the follow-up and its updates; an import is never refused for what a status demands (rule 1)."""
    follow_up = FollowUp(
        plan=plan,
        as_of=row["as_of"],
        opens_on=row["opens_on"],
        answer_by=row["answer_by"],
        meeting_on=row["meeting_on"],
        report_on=row["report_on"],
        state=FollowUpState(row["state"]),
        origin=Origin(row["origin"]),
        diarienummer=row["diarienummer"],
        introduction=row["introduction"],
        summary=row["summary"],
        # One that is only planned has its questions and days, and nobody is asked before it is opened.
        closed_at=now if FollowUpState(row["state"]) in FROZEN_STATES else None,
    )
    db.session.add(follow_up)
    db.session.flush()
    rows = [row.responsibility for row in rows_of(plan.id, None)]
    shares = {(row.activity.number, row.board.slug): row for row in rows}
    for number, updates in row["updates"].items():
        # Where several boards answer, each answer names its board.
        for update in updates if isinstance(updates, list) else [{"board": plan.board.slug, **updates}]:
            db.session.add(_update(follow_up, shares[number, update["board"]], update, now))
    for slug, said in row["key_figure_comments"].items():
        db.session.add(_comment(follow_up, slug, said))
    db.session.flush()
    if follow_up.frozen:
        freeze(follow_up, by=None, now=now)


def _comment(follow_up: FollowUp, slug: str, said: str | dict[str, str]) -> KeyFigureComment:
    """A text of the plan's own board, or {board: …, text: …} of another one."""
    plan = follow_up.plan
    board_id = plan.board_id
    if isinstance(said, dict):
        named = select(Board.id).where(
            Board.organisation_id == plan.organisation_id, Board.slug == said["board"]
        )
        board_id, said = db.session.scalars(named).one(), said["text"]
    return KeyFigureComment(
        key_figure=key_figure_by_slug(slug), board_id=board_id, follow_up_id=follow_up.id, text=said
    )


def _update(
    follow_up: FollowUp, responsibility: Responsibility, row: dict[str, Any], now: datetime
) -> StatusUpdate:
    assert follow_up.plan.kind.vocabulary is not None
    labels = {label.label: label for label in follow_up.plan.kind.vocabulary.labels}
    return StatusUpdate(
        responsibility=responsibility,
        follow_up=follow_up,
        as_of=follow_up.as_of,
        label=labels[row["status"]] if "status" in row else follow_up.plan.kind.vocabulary.labels[0],
        target_year=row.get("target_year"),
        ongoing=row.get("ongoing", False),
        comment=row.get("comment", ""),
        field_values=row.get("fields", {}),
        previous_target_year=row.get("previous_target_year"),
        year_uncertain=row.get("year_uncertain", False),
        way_in=WayIn.IMPORT,
        created_at=now,
    )
