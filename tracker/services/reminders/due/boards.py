"""Boards that are to bring their own rows to a follow-up, by whoever adds them."""

from collections.abc import Collection, Iterator
from datetime import date

from tracker.domain.terms import MatterKind
from tracker.models import User
from tracker.queries.reminders.decided import rules_of
from tracker.queries.reminders.waiting_boards import WaitingBoard, waiting_boards
from tracker.services.reminders.due.answers import schedule_of
from tracker.services.reminders.due.matter import BoardMatter
from tracker.services.reminders.recipient import among, reachable


def boards(_today: date, people: Collection[int] | None = None) -> Iterator[BoardMatter]:
    """Every board that has neither rows nor said that it has none, on the days of the follow-up's reminders."""
    found = waiting_boards()
    rules = rules_of({one.follow_up.plan_id for one in found}) if found else {}
    for one in found:
        user = among(_asked(one), people)
        if user is None:
            continue
        own = rules[one.follow_up.plan_id]
        yield BoardMatter(
            kind=MatterKind.BOARD_ROWS,
            identity=f"rows/{one.follow_up.id}/{one.board.id}",
            user=user,
            plan=one.follow_up.plan,
            rules=own,
            planned=schedule_of(one.follow_up, own),
            follow_up=one.follow_up,
            board=one.board,
        )


def _asked(one: WaitingBoard) -> User | None:
    """The board's contact; when that one cannot be mailed somebody who coordinates the board, or nobody."""
    return next((person for person in (one.contact, *one.coordinators) if reachable(person)), None)
