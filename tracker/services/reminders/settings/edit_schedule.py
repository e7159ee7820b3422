"""A coordinator decides when a plan's reminders leave; what has been said already stays said."""

from dataclasses import replace

from tracker.domain.reminders.rules import ListTo, ReminderRules, rules_faults
from tracker.models import Plan, ReminderSchedule, db
from tracker.queries.reminders.decided import USUAL, rules_in, stored_rules
from tracker.services.form_refusal import ChangedMeanwhile, refuse


def edit_schedule(plan_id: int, rules: ReminderRules, *, version: int) -> None:
    """Stores the rules. `version` is 0 while the plan has the usual ones.

    Raises FormRefused and ChangedMeanwhile. The same form sent twice counts once. Without a list nobody asks
    when it is due: then the delay that was known stays, whatever was typed.
    """
    # Two who save the first rules at the same moment meet here.
    db.session.get(Plan, plan_id, with_for_update=True, populate_existing=True)
    stored = stored_rules(plan_id)
    rules = _with_known_delay(rules, rules_in(stored) if stored else USUAL)
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


def _with_known_delay(rules: ReminderRules, known: ReminderRules) -> ReminderRules:
    return replace(rules, list_after=known.list_after) if rules.list_to is ListTo.NOBODY else rules
