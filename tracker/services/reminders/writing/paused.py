"""Whether a person waits for nothing but plans whose mails are paused."""

from collections.abc import Iterator
from datetime import date

from tracker.queries.reminders.decided import pauses
from tracker.services.reminders.due.answers import answers
from tracker.services.reminders.due.matter import Matter
from tracker.services.reminders.due.others import assignments, reviews, values


def all_is_paused(user_id: int, today: date) -> bool:
    """Whether something waits for the person that a link opens, and all of it is paused."""
    stopped = pauses()
    if not stopped.organisations and not stopped.plans:
        return False
    covered = [stopped.covers(one.plan) for one in _waiting(user_id, today)]
    return bool(covered) and all(covered)


def _waiting(user_id: int, today: date) -> Iterator[Matter]:
    people = [user_id]
    sources = (answers(people), assignments(today, people), reviews(today, people), values(today, people))
    for source in sources:
        yield from (one for one in source if one.linked and one.planned.begins_on <= today)
