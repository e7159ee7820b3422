"""Signing in: one answer to every failure, and a growing pause for the one who guesses."""

import hashlib
import math
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from tracker.domain.accounts.network import network_of
from tracker.domain.accounts.sign_in_limits import MEMORY, address_open_at, pair_open_at
from tracker.domain.swedish.words import counted
from tracker.models import LoginAttempt, User, db
from tracker.queries.people import accounts as people
from tracker.services.people import password_hash
from tracker.services.refusal import Refusal

WRONG = "E-postadressen eller lösenordet stämmer inte. Kontrollera båda och försök igen."


def sign_in(email: str, password: str, address: str, *, now: datetime) -> User:
    """The person whose e-mail and password these are; `address` is where the request came from.

    Raises Refusal: 400 in the same words and the same time whether the e-mail is unknown, the person is
    disabled or the password is wrong; 429 with the time to wait after too many failures, before any hash is
    computed. Another address is not slowed down, so nobody can lock out somebody else.

    The attempt is noted before the hash is computed and struck out when it succeeds: of many attempts at
    once, each sees those before it. Between the two nothing is locked, as the hash takes its time.
    """
    attempt = _note_attempt(_hashed(email), network_of(address), now)
    user = people.person_by_email(email)
    stored = user.password_hash if user else None
    user_id = user.id if user and user.active and stored else None
    # Lets go of the database while the hash is computed.
    db.session.rollback()
    right = password_hash.is_password(stored or password_hash.UNKNOWN_PERSONS_HASH, password)
    if not right or user_id is None or stored is None:
        raise Refusal(WRONG, 400)
    return _succeed(user_id, stored, password, attempt)


def end_sessions(user_id: int) -> None:
    """Ends all the person's sessions, also those of a copied cookie."""
    _grow_session_version(user_id)
    db.session.commit()


def _note_attempt(email_hash: str, address: str, now: datetime) -> tuple[str, str]:
    if db.session.get_bind().dialect.name == "postgresql":
        # As SQLite's write lock does: attempts from one address are counted one after the other.
        key = int.from_bytes(hashlib.sha256(address.encode()).digest()[:8], "big", signed=True)
        db.session.execute(select(func.pg_advisory_xact_lock(key)))
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.attempted_at < now - MEMORY))
    rows = db.session.execute(
        select(LoginAttempt.attempted_at, LoginAttempt.email_hash)
        .where(LoginAttempt.address == address)
        .order_by(LoginAttempt.attempted_at, LoginAttempt.id)
    ).all()
    of_pair = [row.attempted_at for row in rows if row.email_hash == email_hash]
    open_at = [pair_open_at(of_pair), address_open_at([row.attempted_at for row in rows], now)]
    wait = max((moment - now for moment in open_at if moment), default=timedelta(0))
    if wait > timedelta(0):
        db.session.rollback()
        raise Refusal(_too_often(wait), 429)
    db.session.add(LoginAttempt(email_hash=email_hash, address=address, attempted_at=now))
    db.session.commit()
    return email_hash, address


def _succeed(user_id: int, stored: str, password: str, attempt: tuple[str, str]) -> User:
    # Asked again: meanwhile the person may have been disabled or have got another password.
    user = db.session.get(User, user_id, populate_existing=True)
    if user is None or not user.active or user.password_hash != stored:
        db.session.rollback()
        raise Refusal(WRONG, 400)
    email_hash, address = attempt
    db.session.execute(
        delete(LoginAttempt).where(LoginAttempt.email_hash == email_hash, LoginAttempt.address == address)
    )
    if password_hash.is_outdated(stored):
        db.session.execute(
            update(User).where(User.id == user_id).values(password_hash=password_hash.password_hash(password))
        )
    db.session.commit()
    return user


def _grow_session_version(user_id: int) -> None:
    # In SQL, past the version counter: logging out is no conflict for the one who edits the person.
    db.session.execute(
        update(User).where(User.id == user_id).values(session_version=User.session_version + 1)
    )


def _too_often(wait: timedelta) -> str:
    minutes = max(1, math.ceil(wait.total_seconds() / 60))
    return (
        f"För många försök har misslyckats härifrån. Vänta {counted(minutes, 'minut', 'minuter')} "
        "och försök igen. Har du glömt lösenordet kan den som sköter tjänsten ge dig en länk "
        "för att välja ett nytt."
    )


def _hashed(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode("utf-8", "surrogatepass")).hexdigest()
