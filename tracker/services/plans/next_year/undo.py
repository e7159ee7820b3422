"""Takes a plan away again that was made of last year's, while nothing has happened in it."""

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from tracker.domain.swedish.words import joined
from tracker.models import (
    Activity,
    ActivityKeyFigure,
    AnsweringBoard,
    MailPause,
    Plan,
    PlanKeyFigure,
    ReminderSchedule,
    ReminderText,
    Responsibility,
    db,
)
from tracker.queries.plans.next_year import used_by
from tracker.services.refusal import Refusal
from tracker.services.revision import touch

_OF_THE_PLAN = (Activity, AnsweringBoard, PlanKeyFigure, ReminderSchedule, ReminderText, MailPause)


def undo_next_year(plan_id: int, slug: str) -> str | None:
    """Deletes the plan with that slug that was made of the one with the id; gives its short title.

    None when there is no such plan (any more). Raises Refusal when something has been said or opened in it.
    """
    db.session.expire_all()
    # The one of the year before first, as everybody who takes both.
    plan = db.session.get(Plan, plan_id, with_for_update=True, populate_existing=True)
    made = select(Plan).where(Plan.slug == slug, Plan.copied_from_id == plan_id)
    new = db.session.scalar(made.with_for_update().execution_options(populate_existing=True))
    if plan is None or new is None:
        db.session.rollback()
        return None
    title = new.short_title
    reasons = used_by(new.id)
    if reasons:
        raise Used(title, reasons)
    try:
        _delete(new.id)
        touch(plan)
        db.session.commit()
    except IntegrityError as error:
        # Somebody was quicker, or it is spoken of where nobody looked.
        db.session.rollback()
        raise Used(title, ["någon har börjat använda den"]) from error
    return title


class Used(Refusal):
    """The new plan is in use; the sentence says how, and what to do instead."""

    def __init__(self, title: str, reasons: list[str]) -> None:
        super().__init__(
            f"{title} kan inte tas bort, för {joined(reasons)}. Dra tillbaka de rader som inte ska vara med i stället."
        )


def _delete(plan_id: int) -> None:
    rows = select(Activity.id).where(Activity.plan_id == plan_id)
    for statement in (
        delete(ActivityKeyFigure).where(ActivityKeyFigure.activity_id.in_(rows)),
        delete(Responsibility).where(Responsibility.activity_id.in_(rows)),
        # No part before what it is a part of, nor the other way round.
        update(Activity).where(Activity.plan_id == plan_id).values(parent_id=None),
        *(delete(table).where(table.plan_id == plan_id) for table in _OF_THE_PLAN),
        delete(Plan).where(Plan.id == plan_id),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})
