"""Samordning: the plans that I coordinate, and where each one's follow-up stands."""

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.domain.reminders.rules import ReminderRules
from tracker.queries.coordination.cockpit import CoordinatedPlan, coordinated_plans
from tracker.queries.reminders.decided import rules_of
from tracker.services.reminders.due.answers import schedule_of
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.follow_ups.countdown import countdown, next_reminder_sentence
from tracker.web.frame.access import coordinators, current_person


@blueprint.get("")
@coordinators
def index() -> ResponseReturnValue:
    """My plans; the ones with an open follow-up say how many have answered and what happens next."""
    plans = coordinated_plans(current_person())
    rules = rules_of([row.plan.id for row in plans if row.follow_up is not None])
    return render_template(
        "coordination/index.html",
        running=[(row, _sentences(row, rules[row.plan.id])) for row in plans if row.follow_up is not None],
        resting=[row for row in plans if row.follow_up is None],
    )


def _sentences(row: CoordinatedPlan, rules: ReminderRules) -> str:
    follow_up = row.follow_up
    assert follow_up is not None and row.rate is not None
    if follow_up.answer_by is None:
        return ""
    today = clock.today()
    said = [countdown(follow_up.answer_by, today)]
    if follow_up.opens_on is not None and row.rate.answered < row.rate.asked:
        said.append(next_reminder_sentence(schedule_of(follow_up, rules), today))
    return " ".join(sentence for sentence in said if sentence)
