"""Samordning: the plans that I coordinate, and where each one's follow-up stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.domain.plan_rhythm import occasion, rhythm_of
from tracker.domain.reminders.rules import ReminderRules
from tracker.queries.coordination.cockpit import CoordinatedPlan, coordinated_plans, mails_in_doubt
from tracker.queries.council.board_shares import plans_with_board_shares
from tracker.queries.reminders.decided import Pauses, pauses, rules_of
from tracker.services.reminders.due.answers import schedule_of
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.follow_ups.countdown import PAUSED, countdown, next_reminder_sentence
from tracker.web.coordination.plans.year import due
from tracker.web.frame.access import coordinators, current_person


@dataclass(frozen=True)
class Running:
    """A plan with an open follow-up: how it stands, and whether its mails are paused while answers are missing."""

    row: CoordinatedPlan
    sentences: str
    paused: bool


@blueprint.get("")
@coordinators
def index() -> ResponseReturnValue:
    """My plans; the ones with an open follow-up say how many have answered and what happens next."""
    plans = coordinated_plans(current_person())
    rules = rules_of([row.plan.id for row in plans if row.follow_up is not None])
    stopped = pauses()
    return render_template(
        "coordination/index.html",
        running=[_running(row, rules[row.plan.id], stopped) for row in plans if row.follow_up is not None],
        resting=[row for row in plans if row.follow_up is None],
        due=_due([row for row in plans if row.follow_up is None], clock.today()),
        doubtful=mails_in_doubt([row.plan.id for row in plans]),
        of_others=plans_with_board_shares(current_person()),
    )


def _due(resting: Sequence[CoordinatedPlan], today: date) -> dict[int, str]:
    """By plan, which of its rhythm's follow-ups it is time to open."""
    found = {}
    for row in resting:
        day = due(row.plan, [row.newest_closed.as_of] if row.newest_closed else [], today)
        if day is not None:
            found[row.plan.id] = occasion(rhythm_of(row.plan.rhythm), day)
    return found


def _running(row: CoordinatedPlan, rules: ReminderRules, stopped: Pauses) -> Running:
    follow_up = row.follow_up
    assert follow_up is not None and row.rate is not None
    missing = row.rate.answered < row.rate.asked
    paused = missing and stopped.covers(row.plan)
    today = clock.today()
    said = [countdown(follow_up.answer_by, today)] if follow_up.answer_by else []
    if paused:
        said.append(PAUSED)
    elif missing and follow_up.opens_on is not None and follow_up.answer_by is not None:
        said.append(next_reminder_sentence(schedule_of(follow_up, rules), today))
    return Running(row, " ".join(said), paused)
