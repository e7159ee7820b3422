"""A coordinator decides when a plan's reminders leave; what has been said already stays said."""

from tracker.domain.reminders.rules import ReminderRules, rules_faults
from tracker.models import Plan, ReminderSchedule, db
from tracker.queries.reminders.decided import rules_in, stored_rules
from tracker.services.form_refusal import ChangedMeanwhile, refuse


def edit_schedule(plan_id: int, rules: ReminderRules, *, version: int) -> None:
    """Stores the rules. `version` is 0 while the plan has the usual ones.

    Raises FormRefused and ChangedMeanwhile. The same form sent twice counts once.
    """
    # Two who save the first rules at the same moment meet here.
    db.session.get(Plan, plan_id, with_for_update=True, populate_existing=True)
    stored = stored_rules(plan_id)
    if stored is not None and rules_in(stored) == rules:
        db.session.rollback()
        return
    if version != (stored.version if stored else 0):
        raise ChangedMeanwhile
    refuse(rules_faults(rules))
    if stored is None:
        stored = ReminderSchedule(plan_id=plan_id)
        db.session.add(stored)
    stored.counted_from = rules.counted_from
    stored.opening = rules.opening
    stored.before = list(rules.before)
    stored.after = list(rules.after)
    stored.hour = rules.hour
    stored.not_in_july = rules.not_in_july
    stored.list_to = rules.list_to
    stored.list_after = rules.list_after
    stored.review = rules.review
    stored.values = rules.values
    stored.assignment_before = list(rules.assignment_before)
    db.session.commit()
