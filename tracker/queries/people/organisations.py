"""Questions about organisations."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import undefer

from tracker.domain.terms import Role, Visibility
from tracker.models import Board, Membership, Organisation, Plan, User, db
from tracker.models.swedish_order import swedish

#: More to turn to would be a register, not an answer.
_CONTACTS = 10


@dataclass(frozen=True)
class Contact:
    """Somebody to turn to: the municipality, the role's title and its address."""

    organisation: str
    title: str
    email: str


def organisation_by_slug(slug: str, *, with_logo: bool = False) -> Organisation | None:
    """The organisation, with the logo's bytes only when they are asked for; or None."""
    question = select(Organisation).where(Organisation.slug == slug)
    if with_logo:
        question = question.options(undefer(Organisation.logo))
    return db.session.scalars(question).one_or_none()


def all_organisations() -> Sequence[Organisation]:
    """Every organisation, by slug."""
    return db.session.scalars(select(Organisation).order_by(Organisation.slug)).all()


def boards_of(organisation_id: int) -> Sequence[Board]:
    """The organisation's boards by name."""
    return db.session.scalars(
        select(Board).where(Board.organisation_id == organisation_id).order_by(swedish(Board.name), Board.id)
    ).all()


def public_sender() -> Organisation | None:
    """The sender of pages that belong to no plan: the only organisation that has published one.

    Before anything is published, the only organisation there is; None when there are several.
    """
    publishes = exists().where(
        Plan.organisation_id == Organisation.id, Plan.visibility == Visibility.PUBLISHED
    )
    found = db.session.execute(
        select(Organisation, publishes).order_by(publishes.desc(), Organisation.id).limit(2)
    ).all()
    candidates = [row[0] for row in found if row[1]] or [row[0] for row in found]
    return candidates[0] if len(candidates) == 1 else None


def contacts(organisation_id: int | None) -> list[Contact]:
    """Whom a reader may turn to: the coordinators of published plans, else the organisation's administrators.

    Without an organisation the coordinators of everybody's published plans. Only active people, by title.
    """
    coordinators = (
        select(Organisation.name, User.title, User.email)
        .join(User, User.organisation_id == Organisation.id)
        .where(exists().where(Plan.coordinator_id == User.id, Plan.visibility == Visibility.PUBLISHED))
    )
    if organisation_id is None:
        return _contacts(coordinators)
    administrators = (
        select(Organisation.name, User.title, User.email)
        .join(User, User.organisation_id == Organisation.id)
        .where(
            exists().where(
                Membership.user_id == User.id,
                Membership.organisation_id == organisation_id,
                Membership.board_id.is_(None),
                Membership.role == Role.ADMIN,
            )
        )
    )
    own = Organisation.id == organisation_id
    return _contacts(coordinators.where(own)) or _contacts(administrators.where(own))


def _contacts(query: Select[str, str, str]) -> list[Contact]:
    ordered = (
        query.where(User.active)
        .order_by(swedish(Organisation.name), swedish(User.title), User.id)
        .limit(_CONTACTS)
    )
    return [Contact(name, title, email) for name, title, email in db.session.execute(ordered)]
