"""Notes that somebody signed in has seen a report: evidence for its coordinator, and nothing else."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from tracker.domain.calendar import local_date
from tracker.models import FollowUp, ReportSeen, ReportVersion, db

#: The number of a draft.
DRAFT = 0


def note_seen(plan_id: int, as_of: date, number: int | None, *, user_id: int, now: datetime) -> None:
    """Writes that the person has seen that version (None: the newest; 0: the draft), at most once a day.

    A report that is not there is no sight of it. In a transaction of its own, never the page's.
    """
    follow_up_id = db.session.scalar(
        select(FollowUp.id).where(FollowUp.plan_id == plan_id, FollowUp.as_of == as_of)
    )
    if follow_up_id is None:
        return
    if number is None:
        number = db.session.scalar(
            select(func.max(ReportVersion.number)).where(ReportVersion.follow_up_id == follow_up_id)
        )
    seen = db.session.scalar(
        select(ReportSeen).where(
            ReportSeen.follow_up_id == follow_up_id,
            ReportSeen.user_id == user_id,
            ReportSeen.number == number,
        )
    )
    if number is None or (seen is not None and local_date(seen.last_at) >= local_date(now)):
        db.session.rollback()
        return
    if seen is None:
        seen = ReportSeen(follow_up_id=follow_up_id, user_id=user_id, number=number, first_at=now)
        db.session.add(seen)
    seen.last_at = now
    try:
        db.session.commit()
    except IntegrityError:
        # Two windows at the same moment: the other one has noted it.
        db.session.rollback()
