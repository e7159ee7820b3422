"""Looks at a waiting mail just before it leaves: is it still right, and are its bytes still the same?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from hashlib import sha256

from flask import current_app
from sqlalchemy import select

from tracker import mail
from tracker.domain.reminders import Occasion
from tracker.domain.terms import FollowUpState, MessageState
from tracker.models import AnswerLink, FollowUp, Message, MessageItem, db
from tracker.queries.plans.standing import owed, rows_of
from tracker.services.reminders.answer_links import token_hash, token_of
from tracker.services.reminders.hand_over import Outgoing
from tracker.services.reminders.remind import recipient, schedule_of


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
    sentence = (
        "Mejlet kan ha kommit fram, och kan inte skickas likadant igen: länkarna eller tjänstens adress har "
        "ändrats. Fråga mottagaren och markera det sedan som framme."
    )
    return Unsendable(MessageState.FAILED, sentence)


def _no_longer_right(message: Message) -> str | None:
    """Why the mail must not be sent, or None: an answer is still owed, by that person, at that address."""
    user = message.user
    if not user.active or user.email != message.to_address:
        return "Mottagaren har slutat eller fått en annan adress."
    if all(item.follow_up.state is not FollowUpState.OPEN for item in message.items):
        return "Uppföljningen är stängd."
    owing = _owing(message.items)
    if not owing:
        return "Inget svar väntas längre: det har kommit, eller någon annan ansvarar."
    if message.sha256 is not None:
        return None  # what may have arrived goes again as it was; what never left is written anew
    if len(owing) < len(message.items):
        return "Ett av svaren har kommit; ett nytt mejl skrivs om resten."
    if not all(_as_planned(item) for item in owing):
        return "Uppföljningens dagar har flyttats; ett nytt mejl skrivs på sin dag."
    return None


def _owing(items: Iterable[MessageItem]) -> list[MessageItem]:
    """The items that still owe an answer, by the person of the mail; each follow-up is read once."""
    open_ones = [item for item in items if item.follow_up.state is FollowUpState.OPEN]
    follow_ups = {item.follow_up_id: item.follow_up for item in open_ones}
    owing = {id_: _owed_in(follow_up) for id_, follow_up in follow_ups.items()}
    return [
        item for item in open_ones if owing[item.follow_up_id].get(item.responsibility_id) == item.user_id
    ]


def _owed_in(follow_up: FollowUp) -> dict[int, int]:
    """The rows that owe an answer in a follow-up, and who is asked about each."""
    rows = owed(rows_of(follow_up.plan_id, follow_up))
    asked = ((row.responsibility.id, recipient(row.responsibility)) for row in rows)
    return {id_: person.id for id_, person in asked if person is not None}


def _as_planned(item: MessageItem) -> bool:
    """Whether the item's step still has the day for which it was written."""
    follow_up = item.follow_up
    if follow_up.opens_on is None or follow_up.answer_by is None:
        return False
    return Occasion.of(item.step, item.step_on) in schedule_of(follow_up).occasions


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
