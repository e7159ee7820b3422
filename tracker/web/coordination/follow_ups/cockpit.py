"""The follow-up while it is open: who has answered, what comes next, what is ready for the report."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.domain.reminders.schedule import Schedule
from tracker.domain.swedish.words import capitalised, counted
from tracker.models import FollowUp, Plan
from tracker.queries.coordination.worth_a_look import findings
from tracker.queries.plans.frozen import frozen_report
from tracker.queries.plans.standing import StandingRow, owed, rows_of
from tracker.queries.reminders.decided import rules_of
from tracker.queries.reminders.said import last_reminders, said_today
from tracker.queries.reminders.waiting import open_hand_overs
from tracker.services.reminders.due.answers import schedule_of
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.follow_ups import countdown as days
from tracker.web.coordination.follow_ups.asking import button_words
from tracker.web.coordination.follow_ups.lines import missing_line, report_line, worth_line
from tracker.web.coordination.follow_ups.named import named_follow_up
from tracker.web.frame.access import coordinators_of_plan, current_plan


@blueprint.get("/<plan_slug>/uppfoljningar/<as_of>")
@coordinators_of_plan
def follow_up(plan_slug: str, as_of: str) -> ResponseReturnValue:
    """The cockpit; of a closed follow-up, what was frozen."""
    named = named_follow_up(as_of)
    plan = current_plan()
    if named.frozen:
        frozen = frozen_report(plan.id, named.as_of)
        return render_template(
            "coordination/follow_ups/closed.html", plan=plan, follow_up=named, frozen=frozen
        )
    return render_template("coordination/follow_ups/cockpit.html", **cockpit(plan, named, clock.today()))


def cockpit(plan: Plan, named: FollowUp, today: date) -> dict[str, Any]:
    """All that the page shows, in six questions whatever the number of rows."""
    rows = rows_of(plan.id, named)
    asked = [row for row in rows if row.asked]
    missing = owed(rows)
    reminders = last_reminders(named.id)
    lines = [report_line(row) for row in rows]
    everything = request.args.get("rader") == "alla"
    shown = [line for line, row in zip(lines, rows, strict=True) if everything or row.asked or row.answered]
    reviewed = request.args.get("granskad")
    planned = _planned(named)
    opened = named.opens_on is not None and named.opens_on <= today
    declined = open_hand_overs([row.responsibility.id for row in missing])
    return {
        "plan": plan,
        "follow_up": named,
        "asked": len(asked),
        "answered": len(asked) - len(missing),
        "cells": _cells(asked),
        "state": _state(named, planned, missing, len(rows) - len(asked), today),
        "dates": _dates(named, planned, today),
        "missing": [missing_line(row, reminders.get(row.responsibility.id)) for row in missing],
        "worth": [worth_line(finding, plan, named) for finding in findings(rows, reminders, declined)],
        "lines": shown,
        "row_count": len(rows),
        "ready_count": sum(line.ready for line in lines),
        "everything": everything,
        "closing_words": closing_words(len(missing)),
        "all_in": bool(asked) and not missing,
        "remind_words": button_words(len(missing)) if missing and opened else None,
        # Said only of a row that is: anybody can write an address.
        "just_reviewed": next(
            (line.number for line in lines if line.number == reviewed and line.ready and line.can_edit), None
        ),
    }


def closing_words(missing: int) -> str:
    """ "Tre svar saknas. Om du stänger nu står de som ”inte besvarad” i rapporten.", or nothing."""
    if not missing:
        return ""
    they = "det" if missing == 1 else "de"
    words = capitalised(counted(missing, "svar", "svar", neuter=True))
    return f"{words} saknas. Om du stänger nu står {they} som ”inte besvarad” i rapporten."


def _cells(asked: Sequence[StandingRow]) -> list[dict[str, object]]:
    """The answered ones first, so that what is filled grows from the left."""
    ordered = sorted(asked, key=lambda row: not row.answered)
    return [{"number": row.activity.number, "answered": row.answered} for row in ordered]


def _planned(named: FollowUp) -> Schedule | None:
    """The days of the follow-up's reminders, when it has both of the days that they are counted from."""
    if named.opens_on is None or named.answer_by is None:
        return None
    return schedule_of(named, rules_of([named.plan_id])[named.plan_id])


def _state(
    named: FollowUp, planned: Schedule | None, missing: Sequence[StandingRow], resting: int, today: date
) -> str:
    said_here = []
    if not missing:
        said_here.append("Alla har svarat. Inga fler påminnelser går ut.")
    elif named.answer_by is not None:
        said_here.append(days.countdown(named.answer_by, today))
        if planned is not None:
            said_here.append(days.next_reminder_sentence(planned, today, said_today(named.id, today)))
    if resting:
        words = counted(resting, "färdig eller stoppad aktivitet", "färdiga och stoppade aktiviteter")
        said_here.append(f"{capitalised(words)} frågas inte igen.")
    return " ".join(said_here)


def _dates(named: FollowUp, planned: Schedule | None, today: date) -> list[days.DateStep]:
    first = days.first_reminder(planned) if planned else None
    return days.date_steps(
        [
            (named.opens_on, "Öppnas", "Öppnades"),
            (first.on if first else None, "Första påminnelsen", "Första påminnelsen"),
            (named.answer_by, "Svara senast", "Svara senast"),
            (named.papers_by, "Stoppdatum för handlingar", "Stoppdatum för handlingar"),
            (named.meeting_on, "Nämndens möte", "Nämndens möte"),
        ],
        today,
    )
