"""Writes the reminders that are due into the outbox, each step at most once (DESIGN section 6)."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from tracker import mail
from tracker.domain.calendar import local_date
from tracker.domain.reminders import Occasion, Schedule, due, schedule, sending_day
from tracker.domain.terms import MessageState, Step
from tracker.models import FollowUp, Message, MessageItem, Responsibility, User, db
from tracker.models.engine import reading_only
from tracker.queries.plans.standing import StandingRow, owed, rows_of
from tracker.queries.reminders.due import PersonsMail, SaidItem, follow_ups_to_remind, mails_to, said
from tracker.services.reminders.answer_links import LIFETIME, new_link
from tracker.services.reminders.free_days import free_days, free_days_around
from tracker.services.reminders.reminder_content import WrittenRow, asked_plans

log = logging.getLogger(__name__)

#: A mail that is withdrawn before it leaves is written anew, but not without end.
WRITTEN_A_DAY = 5

_Identity = tuple[int, int, int]  # follow-up, responsibility, person


@dataclass(frozen=True)
class PlannedRow:
    """One activity in a mail: at which step, on which day of the schedule.

    The series is above 1 when an earlier mail was withdrawn.
    """

    follow_up: FollowUp
    row: StandingRow
    step: Step
    step_on: date
    series: int


@dataclass(frozen=True)
class PlannedMail:
    """One mail to one person on one day, covering every plan; `replaces` are mails that never left."""

    user: User
    day: date
    rows: tuple[PlannedRow, ...]
    series: int
    replaces: tuple[int, ...]


@dataclass(frozen=True)
class _Asked:
    """A row that owes an answer, and the person who is asked."""

    follow_up: FollowUp
    planned: Schedule
    row: StandingRow
    user: User


@dataclass(frozen=True)
class Survey:
    """What is due on a day: the mails, the steps passed by, and the rows that nobody can be asked about."""

    mails: list[PlannedMail] = field(default_factory=list)
    passed_by: list[tuple[_Identity, Occasion]] = field(default_factory=list)
    unreachable: list[tuple[FollowUp, StandingRow]] = field(default_factory=list)


def recipient(responsibility: Responsibility) -> User | None:
    """Who is asked: the owner, or the deputy when the owner cannot be mailed, or nobody."""
    for person in (responsibility.owner, responsibility.deputy):
        if person is not None and person.active and mail.wire_address(person.email):
            return person
    return None


def enqueue(now: datetime) -> int:
    """Writes the mails that are due at this moment; returns how many.

    Any number of processes may do it at once: the unique keys let one of them win, and the others write
    nothing. First looks without a write lock, because most minutes have nothing to write.
    """
    day = sending_day(now, free_days(local_date(now).year))
    if day is None:
        return 0
    found = look(day)
    if not found.mails and not found.passed_by:
        return 0
    try:
        # Whoever claims one of these at this moment is waited for, and it is no longer replaced.
        waiting = select(Message.id).where(Message.state == MessageState.PENDING).order_by(Message.id)
        db.session.execute(waiting.with_for_update()).all()
        found = survey(day)
        written = [_write(planned, now) for planned in found.mails]
        db.session.add_all(_note(identity, occasion, now) for identity, occasion in found.passed_by)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        log.info("another process has written the reminders of %s", day)
        return 0
    return len(written)


def plan_mails(day: date) -> list[PlannedMail]:
    """The mails that a tick on that day would write, given what has been said so far; writes nothing."""
    if sending_day_of(day) is None:
        return []
    return look(day).mails


def sending_day_of(day: date) -> date | None:
    """The day itself if mails leave on it, else None."""
    noon = datetime.fromisoformat(f"{day.isoformat()}T12:00:00+01:00")
    return sending_day(noon, free_days(day.year))


def look(day: date) -> Survey:
    """The survey of a day, taken without a lock; ends the session's transaction."""
    db.session.rollback()
    before = reading_only.set(True)
    try:
        found = survey(day)
        # What was found is read on after this; it must not begin another transaction.
        db.session.expunge_all()
    finally:
        db.session.rollback()
        reading_only.reset(before)
    return found


def survey(day: date) -> Survey:
    """What is due on a working day, computed from what the database says; writes nothing."""
    follow_ups = follow_ups_to_remind()
    said_by = _by_identity(said([follow_up.id for follow_up in follow_ups]))
    found = Survey()
    asked: dict[int, list[_Asked]] = {}
    for follow_up in follow_ups:
        planned = schedule_of(follow_up)
        for row in owed(rows_of(follow_up.plan_id, follow_up)):
            user = recipient(row.responsibility)
            if user is None:
                found.unreachable.append((follow_up, row))
            else:
                asked.setdefault(user.id, []).append(_Asked(follow_up, planned, row, user))
    mails: dict[int, list[PersonsMail]] = {}
    for written in mails_to(asked, day):
        mails.setdefault(written.user_id, []).append(written)
    for user_id in sorted(asked):
        _survey_person(found, asked[user_id], said_by, mails.get(user_id, []), day)
    return found


def schedule_of(follow_up: FollowUp) -> Schedule:
    """The days of the follow-up's reminders; it must have opens_on and answer_by."""
    assert follow_up.opens_on and follow_up.answer_by
    free = free_days_around(follow_up.opens_on, follow_up.answer_by)
    return schedule(follow_up.opens_on, follow_up.answer_by, free)


def _survey_person(
    found: Survey,
    asked: Sequence[_Asked],
    said_by: dict[_Identity, list[SaidItem]],
    mails: Sequence[PersonsMail],
    day: date,
) -> None:
    """Adds one person's mail and the steps passed by: at most one mail a day leaves to anybody."""
    user_id = asked[0].user.id
    replaceable = tuple(written.id for written in mails if written.replaceable)
    todays = [written for written in mails if written.send_on == day]
    rows, passed_by = _due_rows(asked, said_by, (), day)
    stale = any(written.replaceable and written.send_on < day for written in mails)
    if any(not written.withdrawn and not written.replaceable for written in todays):
        rows = []  # has got a mail today; the rest is caught up with on the next working day
    elif rows or stale:
        # What still waits is written anew with what has come: only the newest is said, in today's words.
        rows, passed_by = _due_rows(asked, said_by, replaceable, day)
    series = 1 + max((written.series for written in todays), default=0)
    if rows and series > WRITTEN_A_DAY:
        log.error(
            "person %d has had %d mails withdrawn today; the next is written tomorrow", user_id, series - 1
        )
    elif rows:
        found.mails.append(PlannedMail(asked[0].user, day, tuple(rows), series, replaceable))
    found.passed_by.extend(passed_by)


def _due_rows(
    asked: Iterable[_Asked],
    said_by: dict[_Identity, list[SaidItem]],
    replaced: Sequence[int],
    day: date,
) -> tuple[list[PlannedRow], list[tuple[_Identity, Occasion]]]:
    rows, passed_by = [], []
    for one in asked:
        identity = (one.follow_up.id, one.row.responsibility.id, one.user.id)
        items = said_by.get(identity, [])
        released = [item.occasion for item in items if item.withdrawn or item.message_id in replaced]
        recorded = [item.occasion for item in items if not item.withdrawn and item.message_id not in replaced]
        result = due(one.planned, day, recorded, owes=True, released=released)
        passed_by += [(identity, occasion) for occasion in result.superseded]
        if result.send:
            series = 1 + max((item.series for item in items if item.occasion == result.send), default=0)
            rows.append(PlannedRow(one.follow_up, one.row, result.send.step, result.send.on, series))
    return rows, passed_by


def _by_identity(items: Iterable[SaidItem]) -> dict[_Identity, list[SaidItem]]:
    found: dict[_Identity, list[SaidItem]] = {}
    for item in items:
        found.setdefault((item.follow_up_id, item.responsibility_id, item.user_id), []).append(item)
    return found


def _note(identity: _Identity, occasion: Occasion, now: datetime) -> MessageItem:
    follow_up_id, responsibility_id, user_id = identity
    return MessageItem(
        follow_up_id=follow_up_id,
        responsibility_id=responsibility_id,
        user_id=user_id,
        step=occasion.step,
        step_on=occasion.on,
        created_at=now,
    )


def _write(planned: PlannedMail, now: datetime) -> Message:
    """The mail, its items and their links; the caller commits."""
    settings = current_app.config["SETTINGS"]
    if planned.replaces:
        db.session.execute(
            update(Message)
            .where(Message.id.in_(planned.replaces), Message.state == MessageState.PENDING)
            .values(state=MessageState.SUPERSEDED, reason="Ersatt av ett nyare mejl innan det hann skickas.")
        )
    key = f"{planned.user.id}/{planned.day.isoformat()}/{planned.series}"
    message = Message(
        key=key,
        user_id=planned.user.id,
        send_on=planned.day,
        to_address=planned.user.email,
        to_title=planned.user.title,
        from_header=mail.sender(settings.mail_from, planned.user.organisation.name),
        message_id=mail.message_id(key, settings.public_url),
        written_at=now,
        next_at=now,
        subject="",
        text="",
        html="",
    )
    message.items = [_item(row, planned.user.id, now) for row in planned.rows]
    db.session.add(message)
    db.session.flush()  # the items' ids are the places of their links
    db.session.add_all(new_link(item, now) for item in message.items)
    pairs = zip(planned.rows, message.items, strict=True)
    written = [WrittenRow(row.follow_up, row.row, row.step, item.id) for row, item in pairs]
    plans = asked_plans(planned.user, written)
    message.reply_to = next((plan.contact.address for plan in plans if plan.contact), None)
    finished = mail.reminder(plans, today=planned.day, links_until=local_date(now + LIFETIME))
    message.subject, message.text, message.html = finished.subject, finished.text, finished.html
    return message


def _item(planned: PlannedRow, user_id: int, now: datetime) -> MessageItem:
    return MessageItem(
        follow_up_id=planned.follow_up.id,
        responsibility_id=planned.row.responsibility.id,
        user_id=user_id,
        step=planned.step,
        step_on=planned.step_on,
        series=planned.series,
        created_at=now,
    )
