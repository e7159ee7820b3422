"""Personal links: one owner, one activity, one open follow-up (DESIGN section 6, rule 5)."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from flask import current_app
from sqlalchemy import Select, and_, select, update
from sqlalchemy.orm import joinedload

from tracker.domain.terms import FollowUpState, MatterKind
from tracker.models import Activity, AnswerLink, FollowUp, HandOver, MessageItem, Responsibility, User, db

#: A link lives until its follow-up closes, at most this long.
LIFETIME = timedelta(days=60)


@dataclass(frozen=True)
class LinkTarget:
    """What a living link opens: that owner's part of one activity, in the follow-up it was sent for if any."""

    link: AnswerLink
    user: User
    responsibility: Responsibility
    follow_up: FollowUp | None

    @property
    def missing_value(self) -> tuple[int, date] | None:
        """The key figure's id and the last day of the period, when the link asks for a value that is due."""
        item = self.link.item
        if item.kind is not MatterKind.VALUE:
            return None
        _, figure_id, end = item.identity.split("/")
        return int(figure_id), date.fromisoformat(end)


def token_of(item: MessageItem) -> str:
    """The item's token, the same each time: an HMAC of the item with a secret outside the database.

    The mail can thus be written again byte for byte, while a leaked database opens nothing.
    """
    identity = (
        f"{item.id}/{item.identity}/{item.user_id}/{item.step.code}/{item.step_on.isoformat()}/"
        f"{item.series}/{item.created_at.astimezone(UTC).isoformat()}"
    )
    digest = hmac.new(_link_key(), identity.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def token_hash(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_link(item: MessageItem, now: datetime) -> AnswerLink:
    """The link of an item that has its id, and that is about a row; the caller adds and commits it."""
    assert item.responsibility_id is not None
    return AnswerLink(
        token_hash=token_hash(token_of(item)),
        item=item,
        user_id=item.user_id,
        responsibility_id=item.responsibility_id,
        follow_up_id=item.follow_up_id,
        expires_at=now + LIFETIME,
    )


def find_link(token: str, *, now: datetime) -> LinkTarget | None:
    """What the token opens, or None when it is unknown or dead; nobody can tell which.

    Looked up by hash, whatever it looks like, so that time says nothing about how much of a guess was right.
    Dead is a link that has expired or was revoked, whose follow-up is no longer open, whose person is
    inactive, has another address than the mail went to, or no longer answers for the activity, and one whose
    activity was withdrawn or is not collected from that board. One whose activity has been answered lives:
    the answer may be changed.
    """
    query = _links().where(AnswerLink.token_hash == token_hash(token))
    link = db.session.scalars(query).one_or_none()
    if link is None or not _alive(link, now):
        return None
    return LinkTarget(link, link.user, link.responsibility, link.follow_up)


def left_before(token: str, nonce: str) -> HandOver | None:
    """What a form with this nonce did through this very link, which may have ended with it; or None."""
    query = (
        select(HandOver)
        .join(
            AnswerLink,
            and_(
                AnswerLink.responsibility_id == HandOver.responsibility_id,
                AnswerLink.user_id == HandOver.from_user_id,
            ),
        )
        .where(HandOver.nonce == nonce, AnswerLink.token_hash == token_hash(token))
        .options(joinedload(HandOver.responsibility).joinedload(Responsibility.activity))
    )
    return db.session.scalars(query).one_or_none()


def living_tokens(user_id: int, *, now: datetime) -> dict[int, str]:
    """The person's tokens with which a row is answered, by responsibility id, the newest of each.

    Not those that ask for a value. One question whatever their number. A link made with another secret has no
    token any more.
    """
    query = (
        _links()
        .where(AnswerLink.user_id == user_id, AnswerLink.expires_at > now, AnswerLink.revoked_at.is_(None))
        .order_by(AnswerLink.id)
    )
    living = [
        (link, token_of(link.item))
        for link in db.session.scalars(query)
        if link.item.kind is not MatterKind.VALUE and _alive(link, now)
    ]
    return {link.responsibility_id: token for link, token in living if token_hash(token) == link.token_hash}


def record_opened(link: AnswerLink, *, now: datetime) -> None:
    """Writes when the link was first opened, as evidence that the mail arrived; nothing else changes."""
    if link.first_opened_at is not None:
        return
    db.session.execute(
        update(AnswerLink)
        .where(AnswerLink.id == link.id, AnswerLink.first_opened_at.is_(None))
        .values(first_opened_at=now)
    )
    db.session.commit()


def _links() -> Select[AnswerLink]:
    """Links with all that decides whether they live."""
    return select(AnswerLink).options(
        joinedload(AnswerLink.user),
        joinedload(AnswerLink.responsibility).joinedload(Responsibility.activity).joinedload(Activity.plan),
        joinedload(AnswerLink.follow_up),
        joinedload(AnswerLink.item).joinedload(MessageItem.message),
    )


def _alive(link: AnswerLink, now: datetime) -> bool:
    responsibility, message = link.responsibility, link.item.message
    return (
        link.revoked_at is None
        and now < link.expires_at
        and (link.follow_up is None or link.follow_up.state is FollowUpState.OPEN)
        and link.user.active
        and link.user_id in (responsibility.owner_id, responsibility.deputy_id)
        and not responsibility.not_collected
        and not responsibility.activity.withdrawn
        and (message is None or message.to_address == link.user.email)
    )


def _link_key() -> bytes:
    secret: str = current_app.config["SETTINGS"].secret_key
    # A key of its own: what signs sessions must not be able to make links.
    return hmac.new(secret.encode(), b"tracker answer links, version 1", hashlib.sha256).digest()
