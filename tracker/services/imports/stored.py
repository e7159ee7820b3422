"""What is stored of a plan and one of its follow-ups, as plain values that an import is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from tracker.domain.exchange.status_words import KnownStatus
from tracker.domain.terms import WayIn
from tracker.models import FollowUp, Plan, PlanKind, db
from tracker.queries.plans.standing import StandingRow, rows_of
from tracker.services.imports.preview import RowValues


@dataclass(frozen=True)
class StoredRow:
    """A row with the ids that are written to. `answered_here`: its owner has answered in the open follow-up."""

    values: RowValues
    activity_id: int
    responsibility_id: int
    answered_here: bool


@dataclass(frozen=True)
class Stored:
    """The plan and the follow-up; without a plan, only the vocabulary that a new one gets."""

    plan_id: int | None
    follow_up_id: int | None
    frozen: bool
    rows: Mapping[str, StoredRow]
    statuses: tuple[KnownStatus, ...]
    facts: Mapping[str, Any]


def stored_state(plan: Plan | None, kind: PlanKind, as_of: date | None) -> Stored:
    """Reads what is stored, in as many questions whatever the number of rows."""
    follow_up = _follow_up(plan, as_of) if plan is not None and as_of is not None else None
    rows = rows_of(plan.id, follow_up) if plan is not None else []
    here = follow_up is not None
    return Stored(
        plan_id=plan.id if plan else None,
        follow_up_id=follow_up.id if follow_up else None,
        frozen=follow_up.frozen if follow_up else False,
        rows={row.activity.number: _row(row, here=here) for row in rows},
        statuses=_statuses(kind),
        facts={name: getattr(follow_up, name) for name in _FACTS} if follow_up else {},
    )


_FACTS = ("report_on", "meeting_on", "diarienummer", "introduction", "summary")


def _follow_up(plan: Plan, as_of: date) -> FollowUp | None:
    return db.session.scalar(select(FollowUp).where(FollowUp.plan_id == plan.id, FollowUp.as_of == as_of))


def _statuses(kind: PlanKind) -> tuple[KnownStatus, ...]:
    labels = kind.vocabulary.labels if kind.vocabulary else []
    return tuple(KnownStatus(label.label, label.meaning, (label.short, *label.synonyms)) for label in labels)


def _row(row: StandingRow, *, here: bool) -> StoredRow:
    activity = row.activity
    # Without the follow-up there is nothing yet that the file's answers could differ from.
    update = row.current if here else None
    values = RowValues(
        number=activity.number,
        parent=activity.parent.number if activity.parent else None,
        short_text=activity.short_text,
        full_text=activity.full_text,
    )
    if update is not None:
        values = RowValues(
            number=values.number,
            parent=values.parent,
            short_text=values.short_text,
            full_text=values.full_text,
            label=update.label.label,
            target_year=update.target_year,
            ongoing=update.ongoing,
            previous_year=row.earlier_year,
            year_uncertain=update.year_uncertain,
            comment=update.comment,
            cause=update.cause,
            remaining_work=update.remaining_work,
        )
    answered = here and row.answer is not None and row.answer.way_in is not WayIn.IMPORT
    return StoredRow(values, activity.id, row.responsibility.id, answered)
