"""The follow-up while it is open: who has answered, what comes next, what is ready for the report."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.domain.calendar import local_date
from tracker.domain.reminders.rules import ReminderRules
from tracker.domain.reminders.schedule import Schedule
from tracker.domain.reminders.steps import Step
from tracker.domain.swedish.words import capitalised, counted
from tracker.models import FollowUp, HandOver, Plan
from tracker.queries.coordination.lacking import lacking
from tracker.queries.coordination.ready import marks_of, seen_by
from tracker.queries.coordination.worth_a_look import Finding, Worth, findings
from tracker.queries.plans.answering_boards import boards_in
from tracker.queries.plans.standing import StandingRow, owed, rows_of
from tracker.queries.plans.versions import versions_of
from tracker.queries.reminders.decided import rules_and_pause
from tracker.queries.reminders.said import SaidItem, told
from tracker.queries.reminders.waiting import open_hand_overs
from tracker.services.reminders.coming import Ahead
from tracker.services.reminders.due.answers import schedule_of
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.follow_ups import countdown as days
from tracker.web.coordination.follow_ups.asking import Reminding, reminding
from tracker.web.coordination.follow_ups.lines import board_of, missing_line, report_line, worth_line
from tracker.web.coordination.follow_ups.named import named_follow_up
from tracker.web.coordination.reports.lacking import lacking_lines
from tracker.web.coordination.reports.seen import sight_lines
from tracker.web.frame.access import coordinators_of_plan, current_plan

#: More rows without an owner than this are told in one line: they stand in the list above anyway.
_ONE_BY_ONE = 5


@blueprint.get("/<plan_slug>/uppfoljningar/<as_of>")
@coordinators_of_plan
def follow_up(plan_slug: str, as_of: str) -> ResponseReturnValue:
    """The cockpit; of a closed follow-up, what was frozen."""
    named = named_follow_up(as_of, with_report=True)
    plan = current_plan()
    if named.frozen:
        return render_template(
            "coordination/follow_ups/closed.html",
            plan=plan,
            follow_up=named,
            versions=versions_of(named.id),
            sights=sight_lines(seen_by(named.id)),
        )
    return render_template("coordination/follow_ups/cockpit.html", **cockpit(plan, named, clock.utc_now()))


def cockpit(plan: Plan, named: FollowUp, now: datetime) -> dict[str, Any]:
    """All that the page shows, in as many questions whatever the number of rows."""
    today, rows = local_date(now), rows_of(plan.id, named)
    rules, stopped = rules_and_pause(plan)
    asked = [row for row in rows if row.asked]
    missing = owed(rows)
    said = told(named.id)
    marks = marks_of(named)
    lines = [report_line(row, marks, named) for row in rows]
    everything = request.args.get("rader") == "alla"
    shown = [line for line, row in zip(lines, rows, strict=True) if everything or row.asked or row.answered]
    reviewed = request.args.get("granskad"), request.args.get("namnd", "")
    planned = _planned(named, rules)
    said_today = {one.step for one in said.occasions if one.on == today}
    boards = boards_in(named, rows) if plan.kind.rows_by_boards else []
    waits = bool(missing) or any(not one.answered for one in boards)
    paused = waits and stopped
    declined = open_hand_overs([row.responsibility.id for row in missing])
    by_hand = _reminding(named, rules, missing, declined, said.items, now)
    worth, without_owner = _without_the_many(findings(rows, said.reminders, declined))
    return {
        "plan": plan,
        "follow_up": named,
        "asked": len(boards) or len(asked),
        "answered": sum(one.answered for one in boards) if boards else len(asked) - len(missing),
        "boards": boards,
        "cells": _cells(asked),
        "state": _state(named, _next(planned, said_today, today, by_hand, paused=paused), today, waits=waits),
        "resting": _resting(len(rows) - len(asked), plan),
        "paused": paused,
        "dates": _dates(named, planned, today),
        "missing": [missing_line(row, said.reminders.get(row.responsibility.id)) for row in missing],
        "worth": [worth_line(finding, named) for finding in worth],
        "without_owner": without_owner,
        "lines": shown,
        "row_count": len(rows),
        "ready_count": sum(line.ready for line in lines),
        "everything": everything,
        "closing_words": closing_words(len(missing)),
        "all_in": bool(asked) and not missing and all(one.answered for one in boards),
        "reminding": by_hand,
        "unmarked": sum(line.can_edit and not line.ready for line in lines),
        "newest_seen": max((line.seen for line in lines), default=0),
        "lacking": lacking_lines(lacking(named, rows, marks, today), plan, named, here=True),
        # Said only of a row that is: anybody can write an address.
        "just_reviewed": next(
            (
                capitalised(line.name)
                for line in lines
                if (line.number, line.board_slug) == reviewed and line.reviewed == "Ja"
            ),
            None,
        ),
    }


def closing_words(missing: int) -> str:
    """ "Tre svar saknas. Om du stänger nu står de som ”inte besvarad” i rapporten.", or nothing."""
    if not missing:
        return ""
    they = "det" if missing == 1 else "de"
    words = capitalised(counted(missing, "svar", "svar", neuter=True))
    return f"{words} saknas. Om du stänger nu står {they} som ”inte besvarad” i rapporten."


def _without_the_many(found: Sequence[Finding]) -> tuple[Sequence[Finding], int]:
    """The findings, and how many rows without an owner are told together instead of one by one."""
    rest = [finding for finding in found if finding.why is not Worth.NO_OWNER]
    many = len(found) - len(rest)
    return (rest, many) if many > _ONE_BY_ONE else (found, 0)


def _cells(asked: Sequence[StandingRow]) -> list[dict[str, object]]:
    """The answered ones first, so that what is filled grows from the left."""
    ordered = sorted(asked, key=lambda row: not row.answered)
    return [
        {
            "number": row.activity.number,
            "word": row.activity.plan.kind.row_word,
            "board": board_of(row),
            "answered": row.answered,
        }
        for row in ordered
    ]


def _reminding(
    named: FollowUp,
    rules: ReminderRules,
    missing: Sequence[StandingRow],
    declined: Mapping[int, HandOver],
    items: Sequence[SaidItem],
    now: datetime,
) -> Reminding:
    opened = named.opens_on is not None and named.opens_on <= local_date(now)
    if not missing or not opened or named.answer_by is None:
        return Reminding()
    return reminding(named.plan, rules, Ahead(named, rules, missing, declined, items, now), now)


def _planned(named: FollowUp, rules: ReminderRules) -> Schedule | None:
    """The days of the follow-up's reminders, when it has both of the days that they are counted from."""
    if named.opens_on is None or named.answer_by is None:
        return None
    return schedule_of(named, rules)


def _state(named: FollowUp, coming: str, today: date, *, waits: bool) -> str:
    if not waits:
        return "Alla har svarat. Inga fler påminnelser går ut."
    left = days.countdown(named.answer_by, today) if named.answer_by is not None else ""
    return " ".join(sentence for sentence in (left, coming) if sentence)


def _next(
    planned: Schedule | None, said_today: Collection[Step], today: date, by_hand: Reminding, *, paused: bool
) -> str:
    """The next reminder; nothing when the one that was asked for by hand is told beside it."""
    if paused:
        return days.PAUSED
    if planned is None or by_hand.waiting:
        return ""
    return days.next_reminder_sentence(planned, today, said_today)


def _resting(count: int, plan: Plan) -> str:
    """ "19 färdiga och stoppade aktiviteter frågas inte igen.", or nothing."""
    if not count:
        return ""
    kind = plan.kind
    neuter = kind.row_definite.endswith("t")
    one = "färdigt eller stoppat" if neuter else "färdig eller stoppad"
    several = f"färdiga och stoppade {kind.words['row_plural']}"
    words = counted(count, f"{one} {kind.row_word}", several, neuter=neuter)
    return f"{capitalised(words)} frågas inte igen."


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
