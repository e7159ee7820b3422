"""What a coordinator should look at before the report goes to the board; none of it stops the report."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.terms import Meaning, MessageState
from tracker.models import HandOver, StatusUpdate
from tracker.queries.plans.standing import StandingRow
from tracker.queries.reminders.said import LastReminder


class Worth(StrEnum):
    """Why a row is worth a look."""

    UNCERTAIN_YEAR = "UNCERTAIN_YEAR"
    YEAR_AFTER_PLAN = "YEAR_AFTER_PLAN"
    SAME_TEXT = "SAME_TEXT"
    NO_OWNER = "NO_OWNER"
    OWNER_LEFT = "OWNER_LEFT"
    NEW_AFTER_EDIT = "NEW_AFTER_EDIT"
    MAIL_UNCERTAIN = "MAIL_UNCERTAIN"
    MAIL_FAILED = "MAIL_FAILED"
    NOT_THEIRS = "NOT_THEIRS"
    ADDRESS_REFUSED = "ADDRESS_REFUSED"


@dataclass(frozen=True)
class Finding:
    """One row, why it is worth a look, and last time's update when it is about that."""

    row: StandingRow
    why: Worth
    earlier: StatusUpdate | None = None
    reminder: LastReminder | None = None
    #: What the owner has said of whose it is.
    hand_over: HandOver | None = None


def findings(
    rows: Iterable[StandingRow],
    reminders: Mapping[int, LastReminder],
    declined: Mapping[int, HandOver] | None = None,
) -> list[Finding]:
    """What is worth a look, in the rows' order; `reminders`, and what owners have `declined`, by responsibility."""
    found: list[Finding] = []
    for row in rows:
        number = row.responsibility.id
        found += _of(row, reminders.get(number), (declined or {}).get(number))
    return found


def _of(row: StandingRow, reminder: LastReminder | None, declined: HandOver | None) -> Iterator[Finding]:
    if row.new_after_edit:
        yield Finding(row, Worth.NEW_AFTER_EDIT)
    if not row.asked:
        return
    yield from _of_the_answer(row)
    if not row.answered:
        yield from _of_the_asked(row, reminder, declined)


def _of_the_answer(row: StandingRow) -> Iterator[Finding]:
    uncertain = row.current if row.answered else row.previous
    if uncertain is not None and uncertain.year_uncertain:
        yield Finding(row, Worth.UNCERTAIN_YEAR, uncertain)
    if row.answer is not None and _too_late_for_the_plan(row.answer, row.activity.plan.finish_by):
        yield Finding(row, Worth.YEAR_AFTER_PLAN)
    if row.answer is not None and row.previous is not None and _says_the_same(row.answer, row.previous):
        yield Finding(row, Worth.SAME_TEXT, row.previous)


def _of_the_asked(
    row: StandingRow, reminder: LastReminder | None, declined: HandOver | None
) -> Iterator[Finding]:
    people = [
        person for person in (row.responsibility.owner, row.responsibility.deputy) if person is not None
    ]
    if declined is not None:
        yield Finding(row, Worth.NOT_THEIRS, hand_over=declined)
    if not people:
        yield Finding(row, Worth.NO_OWNER)
    elif not any(person.active for person in people):
        yield Finding(row, Worth.OWNER_LEFT)
    elif all(person.unreachable_since for person in people if person.active):
        yield Finding(row, Worth.ADDRESS_REFUSED)
    elif reminder is not None and reminder.to_user_id in {person.id for person in people}:
        if reminder.state is MessageState.UNCERTAIN:
            yield Finding(row, Worth.MAIL_UNCERTAIN, reminder=reminder)
        elif reminder.state is MessageState.FAILED:
            yield Finding(row, Worth.MAIL_FAILED, reminder=reminder)


def _too_late_for_the_plan(answer: StatusUpdate, finish_by: int | None) -> bool:
    """Whether it goes as planned, to be finished after the year in which the whole plan should be."""
    started = answer.label.meaning is Meaning.STARTED
    return started and finish_by is not None and (answer.target_year or 0) > finish_by


def _says_the_same(now: StatusUpdate, earlier: StatusUpdate) -> bool:
    """Word for word, white space aside; two empty texts say nothing and are not the same."""
    texts = [
        " ".join(" ".join((u.comment, u.cause, u.remaining_work, *u.field_values.values())).split())
        for u in (now, earlier)
    ]
    return bool(texts[0]) and texts[0] == texts[1]
