"""The plan's revision, which tells browsers and kept parts of pages that something has changed."""

from sqlalchemy import update

from tracker.models import Plan, db


def touch(plan: Plan) -> None:
    """Lets the plan's revision grow by one, and that of plans made of it, which show what it said; the caller commits.

    Counted in SQL, so that two changes at once are two steps, and past the version counter, so that a change
    elsewhere in the plan is no conflict for the one who is editing the plan's own fields.
    """
    # One after the other: two who take both always take the older one first.
    for same in (Plan.id == plan.id, Plan.copied_from_id == plan.id):
        db.session.execute(update(Plan).where(same).values(revision=Plan.revision + 1))
