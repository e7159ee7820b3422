"""What a mail of one kind looks like, made of a plan's own rows and invented days: nobody is asked anything."""

from collections.abc import Sequence
from datetime import date, timedelta

from tracker import mail
from tracker.domain.reminders.rules import ListTo
from tracker.domain.reminders.texts import MailText, TextKind
from tracker.mail import asking, telling
from tracker.mail.asking import Asked, AskedPlan, AskedRow, MissingValue, Waiting
from tracker.mail.letter import Section
from tracker.mail.telling import HandedOver, Silence, SilentRow, Undelivered
from tracker.models import Plan, User
from tracker.queries.plans.repeatable import why_not_again
from tracker.queries.plans.standing import StandingRow, rows_of
from tracker.queries.reminders.decided import rules_of
from tracker.services.reminders.writing.content import asked_plan
from tracker.services.reminders.writing.rows import page_address, previous

_WEEK = timedelta(days=7)
#: Where every link of a trial leads: to the page that says that it is none.
_NOWHERE = "/svara/prov"
_OWNER = ("Rektor, vuxenutbildningen", "rektor@example.org")


def trial_letter(plan: Plan, kind: TextKind, text: MailText, reader: User, today: date) -> mail.Rendered:
    """A mail of that kind about the plan with this text, as the reader would get it today."""
    section = _section(asked_plan(plan, reader), plan, kind, text, today)
    return mail.letter([section], today=today, links_until=today + 8 * _WEEK, trial=True)


def _section(asked: AskedPlan, plan: Plan, kind: TextKind, text: MailText, today: date) -> Section:
    rows = [_row(row, today) for row in _fitting(rows_of(plan.id, None), kind)[:2]] or [_invented(asked)]
    page = page_address(_NOWHERE)
    as_of = today.replace(day=1) - timedelta(days=1)
    match kind:
        case TextKind.OPENED | TextKind.REMINDER | TextKind.LATE:
            return asking.answers(_asked(asked, plan, kind, rows, today), text, today)
        case TextKind.LIST:
            silent = tuple(
                SilentRow(row.number, row.text, *_OWNER, today - timedelta(days=3), None) for row in rows
            )
            answer_by, meeting_on = today - timedelta(days=4), today + 3 * _WEEK
            missing = Silence(asked, as_of, answer_by, meeting_on, silent, page=None, plan_page=page)
            return telling.silence(missing, text, today)
        case TextKind.VALUE:
            value = MissingValue(
                "Andel invånare med ekonomiskt bistånd", str(today.year - 1), today, "", page
            )
            return asking.values(asked, [value], text, today, owner=True, next_on=today + 2 * _WEEK)
        case TextKind.REVIEW:
            return asking.reviews(asked, rows[:1], text, today, next_on=today + 4 * _WEEK)
        case TextKind.ASSIGNMENT:
            dated = [AskedRow(**{**vars(row), "answer_by": today + _WEEK}) for row in rows[:1]]
            return asking.assignments(asked, dated, text, today, next_on=None)
        case TextKind.HANDOVER:
            news = [HandedOver(row.number, row.text, _OWNER[0], None, "", page) for row in rows[:1]]
            return telling.hand_overs(asked, news, text)
        case TextKind.DELIVERY:
            covers = f"{asked.title}: {rows[0].number}"
            lost = Undelivered(*_OWNER, covers, uncertain=True, reply="", given_up=False, page=page)
            return telling.deliveries(asked, [lost], text)


def _fitting(rows: Sequence[StandingRow], kind: TextKind) -> Sequence[StandingRow]:
    """The rows that a mail of that kind could be about, when there are any; else all."""
    match kind:
        case TextKind.REVIEW:
            found = [row for row in rows if row.current is not None and row.current.ongoing]
        case TextKind.ASSIGNMENT:
            found = [row for row in rows if row.activity.answer_by is not None]
        case _:
            found = [row for row in rows if row.asked]
    return found or rows


def _asked(asked: AskedPlan, plan: Plan, kind: TextKind, rows: list[AskedRow], today: date) -> Asked:
    late = kind is TextKind.LATE
    answer_by = today - timedelta(days=1) if late else today + _WEEK
    boss = rules_of([plan.id])[plan.id].list_to is ListTo.MANAGER
    return Asked(
        plan=asked,
        kind=kind,
        as_of=today.replace(day=1) - timedelta(days=1),
        answer_by=answer_by,
        rows=tuple(rows),
        waiting=Waiting(
            opened_on=today if kind is TextKind.OPENED else today - _WEEK,
            last_on=None if kind is TextKind.OPENED else today - _WEEK,
            next_on=None if late else answer_by - timedelta(days=1),
            list_on=answer_by + timedelta(days=4),
            list_to="din chef" if boss else "samordnaren",
            papers_by=None,
            meeting_on=today + 4 * _WEEK,
        ),
    )


def _row(row: StandingRow, today: date) -> AskedRow:
    last = row.current
    repeatable = last is not None and not why_not_again(last, row.activity.plan, today)
    return AskedRow(
        number=row.activity.number,
        text=row.activity.short_text or row.activity.full_text,
        link=page_address(_NOWHERE),
        previous=previous(last, row.activity.plan.kind, by_reader=True) if last else None,
        nothing_new=repeatable,
        as_deputy=False,
    )


def _invented(asked: AskedPlan) -> AskedRow:
    text = f"Så här står {asked.row_singular} 1 i planen"
    return AskedRow("1", text, page_address(_NOWHERE), None, nothing_new=False, as_deputy=False)
