"""Questions about people: who is signed in, who is there, and what they answer for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.domain.swedish.words import sort_key
from tracker.domain.text import text_problem
from tracker.models import Membership, Responsibility, User, db


@dataclass(frozen=True)
class SignedIn:
    """A person with a living session, with organisation and memberships loaded."""

    user: User
    #: Owner or deputy of at least one activity.
    owns_activities: bool


def signed_in(user_id: int, session_version: int) -> SignedIn | None:
    """The active person whose sessions of this version still live, in one question; or None."""
    owns = exists().where(or_(Responsibility.owner_id == User.id, Responsibility.deputy_id == User.id))
    found = (
        db.session.execute(
            select(User, owns)
            .where(User.id == user_id, User.session_version == session_version, User.active)
            .options(joinedload(User.organisation), joinedload(User.memberships))
        )
        .unique()
        .first()
    )
    return SignedIn(found[0], found[1]) if found else None


@dataclass(frozen=True)
class Listed:
    """One line of a list of people."""

    id: int
    title: str
    email: str
    active: bool


def everybody_of(organisation_id: int) -> list[Listed]:
    """Everybody in the organisation by title, å ä ö last, and then address."""
    rows = db.session.execute(
        select(User.id, User.title, User.email, User.active).where(User.organisation_id == organisation_id)
    )
    # Sorted here: neither database sorts Swedish of itself.
    return sorted(
        (Listed(row.id, row.title, row.email, row.active) for row in rows),
        key=lambda person: (sort_key(person.title), person.email),
    )


def people_with_roles(ids: Sequence[int]) -> list[User]:
    """The people with their roles, in the order of the ids."""
    found = db.session.scalars(
        select(User)
        .where(User.id.in_(ids))
        .options(selectinload(User.memberships).joinedload(Membership.board))
    )
    by_id = {user.id: user for user in found}
    return [by_id[user_id] for user_id in ids if user_id in by_id]


def person_of(organisation_id: int, user_id: int) -> User | None:
    """One person of the organisation with roles, or None: nobody sees another organisation's people."""
    return db.session.scalars(
        select(User)
        .where(User.organisation_id == organisation_id, User.id == user_id)
        .options(selectinload(User.memberships).joinedload(Membership.board))
    ).one_or_none()


def person_by_email(email: str) -> User | None:
    """The person with the address, whatever its case, or None."""
    email = email.strip().lower()
    if text_problem(email, single_line=True) is not None:
        # No database takes such a text, and nobody has such an address.
        return None
    return db.session.scalars(select(User).where(User.email == email)).one_or_none()
