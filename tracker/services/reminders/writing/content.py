"""From what waits for a person to the letter that says it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from tracker import mail
from tracker.domain.calendar import local_date
from tracker.domain.reminders.rules import ListTo
from tracker.domain.reminders.steps import OPENED
from tracker.domain.reminders.texts import TextKind
from tracker.domain.swedish.sentence import boards_told
from tracker.domain.terms import MatterKind, Visibility
from tracker.mail import asking, telling
from tracker.mail import boards as of_boards
from tracker.mail.asking import Asked, AskedPlan, AskedRow, TakenOver, Waiting
from tracker.mail.boards import AskedBoard, AskedBoards
from tracker.mail.letter import Section
from tracker.models import FollowUp, Plan, User
from tracker.queries.reminders.decided import Texts
from tracker.queries.reminders.said import told
from tracker.queries.reminders.waiting import open_hand_overs
from tracker.queries.reminders.waiting_boards import waiting_boards
from tracker.services.reminders.due.matter import AnswerMatter, BoardMatter, ListMatter, Matter
from tracker.services.reminders.due.survey import PlannedRow
from tracker.services.reminders.recipient import reachable
from tracker.services.reminders.writing import rows as plain
from tracker.services.reminders.writing.rows import page_address

#: Who handed a row over, and when, is told in the first mail after that, unless it is older news.
_NEWS = timedelta(days=30)


@dataclass(frozen=True)
class WrittenRow:
    """One row of a mail; its item's id is the place of its link."""

    planned: PlannedRow
    item_id: int

    @property
    def matter(self) -> Any:
        """What the row is about; each section knows which kind it gets."""
        return self.planned.matter


@dataclass(frozen=True)
class Addressed:
    """Who a letter is for, on which day, and whether test mode sends it elsewhere."""

    user: User
    today: date
    redirected: bool


def letter(
    to: Addressed, written: Sequence[WrittenRow], texts: Texts, *, links_until: date, requested: bool = False
) -> tuple[mail.Rendered, str | None]:
    """The mail about these rows, and where answers to it go. Rows of a plan stand together."""
    found = sections(to.user, written, texts, to.today)
    rendered = mail.letter(
        found,
        today=to.today,
        links_until=links_until,
        redirected_from=mail.Contact(to.user.title, to.user.email) if to.redirected else None,
        requested=requested,
    )
    return rendered, next((one.contact.address for one in found if one.contact), None)


def sections(user: User, written: Sequence[WrittenRow], texts: Texts, today: date) -> list[Section]:
    """One section per plan, kind and follow-up, in the rows' order."""
    return [
        _SECTIONS[kind](user, list(group), texts, today)
        for (_, kind, *_), group in groupby(written, key=_belongs_to)
    ]


def _belongs_to(row: WrittenRow) -> tuple[int, MatterKind, int, bool]:
    matter: Matter = row.planned.matter
    return matter.plan.id, matter.kind, matter.follow_up.id if matter.follow_up else 0, matter.linked


def _answers(user: User, rows: list[WrittenRow], texts: Texts, today: date) -> Section:
    first: AnswerMatter = rows[0].matter
    follow_up = first.follow_up
    assert follow_up is not None and follow_up.answer_by is not None
    kind = _text_kind(rows[0], follow_up.answer_by, today)
    asked = Asked(
        plan=asked_plan(first.plan, user),
        kind=kind,
        as_of=follow_up.as_of,
        answer_by=follow_up.answer_by,
        rows=_with_boards(rows, [_answer_row(row, today) for row in rows]),
        waiting=_waiting(first, rows, today),
        page=_at_once(first.plan, rows),
    )
    return asking.answers(asked, texts.of(first.plan.id, kind), today)


def _text_kind(row: WrittenRow, answer_by: date, today: date) -> TextKind:
    if today > answer_by:
        return TextKind.LATE
    return TextKind.OPENED if row.planned.occasion.step == OPENED else TextKind.REMINDER


def _boards(user: User, rows: list[WrittenRow], texts: Texts, today: date) -> Section:
    first: BoardMatter = rows[0].matter
    follow_up, plan = first.follow_up, first.plan
    assert follow_up is not None and follow_up.opens_on is not None and follow_up.answer_by is not None
    kind = _text_kind(rows[0], follow_up.answer_by, today)
    pages = [f"/mina-aktiviteter/{plan.slug}/namnd/{row.matter.board.slug}" for row in rows]
    asked = AskedBoards(
        plan=asked_plan(plan, user),
        kind=kind,
        as_of=follow_up.as_of,
        answer_by=follow_up.answer_by,
        boards=tuple(
            AskedBoard(row.matter.board.name, page_address(page))
            for row, page in zip(rows, pages, strict=True)
        ),
        waiting=Waiting(
            opened_on=follow_up.opens_on,
            last_on=_last_on(rows),
            next_on=_next_on(rows, today),
            list_on=None,
            list_to="",
            papers_by=follow_up.papers_by,
            meeting_on=follow_up.meeting_on,
        ),
    )
    return of_boards.boards(asked, texts.of(plan.id, kind), today)


def _last_on(rows: list[WrittenRow]) -> date | None:
    """When the reader was last mailed about one of the rows."""
    return max((row.planned.last_said_on for row in rows if row.planned.last_said_on), default=None)


def _at_once(plan: Plan, rows: list[WrittenRow]) -> str | None:
    """The page with all of the reader's rows; plans with statuses have none."""
    several = len(rows) > 1 and not plan.kind.counted
    return page_address(f"/mina-aktiviteter/{plan.slug}/alla") if several else None


def _with_boards(rows: list[WrittenRow], asked: list[AskedRow]) -> tuple[AskedRow, ...]:
    """The rows with their boards' names beside them, when the reader answers for several boards."""
    if len({row.matter.responsibility.board_id for row in rows}) < 2:
        return tuple(asked)
    boards = [row.matter.responsibility.board.name for row in rows]
    return tuple(replace(one, board=board) for one, board in zip(asked, boards, strict=True))


def _answer_row(row: WrittenRow, today: date) -> AskedRow:
    left, told_on = row.matter.taken_over, row.planned.last_said_on
    asked = plain.answer_row(row.matter, row.item_id)
    if left is None:
        return asked
    day = local_date(left.created_at)
    if day < today - _NEWS or (told_on is not None and day <= told_on):
        return asked
    return replace(asked, taken_over=TakenOver(left.from_title, day))


def _waiting(first: AnswerMatter, rows: list[WrittenRow], today: date) -> Waiting:
    follow_up, row = first.follow_up, first.row.responsibility
    assert follow_up is not None and follow_up.opens_on is not None
    boss = first.rules.list_to is ListTo.MANAGER and row.owner is not None and reachable(row.owner.manager)
    whose = "din chef" if row.owner_id == first.user.id else "den ansvarigas chef"
    return Waiting(
        opened_on=follow_up.opens_on,
        last_on=_last_on(rows),
        next_on=next((one.on for one in first.planned.occasions if one.on > today), None),
        list_on=first.list_on,
        list_to=whose if boss else "samordnaren",
        papers_by=follow_up.papers_by,
        meeting_on=follow_up.meeting_on,
    )


def _reviews(user: User, rows: list[WrittenRow], texts: Texts, today: date) -> Section:
    plan: Plan = rows[0].matter.plan
    asked = _with_boards(rows, [plain.review_row(row.matter, row.item_id) for row in rows])
    text = texts.of(plan.id, TextKind.REVIEW)
    return asking.reviews(asked_plan(plan, user), asked, text, today, next_on=_next_on(rows, today))


def _assignments(user: User, rows: list[WrittenRow], texts: Texts, today: date) -> Section:
    plan: Plan = rows[0].matter.plan
    asked = _with_boards(rows, [plain.assignment_row(row.matter, row.item_id) for row in rows])
    text = texts.of(plan.id, TextKind.ASSIGNMENT)
    return asking.assignments(asked_plan(plan, user), asked, text, today, next_on=_next_on(rows, today))


def _values(user: User, rows: list[WrittenRow], texts: Texts, today: date) -> Section:
    plan: Plan = rows[0].matter.plan
    missing = [plain.missing_value(row.matter, row.item_id) for row in rows]
    text = texts.of(plan.id, TextKind.VALUE)
    owner, next_on = rows[0].matter.linked, _next_on(rows, today)
    return asking.values(asked_plan(plan, user), missing, text, today, owner=owner, next_on=next_on)


def _next_on(rows: list[WrittenRow], today: date) -> date | None:
    """The next day on which a mail about one of the rows comes by itself, or None."""
    ahead = [one.on for row in rows for one in row.matter.planned.occasions if one.on > today]
    return min(ahead, default=None)


def _lists(user: User, rows: list[WrittenRow], texts: Texts, today: date) -> Section:
    first: ListMatter = rows[0].matter
    follow_up, plan = first.follow_up, first.plan
    assert follow_up is not None and follow_up.answer_by is not None
    asked = [row.matter.row.responsibility.id for row in rows]
    reminders, declined = told(follow_up.id, asked).reminders, open_hand_overs(asked)
    page = f"/samordning/{plan.slug}/uppfoljningar/{follow_up.as_of.isoformat()}"
    missing = telling.Silence(
        plan=asked_plan(plan, user),
        as_of=follow_up.as_of,
        answer_by=follow_up.answer_by,
        meeting_on=follow_up.meeting_on,
        rows=tuple(plain.silent_row(row.matter, reminders, declined) for row in rows),
        page=page_address(page) if first.coordinates else None,
        plan_page=page_address(f"/planer/{plan.slug}") if _may_read(user, plan) else None,
        boards=_silent_boards(follow_up) if first.coordinates else "",
    )
    return telling.silence(missing, texts.of(plan.id, TextKind.LIST), today)


def _silent_boards(follow_up: FollowUp) -> str:
    if not follow_up.plan.kind.rows_by_boards:
        return ""
    silent = [one.board.name for one in waiting_boards() if one.follow_up.id == follow_up.id]
    return boards_told([], silent, follow_up.plan.kind.words["row_plural"])


def _may_read(user: User, plan: Plan) -> bool:
    """Whether the plan's page opens for the person: for all, or after logging in in the same municipality."""
    return plan.visibility is Visibility.PUBLISHED or user.organisation_id == plan.organisation_id


def _hand_overs(user: User, rows: list[WrittenRow], texts: Texts, today: date) -> Section:
    plan: Plan = rows[0].matter.plan
    found = [plain.handed_over(row.matter) for row in rows]
    text, page = texts.of(plan.id, TextKind.HANDOVER), f"/samordning/{plan.slug}/aktiviteter"
    return telling.hand_overs(asked_plan(plan, user), found, text, page=page_address(page))


def _deliveries(user: User, rows: list[WrittenRow], texts: Texts, today: date) -> Section:
    plan: Plan = rows[0].matter.plan
    found = [plain.undelivered(row.matter) for row in rows]
    text, page = texts.of(plan.id, TextKind.DELIVERY), page_address("/samordning/utskick")
    return telling.deliveries(asked_plan(plan, user), found, text, page=page)


_SECTIONS: dict[MatterKind, Callable[[User, list[WrittenRow], Texts, date], Section]] = {
    MatterKind.ANSWER: _answers,
    MatterKind.BOARD_ROWS: _boards,
    MatterKind.REVIEW: _reviews,
    MatterKind.ASSIGNMENT: _assignments,
    MatterKind.VALUE: _values,
    MatterKind.LIST: _lists,
    MatterKind.HANDOVER: _hand_overs,
    MatterKind.DELIVERY: _deliveries,
}


def asked_plan(plan: Plan, reader: User) -> AskedPlan:
    """What a mail says of the plan itself."""
    words = plan.kind.words
    return AskedPlan(
        title=plan.short_title,
        board=plan.board.name,
        row_singular=words["row_singular"],
        row_plural=words["row_plural"],
        row_definite=words["row_singular_definite"],
        neuter=str(words["row_singular_definite"]).endswith("t"),
        contact=_contact(plan.coordinator, reader),
    )


def _contact(coordinator: User | None, reader: User) -> mail.Contact | None:
    """Where questions go; nobody writes to himself."""
    if coordinator is None or coordinator.id == reader.id or not coordinator.active:
        return None
    if not mail.wire_address(coordinator.email):
        return None
    return mail.Contact(coordinator.title, coordinator.email)
