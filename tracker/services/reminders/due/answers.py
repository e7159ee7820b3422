"""Answers that open follow-ups wait for, and the lists of those that are missing after the last step."""

from collections.abc import Collection, Iterator
from datetime import date

from tracker.domain.reminders.rules import ListTo, ReminderRules
from tracker.domain.reminders.schedule import Schedule, of_follow_up, of_list
from tracker.domain.terms import MatterKind
from tracker.models import FollowUp, Plan, User
from tracker.queries.plans.standing import StandingRow, owed, rows_of
from tracker.queries.reminders.decided import rules_of
from tracker.queries.reminders.waiting import declined_rows, follow_ups_to_remind, managed_by, taken_over
from tracker.services.reminders.due.matter import (
    AnswerMatter,
    ListMatter,
    answer_identity,
    days_of,
    free_around_follow_up,
)
from tracker.services.reminders.recipient import among, asked, coordinator_of, reachable, recipient


def schedule_of(follow_up: FollowUp, rules: ReminderRules) -> Schedule:
    """The days of the follow-up's reminders; it must have opens_on and answer_by."""
    days = days_of(follow_up)
    return of_follow_up(days, rules, free_around_follow_up(rules, days))


def list_schedule_of(follow_up: FollowUp, rules: ReminderRules) -> Schedule | None:
    """When the list of those who have not answered is written, or None."""
    days = days_of(follow_up)
    return of_list(days, rules, free_around_follow_up(rules, days))


def answers(people: Collection[int] | None = None) -> Iterator[AnswerMatter]:
    """Every answer that is owed, by the one who is asked; with `people` only what they are asked."""
    declined, running = declined_rows(), _running(people)
    taken = taken_over({follow_up.plan_id for follow_up, _ in running}, people) if running else {}
    for follow_up, rules in running:
        planned, listed = schedule_of(follow_up, rules), list_schedule_of(follow_up, rules)
        for row in owed(rows_of(follow_up.plan_id, follow_up, people=people, managers=True)):
            user = asked(row.responsibility, people, declined)
            if user is None:
                continue
            yield AnswerMatter(
                kind=MatterKind.ANSWER,
                identity=answer_identity(follow_up.id, row.responsibility.id),
                user=user,
                plan=follow_up.plan,
                rules=rules,
                planned=planned,
                follow_up=follow_up,
                responsibility=row.responsibility,
                row=row,
                list_on=listed.begins_on if listed else None,
                taken_over=taken.get((row.responsibility.id, user.id)),
            )


def lists(today: date, people: Collection[int] | None = None) -> Iterator[ListMatter]:
    """Every answer that is still missing when its list is due, by the one who gets the list."""
    for follow_up, rules in _running(None):
        planned = list_schedule_of(follow_up, rules)
        if planned is None or today < planned.begins_on:
            continue
        coordinator = coordinator_of(follow_up.plan)
        theirs = _listed_for(people, rules, coordinator)
        for row in owed(rows_of(follow_up.plan_id, follow_up, people=theirs, managers=True)):
            silent = recipient(row.responsibility)
            user = among(_reader(row, rules, silent, coordinator), people)
            if user is None or (silent is not None and user.id == silent.id):
                continue
            yield ListMatter(
                kind=MatterKind.LIST,
                identity=f"list/{follow_up.id}/{row.responsibility.id}",
                user=user,
                plan=follow_up.plan,
                rules=rules,
                planned=planned,
                follow_up=follow_up,
                responsibility=row.responsibility,
                row=row,
                asked=silent,
                coordinates=coordinator is not None and user.id == coordinator.id,
            )


def unreachable() -> list[tuple[Plan, StandingRow]]:
    """The rows of open follow-ups that owe an answer and that nobody can be asked about."""
    return [
        (follow_up.plan, row)
        for follow_up, _ in _running(None)
        for row in owed(rows_of(follow_up.plan_id, follow_up))
        if recipient(row.responsibility) is None
    ]


def _listed_for(
    people: Collection[int] | None, rules: ReminderRules, coordinator: User | None
) -> Collection[int] | None:
    """Whose rows may stand on the lists of these people; None: everybody's, as on the coordinator's."""
    if people is None or among(coordinator, people):
        return None
    return managed_by(people) if rules.list_to is ListTo.MANAGER else ()


def _reader(
    row: StandingRow, rules: ReminderRules, silent: User | None, coordinator: User | None
) -> User | None:
    """Who gets the list: the owner's manager, if that is wanted and possible, else the coordinator.

    A manager who is asked herself, in the owner's place, is no help.
    """
    owner = row.responsibility.owner
    if rules.list_to is ListTo.MANAGER and owner is not None and reachable(owner.manager):
        return coordinator if silent is not None and owner.manager_id == silent.id else owner.manager
    return coordinator


def _running(people: Collection[int] | None) -> list[tuple[FollowUp, ReminderRules]]:
    follow_ups = follow_ups_to_remind(people)
    rules = rules_of({follow_up.plan_id for follow_up in follow_ups})
    return [(follow_up, rules[follow_up.plan_id]) for follow_up in follow_ups]
