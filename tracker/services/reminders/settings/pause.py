"""Lets no mail leave about a plan, or from a whole municipality, until somebody says go."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from tracker.models import MailPause, db


def pause(organisation_id: int, plan_id: int | None, *, by_title: str | None, now: datetime) -> None:
    """Pauses the plan, or without one everything; paused already, nothing happens.

    What waits in the outbox is withdrawn when its turn comes, and said anew, in the words of its day, after
    `resume`: of steps that were missed meanwhile only the newest.
    """
    if _find(organisation_id, plan_id) is None:
        db.session.add(
            MailPause(organisation_id=organisation_id, plan_id=plan_id, paused_at=now, by_title=by_title)
        )
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()  # somebody else has paused it at the same moment


def resume(organisation_id: int, plan_id: int | None) -> None:
    """Lets mails leave again; when they do already, nothing happens."""
    db.session.execute(
        delete(MailPause).where(
            MailPause.organisation_id == organisation_id, MailPause.plan_id.is_not_distinct_from(plan_id)
        )
    )
    db.session.commit()


def _find(organisation_id: int, plan_id: int | None) -> MailPause | None:
    return db.session.scalars(
        select(MailPause).where(
            MailPause.organisation_id == organisation_id, MailPause.plan_id.is_not_distinct_from(plan_id)
        )
    ).one_or_none()
