"""What is asked outside follow-ups: reviews of what is ständigt pågående, values of nyckeltal, uppdrag."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta

from tracker.domain.reminders.rules import LONGEST_BEFORE, ReminderRules
from tracker.domain.reminders.schedule import (
    LAST_DAYS,
    REVIEWED_WITHIN,
    of_assignment,
    of_review,
    of_value,
)
from tracker.domain.reminders.values import LONGEST_DELAY, due_on, missing_period
from tracker.domain.terms import MatterKind
from tracker.models import Responsibility, User
from tracker.queries.plans.newest_update import newest_of
from tracker.queries.reminders.decided import rules_of
from tracker.queries.reminders.waiting import (
    FollowedFigure,
    declined_rows,
    followed_figures,
    rows_not_reviewed_since,
    rows_to_be_answered,
    values_since,
)
from tracker.services.reminders.due.matter import AssignmentMatter, ReviewMatter, ValueMatter, free_around
from tracker.services.reminders.recipient import among, asked, coordinator_of

#: How far back a value may lie that is still the newest.
_VALUES_SINCE = timedelta(days=2 * 365 + LONGEST_DELAY)


def reviews(today: date, people: Collection[int] | None = None) -> Iterator[ReviewMatter]:
    """Everything ständigt pågående that nobody has looked at for a year, by the one who is asked."""
    rows = rows_not_reviewed_since(today - REVIEWED_WITHIN, people)
    rules, declined = rules_of(_plans(row for row, _ in rows)), declined_rows() if rows else set()
    for row, last in rows:
        plan, own = row.activity.plan, rules[row.activity.plan_id]
        user = asked(row, people, declined)
        if user is None or not own.review:
            continue
        yield ReviewMatter(
            kind=MatterKind.REVIEW,
            identity=f"review/{row.id}",
            user=user,
            plan=plan,
            rules=own,
            planned=of_review(last.counts_from, today, free_around(own, today)),
            responsibility=row,
            last=last,
        )


def assignments(today: date, people: Collection[int] | None = None) -> Iterator[AssignmentMatter]:
    """Every uppdrag whose own answer-by date is near and that is neither done nor stopped."""
    window = timedelta(days=LONGEST_BEFORE + 30)
    rows = rows_to_be_answered(today - LAST_DAYS, today + window, people)
    rules, declined = rules_of(_plans(rows)), declined_rows() if rows else set()
    newest = newest_of([row.id for row in rows]) if rows else {}
    for row in rows:
        own, last, answer_by = rules[row.activity.plan_id], newest.get(row.id), row.activity.answer_by
        user = asked(row, people, declined)
        settled = row.activity.fulfilled or (last is not None and not last.label.asked_again)
        if user is None or settled or answer_by is None or not own.assignment_before:
            continue
        free = free_around(own, answer_by, today)
        yield AssignmentMatter(
            kind=MatterKind.ASSIGNMENT,
            identity=f"assignment/{row.id}",
            user=user,
            plan=row.activity.plan,
            rules=own,
            planned=of_assignment(answer_by, own.assignment_before, free),
            responsibility=row,
            answer_by=answer_by,
            last=last,
        )


def values(today: date, people: Collection[int] | None = None) -> Iterator[ValueMatter]:
    """Every nyckeltal whose newest period is over and has no value, by the one who is asked.

    The coordinator is, when the plan as a whole is followed by it, or when nobody can be asked about the row.
    """
    followed = followed_figures()
    if not followed:
        return
    rules = rules_of({one.plan.id for one in followed})
    known = values_since([one.figure.id for one in followed], today - _VALUES_SINCE)
    declined = declined_rows()
    for one in followed:
        row = one.responsibility
        owner = asked(row, None, declined) if row else None
        user = among(owner or coordinator_of(one.plan), people)
        if user is None or not rules[one.plan.id].values:
            continue
        own = one if owner else replace(one, responsibility=None)
        matter = _value(own, user, rules[one.plan.id], known.get(one.figure.id, []), today)
        if matter is not None:
            yield matter


def _value(
    one: FollowedFigure, user: User, rules: ReminderRules, ends: list[date], today: date
) -> ValueMatter | None:
    figure = one.figure
    assert figure.rhythm is not None and figure.days_after is not None
    period = missing_period(figure.rhythm, figure.days_after, ends, today)
    if period is None:
        return None
    day = due_on(period, figure.days_after)
    return ValueMatter(
        kind=MatterKind.VALUE,
        identity=f"value/{figure.id}/{period.end}",
        user=user,
        plan=one.plan,
        rules=rules,
        planned=of_value(day, free_around(rules, day, today)),
        responsibility=one.responsibility,
        figure=figure,
        period=period,
    )


def _plans(rows: Iterator[Responsibility] | Collection[Responsibility]) -> set[int]:
    return {row.activity.plan_id for row in rows}
