"""How often a key figure's value is expected, so that somebody is reminded of it."""

from datetime import date

from sqlalchemy import select

from tracker.domain.calendar import working_day_on_or_after
from tracker.domain.reminders.values import due_on, is_there, newest_due, period_after, rhythm_faults
from tracker.domain.terms import Rhythm
from tracker.models import KeyFigure, Plan, db
from tracker.queries.reminders.decided import pauses, rules_of
from tracker.queries.reminders.waiting import values_since
from tracker.services.form_refusal import refuse
from tracker.services.refusal import Refusal
from tracker.services.reminders.due.matter import free_around


def set_rhythm(plan_id: int, figure_id: int, rhythm: Rhythm | None, days_after: int | None) -> None:
    """Stores the rhythm; None: nobody is reminded. Raises FormRefused, and Refusal (404) for a foreign figure."""
    organisation = select(Plan.organisation_id).where(Plan.id == plan_id).scalar_subquery()
    query = select(KeyFigure).where(KeyFigure.id == figure_id, KeyFigure.organisation_id == organisation)
    # Locked and read anew: somebody may be editing its name in the same moment.
    locked = query.with_for_update().execution_options(populate_existing=True)
    figure = db.session.scalars(locked).one_or_none()
    if figure is None:
        raise Refusal("Nyckeltalet finns inte.", 404)
    refuse(rhythm_faults(rhythm, days_after))
    figure.rhythm = rhythm
    figure.days_after = days_after if rhythm is not None else None
    db.session.commit()


def first_mail_on(plan: Plan, figure: KeyFigure, today: date) -> date | None:
    """The day on which the first value that is missing is asked for; None when the plan's mails do not ask.

    What is missing since before today is asked for on the next day on which mails leave.
    """
    rules = rules_of([plan.id])[plan.id]
    if figure.rhythm is None or figure.days_after is None or not rules.values or pauses().covers(plan):
        return None
    period = newest_due(figure.rhythm, figure.days_after, today)
    ends = values_since([figure.id], period.start).get(figure.id, [])
    while is_there(period, ends):
        period = period_after(figure.rhythm, period)
    day = max(due_on(period, figure.days_after), today)
    return working_day_on_or_after(day, free_around(rules, day))
