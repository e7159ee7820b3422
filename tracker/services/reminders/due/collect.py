"""Gathers everything that waits for somebody, of every kind or of some."""

from collections.abc import Callable, Collection, Iterable
from datetime import date

from tracker.domain.swedish.words import sort_key
from tracker.domain.terms import MatterKind
from tracker.queries.reminders.decided import pauses
from tracker.services.reminders.due.answers import answers, lists
from tracker.services.reminders.due.boards import boards
from tracker.services.reminders.due.matter import Matter
from tracker.services.reminders.due.news import deliveries, hand_overs
from tracker.services.reminders.due.others import assignments, reviews, values

_Source = Callable[[date, Collection[int] | None], Iterable[Matter]]

#: In the order in which a mail tells them within a plan.
_SOURCES: dict[MatterKind, _Source] = {
    MatterKind.ANSWER: lambda _today, people: answers(people),
    MatterKind.BOARD_ROWS: boards,
    MatterKind.ASSIGNMENT: assignments,
    MatterKind.REVIEW: reviews,
    MatterKind.VALUE: values,
    MatterKind.LIST: lists,
    MatterKind.HANDOVER: hand_overs,
    MatterKind.DELIVERY: deliveries,
}
KINDS = tuple(_SOURCES)


def matters(
    today: date,
    people: Collection[int] | None = None,
    kinds: Collection[MatterKind] = KINDS,
    *,
    resting: bool = False,
) -> list[Matter]:
    """What waits for these people (None: for all), by plan title and kind; nothing of plans that are paused.

    With `resting` also what rests in July: somebody asks for it herself.
    """
    stopped = pauses()
    found = [
        matter
        for kind in KINDS
        if kind in kinds
        for matter in _SOURCES[kind](today, people)
        if not stopped.covers(matter.plan) and (resting or not matter.rules.rests_on(today))
    ]
    return sorted(found, key=lambda matter: (sort_key(matter.plan.short_title), matter.plan.id))
