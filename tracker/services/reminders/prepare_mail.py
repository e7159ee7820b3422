"""Looks at a waiting mail just before it leaves: is it still right, and are its bytes still the same?"""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from hashlib import sha256

from flask import current_app
from sqlalchemy import select

from tracker import mail
from tracker.domain.terms import FollowUpState, MessageState
from tracker.models import AnswerLink, FollowUp, Message, MessageItem, db
from tracker.queries.plans.standing import owed, rows_of
from tracker.services.reminders.answer_links import token_hash, token_of
from tracker.services.reminders.hand_over import Outgoing
from tracker.services.reminders.remind import recipient


@dataclass(frozen=True)
class Unsendable:
    """The state in which a mail that must not go ends, and why, in Swedish for the outbox page."""

    state: MessageState
    reason: str


def prepare(message: Message) -> Outgoing | Unsendable:
    """The mail ready to go, or why it must not; reads in the caller's transaction, writes nothing."""
    reason = _no_longer_right(message)
    if reason is not None:
        return Unsendable(MessageState.CANCELLED, reason)
    settings = current_app.config["SETTINGS"]
    links = _links(message)
    if links is None:
        return _unlike(message)
    try:
        data = mail.compose(envelope_of(message), links)
    except mail.UnusableMail as problem:
        return Unsendable(MessageState.FAILED, str(problem))
    digest = sha256(data).hexdigest()
    if message.sha256 not in (None, digest):
        return _unlike(message)
    sender = parseaddr(settings.mail_from)[1]
    return Outgoing(
        name=f"{message.send_on.isoformat()}-{message.to_address}-{message.id}",
        sender=mail.wire_address(sender) or sender,
        recipient=mail.wire_address(message.to_address) or message.to_address,
        data=data,
        digest=digest,
    )


def _unlike(message: Message) -> Unsendable:
    """A mail that would not be the same any more is written anew, unless it may have arrived already."""
    if message.sha256 is None:
        return Unsendable(
            MessageState.CANCELLED, "Länkarna i mejlet gäller inte längre; ett nytt mejl skrivs."
        )
    sentence = "Mejlet kan inte skickas likadant igen: länkarna eller tjänstens adress har ändrats."
    return Unsendable(MessageState.FAILED, sentence)


def _no_longer_right(message: Message) -> str | None:
    """Why the mail must not be sent, or None: an answer is still owed, by that person, at that address."""
    user = message.user
    if not user.active or user.email != message.to_address:
        return "Mottagaren har slutat eller fått en annan adress."
    if all(item.follow_up.state is not FollowUpState.OPEN for item in message.items):
        return "Uppföljningen är stängd."
    owing = {item.id for item in message.items if _owes(item)}
    if not owing:
        return "Inget svar väntas längre: det har kommit, eller någon annan ansvarar."
    # What may have arrived goes again as it was; what never left is written anew about the rest.
    if len(owing) < len(message.items) and message.sha256 is None:
        return "Ett av svaren har kommit; ett nytt mejl skrivs om resten."
    return None


def _owes(item: MessageItem) -> bool:
    if item.follow_up.state is not FollowUpState.OPEN:
        return False
    person = recipient(item.responsibility)
    if person is None or person.id != item.user_id:
        return False
    return item.responsibility_id in _owed_in(item.follow_up, item.responsibility.activity.number)


def _owed_in(follow_up: FollowUp, number: str) -> set[int]:
    rows = rows_of(follow_up.plan_id, follow_up, number=number)
    return {row.responsibility.id for row in owed(rows)}


def _links(message: Message) -> Mapping[int, str] | None:
    """The address of each item's page, or None when a link was revoked or the secret is another by now."""
    public_url = current_app.config["SETTINGS"].public_url
    links = select(AnswerLink.item_id, AnswerLink.token_hash).where(
        AnswerLink.item_id.in_([item.id for item in message.items]), AnswerLink.revoked_at.is_(None)
    )
    stored = {item_id: stored_hash for item_id, stored_hash in db.session.execute(links)}
    tokens = {item.id: token_of(item) for item in message.items}
    if any(stored.get(item) != token_hash(token) for item, token in tokens.items()):
        return None
    return {item: f"{public_url}/svara/{token}" for item, token in tokens.items()}


def envelope_of(message: Message) -> mail.Envelope:
    """The row as the mail that it is."""
    return mail.Envelope(
        message_id=message.message_id,
        written_at=message.written_at,
        from_header=message.from_header,
        to_title=message.to_title,
        to_address=mail.wire_address(message.to_address) or message.to_address,
        reply_to=mail.wire_address(message.reply_to) if message.reply_to else None,
        subject=message.subject,
        text=message.text,
        html=message.html,
    )
