"""Writes uppdrag in one transaction, in bulk: 5 000 of them with their boards and answers take seconds."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from tracker.domain.calendar import local_date
from tracker.domain.numbering import sort_key
from tracker.domain.terms import WayIn
from tracker.models import Activity, FollowUp, Plan, Responsibility, StatusUpdate, User, db
from tracker.services.imports.assignments.preview import NewAnswer, NewShare, UppdragPreview, UppdragRow
from tracker.services.imports.assignments.stored import StoredPlan
from tracker.services.imports.confirm import close_as_history, imported_follow_up
from tracker.services.imports.preview import RowState
from tracker.services.revision import touch

#: More ids than this are asked for in several questions: databases limit how many one may name.
_AT_ONCE = 500


def write_uppdrag(
    preview: UppdragPreview,
    stored: StoredPlan,
    plan: Plan,
    *,
    over_answers: bool,
    by: User | None,
    now: datetime,
) -> None:
    """Writes what the preview shows, and nothing of rows that were refused. The caller holds the lock and commits.

    An owner's answer in an open follow-up is written over only with `over_answers`. A follow-up that the file is
    the first to tell of is closed and frozen as version 1.
    """
    added = local_date(now) if stored.followed_up else None
    new = [row for row in preview.rows if row.state is RowState.NEW]
    changed = [row for row in preview.rows if row.state is RowState.CHANGED]
    _insert_activities(plan, new, added)
    _change_activities(changed)
    ids = _ids_by_number(plan)
    of_row = {row.number: row.activity or ids[row.number] for row in (*new, *changed)}
    _write_shares(plan, [(of_row[row.number], share) for row in (*new, *changed) for share in row.shares])
    wanted = [
        (of_row[row.number], answer)
        for row in (*new, *changed)
        for answer in row.answers
        if over_answers or not answer.answered_here
    ]
    if wanted and preview.as_of is not None:
        follow_up = imported_follow_up(plan, preview.as_of, stored.follow_up_id)
        _write_answers(plan, follow_up, wanted, by=by, now=now)
        db.session.expire_all()
        if stored.follow_up_id is None:
            close_as_history(follow_up, by=by, now=now)
    touch(plan)


def _insert_activities(plan: Plan, rows: Iterable[UppdragRow], added: date | None) -> None:
    made = []
    for row in rows:
        facts = dict(row.facts)
        own = dict(facts.pop("own", ()))
        made.append(
            {
                "plan_id": plan.id, "number": row.number, "sort_key": sort_key(row.number), "added_on": added,
                "short_text": "", "full_text": "", "focus_area": None, "source": "", "decided_on": None,
                "decided_paragraph": None, "diarienummer": None, "asked_by": "", "answer_by": None,
                "answered_with": "", "answered_on": None, "field_values": own, **facts,
            }
        )  # fmt: skip
    if made:
        db.session.execute(insert(Activity), made)


def _change_activities(rows: Iterable[UppdragRow]) -> None:
    wanted = {row.activity: dict(row.facts) for row in rows if row.facts and row.activity is not None}
    for ids in _chunks(list(wanted)):
        for activity in db.session.scalars(
            select(Activity).where(Activity.id.in_(ids)).order_by(Activity.id)
        ):
            for name, value in wanted[activity.id].items():
                setattr(
                    activity,
                    "field_values" if name == "own" else name,
                    dict(value) if name == "own" else value,
                )
    db.session.flush()


def _ids_by_number(plan: Plan) -> dict[str, int]:
    query = select(Activity.number, Activity.id).where(Activity.plan_id == plan.id)
    return {number: id_ for number, id_ in db.session.execute(query)}


def _shares_of(plan: Plan) -> dict[tuple[int, int], int]:
    query = select(Responsibility.activity_id, Responsibility.board_id, Responsibility.id)
    query = query.join(Responsibility.activity).where(Activity.plan_id == plan.id)
    return {(activity, board): id_ for activity, board, id_ in db.session.execute(query)}


def _write_shares(plan: Plan, shares: list[tuple[int, NewShare]]) -> None:
    there = _shares_of(plan)
    made = [
        {"activity_id": activity, "board_id": one.board, "lead": one.lead, "not_collected": one.elsewhere}
        for activity, one in shares
        if (activity, one.board) not in there
    ]
    if made:
        db.session.execute(insert(Responsibility), made)
    wanted = {there[activity, one.board]: one for activity, one in shares if (activity, one.board) in there}
    led = {activity for activity, one in shares if one.lead}
    for ids in _chunks([id_ for (activity, _), id_ in there.items() if activity in led or id_ in wanted]):
        for row in db.session.scalars(select(Responsibility).where(Responsibility.id.in_(ids))):
            one = wanted.get(row.id)
            row.lead = one.lead if one is not None else False
            row.not_collected = one.elsewhere if one is not None else row.not_collected
    db.session.flush()


def _write_answers(
    plan: Plan,
    follow_up: FollowUp,
    answers: list[tuple[int, NewAnswer]],
    *,
    by: User | None,
    now: datetime,
) -> None:
    shares = _shares_of(plan)
    labels = {label.label: label.id for label in plan.kind.vocabulary.labels} if plan.kind.vocabulary else {}
    made: list[dict[str, Any]] = [
        {
            "responsibility_id": shares[activity, one.board], "follow_up_id": follow_up.id,
            "as_of": follow_up.as_of, "counts_from": follow_up.as_of, "label_id": labels[one.label],
            "target_year": one.target_year, "ongoing": one.ongoing, "comment": one.comment,
            "field_values": dict(one.own), "author_title": by.title if by else None, "way_in": WayIn.IMPORT,
            "created_at": now,
        }
        for activity, one in answers
    ]  # fmt: skip
    db.session.execute(insert(StatusUpdate), made)
    # An owner who has the form open is shown both texts.
    for ids in _chunks([row["responsibility_id"] for row in made]):
        db.session.execute(
            update(Responsibility)
            .where(Responsibility.id.in_(ids))
            .values(version=Responsibility.version + 1)
            .execution_options(synchronize_session=False)
        )


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
