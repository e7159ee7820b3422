"""What is stored of a plan and one of its follow-ups, as plain values that an import is compared with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from tracker.domain.exchange.status_words import KnownStatus
from tracker.domain.terms import SETTLED, WayIn
from tracker.domain.year_steps import GivenYear, earlier_years
from tracker.models import Activity, FollowUp, Plan, PlanKind, StatusUpdate, db
from tracker.queries.plans.given_years import given_years
from tracker.queries.plans.standing import StandingRow, rows_of
from tracker.services.imports.preview import RowValues

#: What of a file's head belongs to the follow-up, and is written with it.
FOLLOW_UP_FACTS = {
    "report_on": "Rapportens datum",
    "meeting_on": "Nämndens möte",
    "diarienummer": "Diarienummer",
    "introduction": "Inledning",
    "summary": "Sammanfattning",
}


@dataclass(frozen=True)
class StoredRow:
    """A row. `answered_here`: its owner has answered in the open follow-up."""

    values: RowValues
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
    #: Why activities that are no rows of the report take nothing from a file, by number.
    closed_numbers: Mapping[str, str]


def stored_state(plan: Plan | None, kind: PlanKind, as_of: date | None) -> Stored:
    """Reads what is stored, in as many questions whatever the number of rows."""
    follow_up = _follow_up(plan, as_of) if plan is not None and as_of is not None else None
    rows = rows_of(plan.id, follow_up) if plan is not None else []
    years = given_years(plan.id, follow_up) if plan is not None and follow_up is not None else {}
    found = {
        row.activity.number: _row(row, years.get(row.responsibility.id, []), here=follow_up is not None)
        for row in rows
    }
    return Stored(
        plan_id=plan.id if plan else None,
        follow_up_id=follow_up.id if follow_up else None,
        frozen=follow_up.frozen if follow_up else False,
        rows=found,
        statuses=_statuses(kind),
        facts={name: getattr(follow_up, name) for name in FOLLOW_UP_FACTS} if follow_up else {},
        closed_numbers=_closed_numbers(plan, found) if plan is not None else {},
    )


def _follow_up(plan: Plan, as_of: date) -> FollowUp | None:
    return db.session.scalar(select(FollowUp).where(FollowUp.plan_id == plan.id, FollowUp.as_of == as_of))


def _statuses(kind: PlanKind) -> tuple[KnownStatus, ...]:
    labels = kind.vocabulary.labels if kind.vocabulary else []
    return tuple(KnownStatus(label.label, label.meaning, (label.short, *label.synonyms)) for label in labels)


def _closed_numbers(plan: Plan, rows: Mapping[str, StoredRow]) -> dict[str, str]:
    query = select(Activity.number, Activity.withdrawn).where(Activity.plan_id == plan.id)
    return {
        number: (
            "Aktiviteten är tillbakadragen. Återinför den bland planens aktiviteter först."
            if withdrawn
            else "Aktiviteten följs upp genom sina delar. Ta bort raden ur filen."
        )
        for number, withdrawn in db.session.execute(query.order_by(Activity.sort_key))
        if number not in rows
    }


def _row(row: StandingRow, years: Sequence[GivenYear], *, here: bool) -> StoredRow:
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
            previous_year=_previous_year(years, update),
            year_uncertain=update.year_uncertain,
            comment=update.comment,
            cause=update.cause,
            remaining_work=update.remaining_work,
        )
    answered = here and row.answer is not None and row.answer.way_in is not WayIn.IMPORT
    return StoredRow(values, answered)


def _previous_year(years: Sequence[GivenYear], update: StatusUpdate) -> int | None:
    """The last of the years that the report prints as earlier, so that what we wrote ourselves is no change."""
    steps = () if update.label.meaning in SETTLED else earlier_years(years, update.target_year)
    return steps[-1] if steps else None
