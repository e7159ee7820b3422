"""Mails that somebody has asked for and waits for now: new links, and trials of the texts."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from tracker.domain.calendar import local_date
from tracker.domain.reminders.steps import REQUESTED, Occasion
from tracker.domain.terms import MatterKind, RequestKind
from tracker.models import MailRequest, Message, MessageItem, Plan, User, db
from tracker.models.engine import reading_only
from tracker.queries.reminders.decided import texts_of
from tracker.services.reminders.due.collect import matters
from tracker.services.reminders.due.matter import Matter
from tracker.services.reminders.due.survey import PlannedRow, Redirections
from tracker.services.reminders.recipient import reachable
from tracker.services.reminders.writing.enqueue import Draft, blank, write
from tracker.services.reminders.writing.paused import all_is_paused
from tracker.services.reminders.writing.trial import trial_letter

log = logging.getLogger(__name__)

#: How long a request is remembered: for its limits, and to send its mail again.
_KEPT = timedelta(days=7)

#: What can be answered by a personal link, and of which new links can be asked for.
_ANSWERED = (MatterKind.ANSWER, MatterKind.VALUE, MatterKind.REVIEW, MatterKind.ASSIGNMENT)


def answer_requests(now: datetime) -> int:
    """Writes the mails that people have asked for; returns how many. They leave at any hour."""
    return sum(_answer(request_id, now) for request_id in _open_requests())


def forget_requests(now: datetime) -> None:
    """Deletes what was asked for more than a week ago, also for addresses that nobody has; not what waits."""
    done = MailRequest.done_at.is_not(None)
    db.session.execute(delete(MailRequest).where(done, MailRequest.created_at < now - _KEPT))
    db.session.commit()


def ask_again(message: Message, now: datetime) -> bool:
    """Lets the next tick write anew a mail that somebody asked for; the caller commits.

    Returns False when the request is forgotten, which it is after a week.
    """
    day, number = message.key.split("/")[-2:]
    asked = db.session.get(MailRequest, int(number))
    if asked is None or asked.user_id != message.user_id or _day(asked) != day:
        return False
    if _is_asked_already(asked):
        return True
    same = {name: getattr(asked, name) for name in ("kind", "user_id", "email_hash", "address", "plan_id")}
    db.session.add(MailRequest(**same, text_kind=asked.text_kind, created_at=now))
    return True


def _is_asked_already(asked: MailRequest) -> bool:
    """Whether the person waits for the same mail: one is enough."""
    same = (
        getattr(MailRequest, name) == getattr(asked, name)
        for name in ("kind", "user_id", "plan_id", "text_kind")
    )
    return db.session.scalar(select(exists().where(MailRequest.done_at.is_(None), *same))) or False


def _key(request: MailRequest, user: User) -> str:
    # With its day: the number of a forgotten request may be given anew.
    return f"{user.id}/request/{_day(request)}/{request.id}"


def _day(request: MailRequest) -> str:
    return local_date(request.created_at).isoformat()


def _open_requests() -> list[int]:
    before = reading_only.set(True)
    try:
        query = select(MailRequest.id).where(MailRequest.done_at.is_(None)).order_by(MailRequest.id)
        return list(db.session.scalars(query))
    finally:
        db.session.rollback()
        reading_only.reset(before)


def _answer(request_id: int, now: datetime) -> int:
    """Writes the mail of one request, unless another process has; nothing for an address that nobody has."""
    request = db.session.scalars(
        select(MailRequest)
        .where(MailRequest.id == request_id, MailRequest.done_at.is_(None))
        .options(joinedload(MailRequest.user).joinedload(User.organisation), joinedload(MailRequest.plan))
        .with_for_update(of=MailRequest, skip_locked=True)
        .execution_options(populate_existing=True)
    ).first()
    if request is None:
        db.session.rollback()
        return 0
    if _waits_for_resume(request, now):
        db.session.rollback()
        return 0
    request.done_at = now
    user, written = request.user, False
    try:
        if user is not None and reachable(user):
            write_it = _write_links if request.kind is RequestKind.LINKS else _write_trial
            written = write_it(request, user, now)
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        log.error("request %d cannot be answered, and is left: %s", request_id, error.orig)
        db.session.execute(update(MailRequest).where(MailRequest.id == request_id).values(done_at=now))
        db.session.commit()
        return 0
    return int(written)


def _waits_for_resume(request: MailRequest, now: datetime) -> bool:
    """Whether links are asked for to what is paused only: the request is answered when mails leave again."""
    if request.kind is not RequestKind.LINKS or request.user is None:
        return False
    return all_is_paused(request.user.id, local_date(now))


def _write_links(request: MailRequest, user: User, now: datetime) -> bool:
    """New links to all that waits for the person; the old ones live as long as they would have."""
    today = local_date(now)
    found = matters(today, [user.id], _ANSWERED, resting=True)
    waiting = [one for one in found if one.linked and one.planned.begins_on <= today]
    if not waiting:
        return False
    rows = [_requested(one, request, now) for one in waiting]
    message = blank(user, _key(request, user), now, redirected_to=Redirections().of(user))
    message.at_once = True
    write([Draft(message, rows, requested=True)], now)
    return True


def _requested(matter: Matter, request: MailRequest, now: datetime) -> PlannedRow:
    return PlannedRow(matter, Occasion(local_date(now), REQUESTED), series=request.id, last_said_on=None)


def _write_trial(request: MailRequest, user: User, now: datetime) -> bool:
    """The mail that shows one kind's text to the one who edits it."""
    plan, kind = request.plan, request.text_kind
    assert plan is not None and kind is not None
    text = texts_of([plan.id]).of(plan.id, kind)
    rendered = trial_letter(plan, kind, text, user, local_date(now))
    message = blank(user, _key(request, user), now, redirected_to=Redirections().of(user))
    message.at_once = True
    message.subject, message.text, message.html = rendered.subject, rendered.text, rendered.html
    message.items = [_trial_item(request, plan, user, now)]
    db.session.add(message)
    return True


def _trial_item(request: MailRequest, plan: Plan, user: User, now: datetime) -> MessageItem:
    today = local_date(now)
    return MessageItem(
        kind=MatterKind.TEST,
        identity=f"request/{request.id}",
        plan_id=plan.id,
        user_id=user.id,
        step=REQUESTED,
        step_on=today,
        counted_from=today,
        created_at=now,
    )
