"""How often a key figure's value is expected, so that somebody is reminded of it."""

from sqlalchemy import select

from tracker.domain.reminders.values import rhythm_faults
from tracker.domain.terms import Rhythm
from tracker.models import KeyFigure, Plan, db
from tracker.services.form_refusal import refuse
from tracker.services.refusal import Refusal


def set_rhythm(plan_id: int, figure_id: int, rhythm: Rhythm | None, days_after: int | None) -> None:
    """Stores the rhythm; None: nobody is reminded. Raises FormRefused, and Refusal (404) for a foreign figure."""
    organisation = select(Plan.organisation_id).where(Plan.id == plan_id).scalar_subquery()
    figure = db.session.scalars(
        select(KeyFigure).where(KeyFigure.id == figure_id, KeyFigure.organisation_id == organisation)
    ).one_or_none()
    if figure is None:
        raise Refusal("Nyckeltalet finns inte.", 404)
    refuse(rhythm_faults(rhythm, days_after))
    figure.rhythm = rhythm
    figure.days_after = days_after if rhythm is not None else None
    db.session.commit()
