"""What is stored of a plan and one of its follow-ups, as plain values that an import is compared with."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import select

from tracker.domain.exchange.status_words import KnownStatus
from tracker.domain.terms import SETTLED, FieldPlace, WayIn
from tracker.domain.text import squeezed
from tracker.domain.year_steps import GivenYear, earlier_years
from tracker.models import Activity, Board, FollowUp, Plan, PlanKind, StatusUpdate, db
from tracker.queries.plans.given_years import given_years
from tracker.queries.plans.standing import StandingRow, rows_of
from tracker.services.imports.preview import Place, RowValues

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
    rows: Mapping[Place, StoredRow]
    statuses: tuple[KnownStatus, ...]
    facts: Mapping[str, Any]
    #: Why activities that are no rows of the report take nothing from a file, by number.
    closed_numbers: Mapping[str, str]
    #: The municipality's boards: slug by plain name. The plan's own has the slug "".
    boards: Mapping[str, str] = field(default_factory=dict)
    board_names: Mapping[str, str] = field(default_factory=dict)
    #: The headings of the kind's own columns by key, and the keys of those that were decided.
    headings: Mapping[str, str] = field(default_factory=dict)
    decided: tuple[str, ...] = ()
    #: Whether the kind's table tells the rows by their words alone, and whether several boards answer a row.
    shared: bool = False

    @cached_property
    def numbers(self) -> Mapping[str, Sequence[StoredRow]]:
        """The rows by their numbers, one for each board that answers."""
        found: dict[str, list[StoredRow]] = {}
        for (number, _), row in self.rows.items():
            found.setdefault(number, []).append(row)
        return found


def stored_state(plan: Plan | None, kind: PlanKind, as_of: date | None) -> Stored:
    """Reads what is stored, in as many questions whatever the number of rows."""
    follow_up = _follow_up(plan, as_of) if plan is not None and as_of is not None else None
    rows = rows_of(plan.id, follow_up) if plan is not None else []
    years = given_years(plan.id, follow_up) if plan is not None and follow_up is not None else {}
    own_board = plan.board_id if plan is not None else None
    read = [
        _row(row, years.get(row.responsibility.id, []), own_board, here=follow_up is not None) for row in rows
    ]
    found = {row.values.place: row for row in read}
    boards = _boards(plan)
    return Stored(
        plan_id=plan.id if plan else None,
        follow_up_id=follow_up.id if follow_up else None,
        frozen=follow_up.frozen if follow_up else False,
        rows=found,
        statuses=statuses_of(kind),
        facts={name: getattr(follow_up, name) for name in FOLLOW_UP_FACTS} if follow_up else {},
        closed_numbers=_closed_numbers(plan, {number for number, _ in found}) if plan is not None else {},
        boards={squeezed(board.name).casefold(): _slug(board, own_board) for board in boards},
        board_names={_slug(board, own_board): board.name for board in boards},
        headings={
            each.key: each.heading_in(as_of.year) if as_of else each.heading for each in kind.own_fields
        },
        decided=tuple(each.key for each in kind.own_fields if each.place is FieldPlace.ACTIVITY),
        shared=kind.shared,
    )


def _boards(plan: Plan | None) -> Sequence[Board]:
    """The boards of the plan's municipality; a new plan's rows are its own board's."""
    if plan is None:
        return ()
    query = select(Board).where(Board.organisation_id == plan.organisation_id).order_by(Board.id)
    return db.session.scalars(query).all()


def _slug(board: Board, own_board: int | None) -> str:
    return "" if board.id == own_board else board.slug


def _follow_up(plan: Plan, as_of: date) -> FollowUp | None:
    return db.session.scalar(select(FollowUp).where(FollowUp.plan_id == plan.id, FollowUp.as_of == as_of))


def statuses_of(kind: PlanKind) -> tuple[KnownStatus, ...]:
    """The kind's status words with their synonyms."""
    labels = kind.vocabulary.labels if kind.vocabulary else []
    return tuple(KnownStatus(label.label, label.meaning, (label.short, *label.synonyms)) for label in labels)


def _closed_numbers(plan: Plan, rows: Collection[str]) -> dict[str, str]:
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


def _row(row: StandingRow, years: Sequence[GivenYear], own_board: int | None, *, here: bool) -> StoredRow:
    activity = row.activity
    # Without the follow-up there is nothing yet that the file's answers could differ from.
    update = row.current if here else None
    values = RowValues(
        number=activity.number,
        parent=activity.parent.number if activity.parent else None,
        short_text=activity.short_text,
        full_text=activity.full_text,
        board=_slug(row.responsibility.board, own_board),
        focus_area=activity.focus_area or "",
        field_values=dict(activity.field_values),
    )
    if update is not None:
        values = replace(
            values,
            label=update.label.label,
            target_year=update.target_year,
            ongoing=update.ongoing,
            previous_year=_previous_year(years, update),
            year_uncertain=update.year_uncertain,
            comment=update.comment,
            cause=update.cause,
            remaining_work=update.remaining_work,
            field_values={**values.field_values, **update.field_values},
        )
    answered = here and row.answer is not None and row.answer.way_in is not WayIn.IMPORT
    return StoredRow(values, answered)


def _previous_year(years: Sequence[GivenYear], update: StatusUpdate) -> int | None:
    """The last of the years that the report prints as earlier, so that what we wrote ourselves is no change."""
    steps = () if update.label.meaning in SETTLED else earlier_years(years, update.target_year)
    return steps[-1] if steps else None
