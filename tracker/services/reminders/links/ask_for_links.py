"""Somebody whose link opens nothing asks for new ones; whether the address is known never shows."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select

from tracker.domain.accounts.network import network_of
from tracker.domain.terms import RequestKind
from tracker.models import MailRequest, db
from tracker.queries.people.accounts import person_by_email
from tracker.services.refusal import Refusal

WINDOW = timedelta(hours=1)
#: Requests within the window: for one e-mail address, and from one place whatever the address.
LIMIT_OF_EMAIL, LIMIT_OF_PLACE = 3, 20
_KEPT = timedelta(days=7)


def ask_for_links(email: str, address: str, *, now: datetime) -> None:
    """Lets the next tick mail new links to the person with that e-mail, if something waits for her.

    `address` is where the request came from. The same is done, in the same time, whether anybody has the
    e-mail; asked too often for it nothing more is sent, and that does not show either. Raises Refusal (429)
    for too many requests from one place.
    """
    hashed = sha256(email.strip().lower().encode("utf-8", "surrogatepass")).hexdigest()
    place = network_of(address)
    db.session.execute(delete(MailRequest).where(MailRequest.created_at < now - _KEPT))
    if _count(MailRequest.address == place, now) >= LIMIT_OF_PLACE:
        db.session.rollback()
        raise Refusal("Många har bett om nya länkar härifrån. Vänta en timme och försök igen.", 429)
    user = person_by_email(email.strip().lower())
    too_often = _count(MailRequest.email_hash == hashed, now) >= LIMIT_OF_EMAIL
    db.session.add(
        MailRequest(
            kind=RequestKind.LINKS,
            user_id=user.id if user else None,
            email_hash=hashed,
            address=place,
            created_at=now,
            done_at=now if too_often or user is None else None,
        )
    )
    db.session.commit()


def _count(condition: object, now: datetime) -> int:
    query = select(func.count()).select_from(MailRequest)
    of_links = query.where(MailRequest.kind == RequestKind.LINKS, MailRequest.created_at > now - WINDOW)
    return db.session.scalar(of_links.where(condition)) or 0  # type: ignore[arg-type]
