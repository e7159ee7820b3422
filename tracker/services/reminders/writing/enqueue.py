"""Writes the reminders that are due into the outbox, each step at most once (DESIGN section 6)."""

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from tracker import mail
from tracker.domain.calendar import local_date, local_time
from tracker.domain.terms import MatterKind, MessageState
from tracker.models import Message, MessageItem, User, db
from tracker.queries.reminders.decided import texts_of
from tracker.queries.reminders.heartbeat import restored_times
from tracker.services.reminders.due.matter import Matter
from tracker.services.reminders.due.survey import (
    PassedBy,
    PlannedMail,
    PlannedRow,
    Survey,
    look,
    sending_day_at,
    survey,
)
from tracker.services.reminders.links.answer_links import LIFETIME, new_link
from tracker.services.reminders.writing.content import Addressed, WrittenRow, letter

log = logging.getLogger(__name__)

#: So many people's mails are written in one transaction: others who save wait for it.
_AT_A_TIME = 50


def enqueue(now: datetime) -> int:
    """Writes the mails that are due at this moment; returns how many.

    Any number of processes may do it at once: the unique keys let one of them win, and the others write
    nothing. First looks without a write lock, because most minutes have nothing to write.
    """
    day = sending_day_at(now)
    if day is None:
        return 0
    hour = local_time(now).hour
    found = look(day)
    for user_id in found.unlucky:
        log.error("person %d has had too many mails withdrawn today; the next is written tomorrow", user_id)
    people = sorted(
        {planned.user.id for planned in found.mails if planned.hour <= hour}
        | {passed.matter.user.id for passed in found.passed_by}
    )
    # What comes up of another kind meanwhile is for the next tick.
    kinds = {row.matter.kind for planned in found.mails for row in planned.rows}
    kinds |= {passed.matter.kind for passed in found.passed_by}
    return sum(_write_for(chunk, kinds, now, hour) for chunk in _chunks(people))


def _chunks(people: Iterable[int]) -> Iterable[list[int]]:
    rest = iter(people)
    while chunk := list(islice(rest, _AT_A_TIME)):
        yield chunk


def _write_for(people: Sequence[int], kinds: Collection[MatterKind], now: datetime, hour: int) -> int:
    """Surveys these people once more, now under the lock, and writes what is due to them."""
    try:
        # Whoever claims one of their mails at this moment is waited for, and it is no longer replaced.
        waiting = (
            select(Message.id)
            .where(Message.state == MessageState.PENDING, Message.user_id.in_(people))
            .order_by(Message.id)
        )
        db.session.execute(waiting.with_for_update()).all()
        found = _due_now(survey(local_date(now), people, kinds), hour)
        _replace(found.mails)
        restored = restored_times()
        write([_draft(planned, now, restored) for planned in found.mails], now)
        db.session.add_all(note(passed, now) for passed in found.passed_by)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        log.info("another process has written the reminders of these people")
        return 0
    return len(found.mails)


def _due_now(found: Survey, hour: int) -> Survey:
    return Survey([planned for planned in found.mails if planned.hour <= hour], found.passed_by)


def note(passed: PassedBy, now: datetime) -> MessageItem:
    """The record of a step that was passed by; the caller adds and commits it."""
    return _item(passed.matter, now, step=passed.occasion.step, step_on=passed.occasion.on)


def _item(matter: Matter, now: datetime, **step: object) -> MessageItem:
    return MessageItem(
        kind=matter.kind,
        identity=matter.identity,
        plan_id=matter.plan.id,
        follow_up_id=matter.follow_up.id if matter.follow_up else None,
        responsibility_id=matter.responsibility.id if matter.responsibility else None,
        user_id=matter.user.id,
        counted_from=matter.planned.counted_from,
        created_at=now,
        **step,
    )


def row_item(row: PlannedRow, now: datetime) -> MessageItem:
    """The record of a step that is said in a mail, or passed over; the caller adds and commits it."""
    return _item(row.matter, now, step=row.occasion.step, step_on=row.occasion.on, series=row.series)


def _replace(mails: Iterable[PlannedMail]) -> None:
    """Takes back what still waits and is now written anew."""
    replaced = [message_id for planned in mails for message_id in planned.replaces]
    if replaced:
        db.session.execute(
            update(Message)
            .where(Message.id.in_(replaced), Message.state == MessageState.PENDING)
            .values(state=MessageState.SUPERSEDED, reason="Ersatt av ett nyare mejl innan det hann skickas.")
            .execution_options(synchronize_session=False)
        )


@dataclass(frozen=True)
class Draft:
    """A mail without its words, and what it is to be about."""

    message: Message
    rows: Sequence[PlannedRow]
    #: The person has asked for it.
    requested: bool = False


def _draft(planned: PlannedMail, now: datetime, restored: int) -> Draft:
    key = f"{planned.user.id}/{planned.day.isoformat()}/{planned.series}"
    message = blank(planned.user, key, now, redirected_to=planned.redirected_to, restored=restored)
    message.trying_since = planned.trying_since
    return Draft(message, planned.rows)


def blank(
    user: User, key: str, now: datetime, *, redirected_to: str | None, restored: int | None = None
) -> Message:
    """A mail to the person without its words.

    `restored` is how often the database has been restored, asked for when it is not given: what is written
    after that is another mail than the one that left under the same key.
    """
    settings = current_app.config["SETTINGS"]
    restored = restored_times() if restored is None else restored
    return Message(
        key=key,
        user_id=user.id,
        send_on=local_date(now),
        to_address=user.email,
        to_title=user.title,
        redirected_to=redirected_to,
        from_header=mail.sender(settings.mail_from, user.organisation.name),
        message_id=mail.message_id(f"{key}/{restored}", settings.public_url),
        written_at=now,
        next_at=now,
        subject="",
        text="",
        html="",
    )


def write(drafts: Sequence[Draft], now: datetime) -> None:
    """Gives the mails their items, their links and their words; the caller commits."""
    for draft in drafts:
        draft.message.items = [row_item(row, now) for row in draft.rows]
        db.session.add(draft.message)
    db.session.flush()  # the items' ids are the places of their links
    texts = texts_of({row.matter.plan.id for draft in drafts for row in draft.rows})
    links_until = local_date(now + LIFETIME)
    with db.session.no_autoflush:
        for draft in drafts:
            message = draft.message
            pairs = list(zip(draft.rows, message.items, strict=True))
            db.session.add_all(new_link(item, now) for row, item in pairs if row.matter.linked)
            written = [WrittenRow(row, item.id) for row, item in pairs]
            about = Addressed(draft.rows[0].matter.user, message.send_on, message.redirected_to is not None)
            finished, message.reply_to = letter(
                about, written, texts, links_until=links_until, requested=draft.requested
            )
            message.subject, message.text, message.html = finished.subject, finished.text, finished.html
