"""Which rows of a follow-up are ready for its report, and who has seen it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from tracker.models import FollowUp, ReportSeen, RowReady, User, db
from tracker.models.swedish_order import swedish
from tracker.queries.plans.standing import StandingRow

#: A follow-up's marks by responsibility.
Marks = Mapping[int, RowReady]


def marks_of(follow_up: FollowUp) -> dict[int, RowReady]:
    """The follow-up's marks by responsibility."""
    return {mark.responsibility_id: mark for mark in follow_up.ready_marks}


@dataclass(frozen=True)
class Sight:
    """Somebody, by role, has looked at the draft (`number` 0) or at a frozen version; `last_at` for the last time."""

    title: str
    number: int
    last_at: datetime


def rests(row: StandingRow) -> bool:
    """Whether nothing is to be marked: the row was settled before, and nobody has said anything else since."""
    return not row.asked and row.answer is None and row.current is not None


def is_ready(row: StandingRow, marks: Marks) -> bool:
    """Whether the row rests, or is marked and the owner has not answered after that.

    A coordinator's edit after the mark is the coordinator's own and takes nothing away.
    """
    if rests(row):
        return True
    mark = marks.get(row.responsibility.id)
    if mark is None:
        return False
    return row.answer is None or (mark.update_id is not None and row.answer.id <= mark.update_id)


def marked_before(row: StandingRow, marks: Marks) -> bool:
    """Whether the row was marked, but the owner has answered since."""
    return row.responsibility.id in marks and not is_ready(row, marks)


def seen_by(follow_up_id: int) -> Sequence[Sight]:
    """Who has looked at the report, the newest version first and by role, in one query; people are not named."""
    query = (
        select(User.title, ReportSeen.number, func.max(ReportSeen.last_at))
        .join(ReportSeen.user)
        .where(ReportSeen.follow_up_id == follow_up_id)
        .group_by(User.title, ReportSeen.number)
        .order_by(ReportSeen.number.desc(), swedish(User.title))
    )
    return [Sight(*found) for found in db.session.execute(query)]
