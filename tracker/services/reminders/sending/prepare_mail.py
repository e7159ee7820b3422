"""Looks at a waiting mail just before it leaves: is it still right, and are its bytes still the same?"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parseaddr
from hashlib import sha256

from flask import current_app
from sqlalchemy import select

from tracker import mail
from tracker.domain.reminders.steps import REQUESTED, Occasion
from tracker.domain.terms import FollowUpState, MatterKind, MessageState
from tracker.models import AnswerLink, Message, MessageItem, db
from tracker.queries.reminders.decided import pauses
from tracker.services.reminders.due.collect import matters
from tracker.services.reminders.due.matter import Matter
from tracker.services.reminders.due.survey import Redirections
from tracker.services.reminders.links.answer_links import token_hash, token_of
from tracker.services.reminders.sending.hand_over import Outgoing

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Unsendable:
    """The state in which a mail that must not go ends, and why, in Swedish for the outbox page."""

    state: MessageState
    reason: str
    #: Somebody asked for it at once, and the next tick must write it anew.
    ask_again: bool = False


def prepare(messages: Sequence[Message], today: date) -> list[Outgoing | Unsendable]:
    """Each mail ready to go, or why it must not; reads in the caller's transaction, writes nothing.

    What still waits is asked for all of them at once, so that many mails cost little more than one.
    """
    kinds = {item.kind for message in messages for item in message.items} - {MatterKind.TEST}
    people = [message.user_id for message in messages]
    waiting = {(one.user.id, one.identity): one for one in matters(today, people, kinds, resting=True)}
    known = _Known(today, waiting, _stored_links(messages), Redirections())
    return [_prepared(message, known) for message in messages]


@dataclass(frozen=True)
class _Known:
    """What is known of several mails at once: what waits for whom, the links, and where mail goes."""

    today: date
    waiting: Mapping[tuple[int, str], Matter]
    links: Mapping[int, tuple[str, datetime | None]]
    redirections: Redirections


def _prepared(message: Message, known: _Known) -> Outgoing | Unsendable:
    stopped = _no_longer_right(message, known)
    if stopped is not None:
        return stopped
    settings = current_app.config["SETTINGS"]
    links = _links(message, known.links)
    if links is None:
        return _unlike(message)
    try:
        data = mail.compose(envelope_of(message), links)
    except mail.UnusableMail as problem:
        log.error("mail %d cannot be put together: %r", message.id, problem.__cause__ or problem)
        return Unsendable(MessageState.FAILED, str(problem))
    digest = sha256(data).hexdigest()
    if message.sha256 not in (None, digest):
        return _unlike(message)
    sender = parseaddr(settings.mail_from)[1]
    recipient = message.redirected_to or message.to_address
    return Outgoing(
        name=f"{message.send_on.isoformat()}-{message.to_address}-{message.id}",
        sender=mail.wire_address(sender) or sender,
        recipient=mail.wire_address(recipient) or recipient,
        data=data,
        digest=digest,
    )


def _unlike(message: Message) -> Unsendable:
    """A mail that would not be the same any more is written anew, unless it may have arrived already."""
    if message.sha256 is None:
        return _written_anew(message, "Länkarna i mejlet gäller inte längre; ett nytt mejl skrivs.")
    sentence = (
        "Mejlet kan ha kommit fram, och kan inte skickas likadant igen: länkarna eller tjänstens adress har "
        "ändrats. Fråga mottagaren och markera det sedan som framme."
    )
    return Unsendable(MessageState.FAILED, sentence)


def _no_longer_right(message: Message, known: _Known) -> Unsendable | None:
    """Why the mail must not be sent, or None: it still waits for that person, at that address."""
    user = message.user
    if not user.active or user.email != message.to_address:
        return _cancelled("Mottagaren har slutat eller fått en annan adress.")
    if known.redirections.of(user) != message.redirected_to:
        return _redirected(message)
    if all(item.kind is MatterKind.TEST for item in message.items):
        return None
    waiting = {
        item: matter
        for item in message.items
        if (matter := known.waiting.get((message.user_id, item.identity))) is not None
    }
    return _not_as_written(message, waiting, known.today) if waiting else _nothing_waits(message)


def _not_as_written(
    message: Message, waiting: Mapping[MessageItem, Matter], today: date
) -> Unsendable | None:
    """Why the mail must not be sent although something in it still waits, or None."""
    awake = [matter for matter in waiting.values() if not matter.rules.rests_on(today)]
    if not awake and not message.at_once:
        return _not_now(message, "Planen vilar i juli")
    if message.sha256 is not None or message.at_once:
        return None  # what may have arrived goes again as it was; what never left is written anew
    if len(awake) < len(message.items):
        return _cancelled("En del av mejlet gäller inte längre; ett nytt skrivs om resten.")
    if not all(_as_planned(item, matter) for item, matter in waiting.items()):
        return _cancelled("Dagarna har flyttats; ett nytt mejl skrivs på sin dag.")
    return None


def _cancelled(reason: str) -> Unsendable:
    return Unsendable(MessageState.CANCELLED, reason)


def _written_anew(message: Message, reason: str) -> Unsendable:
    """A reminder comes back by itself; what somebody asked for has to be asked for once more."""
    return Unsendable(MessageState.CANCELLED, reason, ask_again=message.at_once)


def _redirected(message: Message) -> Unsendable:
    """The mail was written for the person, and all mail goes to a test address now; or the other way round."""
    if message.sha256 is None:
        return _written_anew(message, "Testläget har slagits på eller av; ett nytt mejl skrivs.")
    sentence = (
        "Mejlet kan ha kommit fram, men testläget har slagits på eller av sedan dess: det skickas inte igen."
    )
    return Unsendable(MessageState.UNCERTAIN, sentence)


def _nothing_waits(message: Message) -> Unsendable:
    stopped = pauses()
    if all(stopped.covers(item.plan) for item in message.items):
        return _not_now(message, "Utskicken är pausade")
    follow_ups = [item.follow_up for item in message.items]
    if all(one is not None and one.state is not FollowUpState.OPEN for one in follow_ups):
        return _cancelled("Uppföljningen är stängd.")
    return _cancelled("Inget svar väntas längre: det har kommit, eller någon annan ansvarar.")


def _not_now(message: Message, why: str) -> Unsendable:
    """The plan's mails wait: what never left is written anew afterwards, what may have arrived is for a person."""
    if message.sha256 is None:
        return _cancelled(f"{why}; det som fortfarande saknas mejlas efteråt.")
    return Unsendable(
        MessageState.UNCERTAIN, f"Mejlet kan ha kommit fram. {why}, så det skickas inte igen nu."
    )


def _as_planned(item: MessageItem, matter: Matter) -> bool:
    """Whether the item's step still has the day for which it was written."""
    return item.step == REQUESTED or Occasion(item.step_on, item.step) in matter.planned.occasions


def _stored_links(messages: Sequence[Message]) -> dict[int, tuple[str, datetime | None]]:
    """What is kept of each item's link: the token's hash, and when it was revoked."""
    items = [item.id for message in messages for item in message.items]
    links = select(AnswerLink.item_id, AnswerLink.token_hash, AnswerLink.revoked_at)
    found = db.session.execute(links.where(AnswerLink.item_id.in_(items)))
    return {item_id: (hashed, revoked_at) for item_id, hashed, revoked_at in found}


def _links(message: Message, stored: Mapping[int, tuple[str, datetime | None]]) -> Mapping[int, str] | None:
    """The address of each item's page, or None when a link was revoked or the secret is another by now."""
    public_url = current_app.config["SETTINGS"].public_url
    tokens = {item.id: token_of(item) for item in message.items if item.id in stored}
    if any(stored[item] != (token_hash(token), None) for item, token in tokens.items()):
        return None
    return {item: f"{public_url}/svara/{token}" for item, token in tokens.items()}


def envelope_of(message: Message) -> mail.Envelope:
    """The row as the mail that it is."""
    recipient = message.redirected_to or message.to_address
    return mail.Envelope(
        message_id=message.message_id,
        written_at=message.written_at,
        from_header=message.from_header,
        to_title=message.to_title,
        to_address=mail.wire_address(recipient) or recipient,
        reply_to=mail.wire_address(message.reply_to) if message.reply_to else None,
        subject=message.subject,
        text=message.text,
        html=message.html,
    )
