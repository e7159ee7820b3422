"""What boards have said of their shares, in an open follow-up and between follow-ups: column tuples, no objects."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from tracker.domain.assignments import Said
from tracker.domain.calendar import local_date
from tracker.domain.counting import State
from tracker.domain.demands import settled
from tracker.domain.terms import Meaning, WayIn
from tracker.models import Activity, FollowUp, Responsibility, StatusLabel, StatusUpdate, db
from tracker.queries.assignments.shares import of_plan
from tracker.queries.plans.newest_update import newest_first, outside


def running_answers(
    plan_id: int, follow_up: FollowUp, boards: Collection[int] | None = None
) -> dict[int, Said]:
    """What counts in an open follow-up, by share; a share that is not answered is left out.

    The same as `current` of queries.plans.standing, without the tables' objects: 150 uppdrag may have 3 000 shares.
    `boards` are the boards whose shares are read, None all of them.
    """
    of_boards = () if boards is None else (Responsibility.board_id.in_(boards),)
    inside: dict[int, _Update] = {}
    answered: set[int] = set()
    query = _updates(plan_id).where(StatusUpdate.follow_up_id == follow_up.id, *of_boards)
    for update in _read(query.order_by(StatusUpdate.id)):
        inside[update.share_id] = update
        if update.edits_id is None:
            answered.add(update.share_id)
    before = {
        update.share_id: update
        for update in _read(_newest(_updates(plan_id).where(*of_boards), outside_of=follow_up))
    }
    found = {}
    for share_id in inside.keys() | before.keys():
        said = _counts(inside.get(share_id), before.get(share_id), share_id in answered)
        if said is not None:
            found[share_id] = said.said()
    return found


def news_of_shares(plan_id: int, number: str | None = None) -> dict[int, Said]:
    """The newest that has been said of each share between follow-ups (rule 5)."""
    return {update.share_id: update.said() for update in _read(_newest(_updates(plan_id, number)))}


class _Update(NamedTuple):
    share_id: int
    fulfilled: bool
    follow_up_id: int | None
    edits_id: int | None
    way_in: WayIn
    label: str
    meaning: Meaning
    asked_again: bool
    target_year: int | None
    ongoing: bool
    comment: str
    cause: str
    remaining_work: str
    field_values: dict[str, str]
    author_title: str | None
    created_at: datetime
    report_on: date | None

    def said(self) -> Said:
        """As the rules take it."""
        return Said(
            self.label,
            State(self.meaning, self.target_year, self.ongoing),
            self.comment,
            self.cause,
            self.remaining_work,
            self.field_values,
            self.author_title,
            self.report_on if self.way_in is WayIn.IMPORT else local_date(self.created_at),
        )


def _counts(inside: _Update | None, before: _Update | None, answered: bool) -> _Update | None:
    """What counts of a share (rules 5 to 7 and 9); see StandingRow and `standing_row`."""
    known = inside or before
    if known is None:
        return None
    stands = settled(
        fulfilled=known.fulfilled,
        in_follow_up=before is not None and before.follow_up_id is not None,
        asked_again=before is None or before.asked_again,
    )
    if inside is None:
        return before if stands else None
    return inside if stands or answered else None


def _updates(plan_id: int, number: str | None = None) -> Select[Any]:
    """The updates of shares that are told of here; a coordinator's edit is what the owner said, and when (rule 7)."""
    edited = aliased(StatusUpdate)
    columns: list[Any] = [
        StatusUpdate.responsibility_id, Activity.fulfilled, StatusUpdate.follow_up_id, StatusUpdate.edits_id,
        func.coalesce(edited.way_in, StatusUpdate.way_in), StatusLabel.label, StatusLabel.meaning,
        StatusLabel.asked_again, StatusUpdate.target_year, StatusUpdate.ongoing, StatusUpdate.comment,
        StatusUpdate.cause, StatusUpdate.remaining_work, StatusUpdate.field_values,
        func.coalesce(edited.author_title, StatusUpdate.author_title),
        func.coalesce(edited.created_at, StatusUpdate.created_at), FollowUp.report_on,
    ]  # fmt: skip
    return (
        select(*columns)
        .join(Responsibility, StatusUpdate.responsibility_id == Responsibility.id)
        .join(Activity, Responsibility.activity_id == Activity.id)
        .join(StatusLabel, StatusUpdate.label_id == StatusLabel.id)
        .outerjoin(edited, StatusUpdate.edits_id == edited.id)
        .outerjoin(FollowUp, StatusUpdate.follow_up_id == FollowUp.id)
        .where(*of_plan(plan_id, number), Responsibility.not_collected.is_(False))
    )


def _newest(query: Select[Any], outside_of: FollowUp | None = None) -> Select[Any]:
    """Only the newest of each share: outside the follow-up, or between follow-ups; found by an index."""
    other = aliased(StatusUpdate)
    newest = (
        select(other.id)
        .where(
            other.responsibility_id == Responsibility.id,
            outside(other, outside_of) if outside_of is not None else other.follow_up_id.is_(None),
        )
        .order_by(*newest_first(other))
        .limit(1)
        .scalar_subquery()
    )
    return query.where(StatusUpdate.id == newest).order_by(StatusUpdate.id)


def _read(query: Select[Any]) -> list[_Update]:
    return [_Update(*row) for row in db.session.execute(query)]
