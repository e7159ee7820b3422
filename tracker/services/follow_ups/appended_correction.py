"""A corrected row as an update of its follow-up, appended beside what it corrects."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy import update as update_rows

from tracker.domain.calendar import local_date
from tracker.domain.plan_fields import on_update
from tracker.domain.terms import Origin, WayIn
from tracker.models import FollowUp, Responsibility, StatusLabel, StatusUpdate, User, db
from tracker.queries.plans.newest_update import updates_inside
from tracker.reports.content import Row
from tracker.services.refusal import Refusal


def labels_by_word(labels: Mapping[int, StatusLabel]) -> dict[str, StatusLabel]:
    """The same by the word that reports print."""
    return {label.label: label for label in labels.values()}


def append_correction(
    follow_up: FollowUp,
    row: Row,
    responsibility: Responsibility,
    labels: Mapping[int, StatusLabel],
    by: User | None,
    now: datetime,
) -> None:
    """The row as it was corrected, as an update of this follow-up.

    It counts from the day of what it corrects: later follow-ups start from it instead, and what was said after
    that day still counts more.
    """
    said = updates_inside(follow_up.id, responsibility.id)
    update = StatusUpdate(
        responsibility=responsibility,
        follow_up=follow_up,
        as_of=follow_up.as_of,
        counts_from=said[-1].counts_from if said else _last_day(follow_up),
        label=labels_by_word(labels)[row.label or ""],
        target_year=row.target_year,
        ongoing=row.ongoing,
        previous_target_year=said[-1].previous_target_year if said else None,
        year_uncertain=row.year_uncertain,
        comment=row.comment,
        cause=row.cause,
        remaining_work=row.remaining_work,
        field_values={
            field.key: row.field_values[field.key]
            for field in on_update(follow_up.plan.kind.own_fields)
            if field.key in row.field_values
        },
        author_id=by.id if by else None,
        author_title=by.title if by else None,
        way_in=WayIn.CORRECTION,
        created_at=now,
        # The owner's own words stay readable beside it (rule 7).
        edits=next((update for update in reversed(said) if update.edits_id is None), None),
    )
    db.session.add(update)
    # Whoever has a form of the row open is shown both texts.
    counted = update_rows(Responsibility).where(Responsibility.id == responsibility.id)
    db.session.execute(counted.values(version=Responsibility.version + 1))
    db.session.flush()


def _last_day(follow_up: FollowUp) -> date:
    """The day from which the follow-up as a whole counts: an import's as_of, else the day on which it closed."""
    if follow_up.origin is Origin.IMPORT or follow_up.closed_at is None:
        return follow_up.as_of
    return local_date(follow_up.closed_at)


def responsibility_of_row(rows: Sequence[Row], index: int) -> Responsibility:
    """Who answers for the row of a frozen report, whatever has become of its activity since."""
    found = db.session.get(Responsibility, rows[index].responsibility_id or 0)
    return found or _by_place(rows, index)


def _by_place(rows: Sequence[Row], index: int) -> Responsibility:
    """The same for a version that was frozen before rows told it: several rows of an activity are in their order."""
    activity_id = rows[index].activity_id
    place = sum(row.activity_id == activity_id for row in rows[:index])
    query = (
        select(Responsibility).where(Responsibility.activity_id == activity_id).order_by(Responsibility.id)
    )
    found = db.session.scalar(query.offset(place).limit(1))
    if found is None:
        raise Refusal("Raden finns inte i planen längre, så den kan inte rättas.")
    return found
