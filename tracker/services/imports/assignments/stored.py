"""The uppdrag of a plan as plain values that a file is compared with: a few questions whatever their number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from tracker.domain.terms import WayIn
from tracker.models import Activity, FollowUp, Plan, Responsibility, db
from tracker.queries.plans.standing import rows_of

#: What is compared of an activity's own row.
FACTS = (
    "short_text", "full_text", "focus_area", "source", "decided_on", "decided_paragraph", "diarienummer",
    "asked_by", "answer_by", "answered_with", "answered_on",
)  # fmt: skip


@dataclass(frozen=True)
class StoredShare:
    """A board's share, and its answer in the follow-up; `answered_here`: its owner gave it in the service."""

    id: int
    lead: bool
    elsewhere: bool
    label: str | None = None
    target_year: int | None = None
    ongoing: bool = False
    comment: str = ""
    own: Mapping[str, str] | None = None
    answered_here: bool = False


@dataclass(frozen=True)
class StoredUppdrag:
    """An uppdrag with its shares by board."""

    id: int
    number: str
    facts: Mapping[str, Any]
    own: Mapping[str, str]
    withdrawn: bool
    shares: Mapping[int, StoredShare]


@dataclass(frozen=True)
class StoredPlan:
    """The plan's uppdrag, and the follow-up of the day, if there is one."""

    uppdrag: tuple[StoredUppdrag, ...]
    follow_up_id: int | None
    frozen: bool
    followed_up: bool


def stored_uppdrag(plan: Plan, as_of: date | None) -> StoredPlan:
    """Reads what is stored."""
    days = dict(
        db.session.execute(select(FollowUp.as_of, FollowUp.id).where(FollowUp.plan_id == plan.id)).all()
    )
    follow_up = db.session.get(FollowUp, days[as_of]) if as_of in days else None
    shares: dict[int, dict[int, StoredShare]] = {}
    answers = _answers(plan, follow_up)
    query = select(
        Responsibility.id, Responsibility.activity_id, Responsibility.board_id,
        Responsibility.lead, Responsibility.not_collected,
    )  # fmt: skip
    query = query.join(Responsibility.activity).where(Activity.plan_id == plan.id).order_by(Responsibility.id)
    for share_id, activity_id, board_id, lead, elsewhere in db.session.execute(query):
        found = StoredShare(share_id, lead, elsewhere, **answers.get(share_id, {}))
        shares.setdefault(activity_id, {})[board_id] = found
    columns = [getattr(Activity, name) for name in FACTS]
    rows = select(Activity.id, Activity.number, Activity.field_values, Activity.withdrawn, *columns)
    uppdrag = tuple(
        StoredUppdrag(
            id_, number, dict(zip(FACTS, facts, strict=True)), own or {}, withdrawn, shares.get(id_, {})
        )
        for id_, number, own, withdrawn, *facts in db.session.execute(
            rows.where(Activity.plan_id == plan.id).order_by(Activity.sort_key)
        )
    )
    return StoredPlan(
        uppdrag, follow_up.id if follow_up else None, follow_up.frozen if follow_up else False, bool(days)
    )


def _answers(plan: Plan, follow_up: FollowUp | None) -> dict[int, dict[str, Any]]:
    """The answers in the follow-up by share. Without it there is nothing yet that a file's could differ from."""
    found: dict[int, dict[str, Any]] = {}
    for row in rows_of(plan.id, follow_up) if follow_up is not None else []:
        update = row.current
        if update is not None:
            found[row.responsibility.id] = {
                "label": update.label.label,
                "target_year": update.target_year,
                "ongoing": update.ongoing,
                "comment": update.comment,
                "own": update.field_values,
                "answered_here": row.answer is not None and row.answer.way_in is not WayIn.IMPORT,
            }
    return found
