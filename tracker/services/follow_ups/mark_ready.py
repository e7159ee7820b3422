"""A coordinator marks rows as ready for the report, or takes the mark away."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete

from tracker.domain.swedish.words import capitalised
from tracker.domain.terms import FollowUpState
from tracker.models import FollowUp, RowReady, User, db
from tracker.queries.coordination.ready import is_ready, marks_of, rests
from tracker.queries.plans.standing import StandingRow, rows_of
from tracker.services.refusal import Refusal

_NEWER = "{name} har fått ett nytt svar sedan du öppnade sidan. Läs det först och markera raden sedan."


def mark_row(
    follow_up_id: int, number: str, *, seen: int, by: User, now: datetime, board: str | None = None
) -> None:
    """Marks the rows of that number, or the one of the board with that slug.

    `seen` is the id of the update that was before the eyes, 0 for none.

    Also a row without an answer can be ready: it is then inte besvarad in the report. Raises Refusal: 409 when
    there is a newer answer or the follow-up is closed, 404 for no such row. Twice is once.
    """
    follow_up = _open(follow_up_id)
    rows = _rows(follow_up, number, board)
    if not rows:
        raise Refusal("Raden finns inte i uppföljningen.", 404)
    if any(row.answer is not None and row.answer.id > seen for row in rows):
        raise Refusal(_NEWER.format(name=f"{capitalised(follow_up.plan.kind.row_word)} {number}"))
    _mark(follow_up, rows, by, now)


def mark_answered(follow_up_id: int, *, seen: int, by: User, now: datetime) -> int:
    """Marks every answered row that is not ready, except those answered after the update `seen`; gives how many."""
    follow_up = _open(follow_up_id)
    rows = [
        row
        for row in rows_of(follow_up.plan_id, follow_up)
        if row.answer is not None and row.answer.id <= seen
    ]
    return _mark(follow_up, rows, by, now)


def unmark_row(follow_up_id: int, number: str, *, board: str | None = None) -> None:
    """Takes the mark away. Raises Refusal (409) when the follow-up is closed."""
    follow_up = _open(follow_up_id)
    ids = [row.responsibility.id for row in _rows(follow_up, number, board)]
    gone = delete(RowReady).where(RowReady.follow_up_id == follow_up.id, RowReady.responsibility_id.in_(ids))
    db.session.execute(gone)
    db.session.commit()


def _rows(follow_up: FollowUp, number: str, board: str | None) -> list[StandingRow]:
    rows = rows_of(follow_up.plan_id, follow_up, number=number)
    return [row for row in rows if board in (None, row.responsibility.board.slug)]


def _open(follow_up_id: int) -> FollowUp:
    """The open follow-up; whoever closes it, or marks beside us, waits."""
    db.session.expire_all()
    follow_up = db.session.get(FollowUp, follow_up_id, with_for_update=True, populate_existing=True)
    if follow_up is None or follow_up.state is not FollowUpState.OPEN:
        raise Refusal("Uppföljningen är stängd. Rapporten är fryst, så inget behöver markeras längre.")
    return follow_up


def _mark(follow_up: FollowUp, rows: Collection[StandingRow], by: User, now: datetime) -> int:
    marks, title = marks_of(follow_up), by.title
    new = [row for row in rows if not rests(row) and not is_ready(row, marks)]
    for row in new:
        seen = row.current.id if row.current is not None else None
        mark = marks.get(row.responsibility.id)
        if mark is None:
            db.session.add(
                RowReady(
                    follow_up_id=follow_up.id,
                    responsibility_id=row.responsibility.id,
                    update_id=seen,
                    marked_at=now,
                    by_title=title,
                )
            )
        else:
            mark.update_id, mark.marked_at, mark.by_title = seen, now, title
    db.session.commit()
    return len(new)
