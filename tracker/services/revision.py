"""The plan's revision, which tells browsers and kept parts of pages that something has changed."""

from sqlalchemy import update

from tracker.models import Plan, db


def touch(plan: Plan) -> None:
    """Lets the plan's revision grow by one; the caller commits.

    Counted in SQL, so that two changes at once are two steps, and past the version counter, so that a change
    elsewhere in the plan is no conflict for the one who is editing the plan's own fields.
    """
    db.session.execute(update(Plan).where(Plan.id == plan.id).values(revision=Plan.revision + 1))
