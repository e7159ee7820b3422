"""Somebody whose link opens nothing asks for new ones; whether the address is known never shows."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, func, select

from tracker.domain.accounts.network import network_of
from tracker.domain.terms import RequestKind
from tracker.models import MailRequest, User, db
from tracker.queries.people.accounts import person_by_email
from tracker.services.refusal import Refusal

WINDOW = timedelta(hours=1)
#: Requests within the window: for one e-mail address, and from one place whatever the address.
LIMIT_OF_EMAIL, LIMIT_OF_PLACE = 3, 20
#: For one e-mail address within a day.
LIMIT_OF_DAY = 6
_DAY = timedelta(days=1)


def ask_for_links(email: str, address: str, *, now: datetime) -> None:
    """Lets the next tick mail new links to the person with that e-mail, if something waits for her.

    `address` is where the request came from. The same is done, in the same time, whether anybody has the
    e-mail. Asked too often for it nothing more is sent, and what is asked for while a request waits is answered
    by that one; neither shows. Raises Refusal (429) for too many requests from one place.
    """
    hashed = sha256(email.strip().lower().encode("utf-8", "surrogatepass")).hexdigest()
    place = network_of(address)
    if _count(now - WINDOW, MailRequest.address == place) >= LIMIT_OF_PLACE:
        db.session.rollback()
        raise Refusal("Många har bett om nya länkar härifrån. Vänta en timme och försök igen.", 429)
    user = _held_alone(email.strip().lower())
    own = MailRequest.email_hash == hashed
    enough = _count(now - WINDOW, own) >= LIMIT_OF_EMAIL, _count(now - _DAY, own) >= LIMIT_OF_DAY
    # A request may wait for the end of a pause however long.
    waits = _count(None, own, MailRequest.done_at.is_(None)) > 0
    db.session.add(
        MailRequest(
            kind=RequestKind.LINKS,
            user_id=user.id if user else None,
            email_hash=hashed,
            address=place,
            created_at=now,
            done_at=now if any(enough) or waits or user is None else None,
        )
    )
    db.session.commit()


def _held_alone(email: str) -> User | None:
    """The person with that e-mail; whoever else asks for her waits, and then sees this request."""
    user = person_by_email(email)
    person_id = user.id if user else 0
    db.session.execute(select(User.id).where(User.id == person_id).with_for_update(key_share=True)).all()
    return user


def _count(since: datetime | None, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(MailRequest).where(MailRequest.kind == RequestKind.LINKS)
    if since is not None:
        query = query.where(MailRequest.created_at > since)
    return db.session.scalar(query.where(*conditions)) or 0
