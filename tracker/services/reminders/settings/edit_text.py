"""A coordinator writes the plan's own text of one kind, goes back to the usual one, or looks at it by mail."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import exists, select

from tracker.domain.reminders.texts import SHAPES, MailText, TextKind, text_faults
from tracker.domain.terms import RequestKind
from tracker.models import MailRequest, Plan, ReminderText, User, db
from tracker.queries.reminders.decided import stored_text
from tracker.services.form_refusal import ChangedMeanwhile, refuse


def edit_text(plan_id: int, kind: TextKind, text: MailText, *, version: int) -> None:
    """Stores the text; one that is the usual one is none of its own. `version` is 0 while there is none.

    Raises FormRefused and ChangedMeanwhile. The same form sent twice counts once.
    """
    # Two who write the first text at the same moment meet here.
    db.session.get(Plan, plan_id, with_for_update=True, populate_existing=True)
    stored = stored_text(plan_id, kind)
    text = MailText(text.subject.strip(), text.text.strip())
    if text == (MailText(stored.subject, stored.text) if stored else SHAPES[kind].default):
        db.session.rollback()
        return
    if version != (stored.version if stored else 0):
        raise ChangedMeanwhile
    refuse(text_faults(kind, text))
    if text == SHAPES[kind].default:
        db.session.delete(stored)
    elif stored is None:
        db.session.add(ReminderText(plan_id=plan_id, kind=kind, subject=text.subject, text=text.text))
    else:
        stored.subject, stored.text = text.subject, text.text
    db.session.commit()


def use_usual_text(plan_id: int, kind: TextKind) -> None:
    """Takes the plan's own text away; done already, nothing happens."""
    stored = stored_text(plan_id, kind)
    if stored is not None:
        db.session.delete(stored)
    db.session.commit()


def ask_for_trial(plan_id: int, kind: TextKind, *, to: User, now: datetime) -> None:
    """Lets the next tick mail the kind's stored text to the person who asks; asked for already, nothing happens."""
    # Two forms sent at the same moment meet here.
    db.session.get(Plan, plan_id, with_for_update=True, populate_existing=True)
    if _waits(plan_id, kind, to):
        db.session.rollback()
        return
    db.session.add(
        MailRequest(
            kind=RequestKind.TEST,
            user_id=to.id,
            email_hash=sha256(to.email.encode()).hexdigest(),
            address="",
            plan_id=plan_id,
            text_kind=kind,
            created_at=now,
        )
    )
    db.session.commit()


def _waits(plan_id: int, kind: TextKind, to: User) -> bool:
    query = exists().where(
        MailRequest.kind == RequestKind.TEST,
        MailRequest.user_id == to.id,
        MailRequest.plan_id == plan_id,
        MailRequest.text_kind == kind,
        MailRequest.done_at.is_(None),
    )
    return db.session.scalar(select(query)) or False
