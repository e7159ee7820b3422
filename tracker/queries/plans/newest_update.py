"""Which update counts: written once, for every question that asks what a row said outside a follow-up."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload, lazyload

from tracker.models import Activity, FollowUp, Responsibility, StatusLabel, StatusUpdate, db


def newest_first(update: type[StatusUpdate]) -> tuple[ColumnElement[Any], ...]:
    """The order in which updates count: by the day from which they do, then by when they were recorded."""
    return update.counts_from.desc(), update.id.desc()


def outside(update: type[StatusUpdate], follow_up: FollowUp | type[FollowUp]) -> ColumnElement[bool]:
    """Updates of earlier follow-ups, and what was said between follow-ups before this one closed."""
    earlier = and_(
        update.follow_up_id.is_not(None), update.follow_up_id != follow_up.id, update.as_of < follow_up.as_of
    )
    in_time: ColumnElement[bool]
    if isinstance(follow_up, FollowUp):
        in_time = update.created_at < follow_up.closed_at if follow_up.closed_at else true()
    else:
        in_time = or_(follow_up.closed_at.is_(None), update.created_at < follow_up.closed_at)
    return or_(earlier, and_(update.follow_up_id.is_(None), in_time))


def said_last(
    counts: Callable[[type[StatusUpdate]], ColumnElement[bool]], *more: type[FollowUp]
) -> ColumnElement[int]:
    """The id of what a row, joined as Responsibility with its Activity, said last, among the updates that count.

    A row that was carried over from the year before and has said nothing yet starts from what the same board
    said then. `more`: tables of the question that `counts` asks about.
    """
    own, last_years, before = aliased(StatusUpdate), aliased(StatusUpdate), aliased(Responsibility)
    said = select(own.id).where(own.responsibility_id == Responsibility.id, counts(own))
    said_then = (
        select(last_years.id)
        .join(before, last_years.responsibility_id == before.id)
        .where(
            before.activity_id == Activity.carried_from_id,
            before.board_id == Responsibility.board_id,
            counts(last_years),
        )
    )
    return func.coalesce(
        *(
            query.order_by(*newest_first(update))
            .limit(1)
            .correlate(Responsibility, Activity, *more)
            .scalar_subquery()
            for query, update in ((said, own), (said_then, last_years))
        )
    )


def newest_of(responsibility_ids: Collection[int]) -> dict[int, StatusUpdate]:
    """The update that counts now for each of these rows, with its label; a row without any is left out."""
    other = aliased(StatusUpdate)
    newest = (
        select(other.id)
        .where(other.responsibility_id == StatusUpdate.responsibility_id)
        .order_by(*newest_first(other))
        .limit(1)
    )
    query = (
        select(StatusUpdate)
        .where(
            StatusUpdate.responsibility_id.in_(responsibility_ids),
            StatusUpdate.id == newest.scalar_subquery(),
        )
        .options(joinedload(StatusUpdate.label), lazyload(StatusUpdate.responsibility))
        .order_by(StatusUpdate.id)
    )
    return {update.responsibility_id: update for update in db.session.scalars(query)}


def updates_inside(follow_up_id: int, responsibility_id: int) -> Sequence[StatusUpdate]:
    """All that was said of a row in a follow-up, oldest first; the last one counts there."""
    query = (
        select(StatusUpdate)
        .where(StatusUpdate.follow_up_id == follow_up_id, StatusUpdate.responsibility_id == responsibility_id)
        .order_by(StatusUpdate.id)
    )
    return db.session.scalars(query).all()


def settled_before(follow_up: type[FollowUp]) -> ColumnElement[bool]:
    """Whether a row, joined as Responsibility with its Activity, was Färdig or Stoppad before and is not asked again.

    The same as `StandingRow.settled` (rules 5, 6 and 9): what was said between follow-ups settles nothing, and what
    the council has declared fulfilled is not asked about.
    """
    update, label = aliased(StatusUpdate), aliased(StatusLabel)
    newest = (
        select(case((update.follow_up_id.is_(None), 1), (label.asked_again, 1), else_=0))
        .select_from(update)
        .join(label, update.label_id == label.id)
        .where(update.responsibility_id == Responsibility.id, outside(update, follow_up))
        .order_by(*newest_first(update))
        .limit(1)
        .correlate(Responsibility, follow_up)
        .scalar_subquery()
    )
    return or_(Activity.fulfilled, func.coalesce(newest, 1) == 0)
