"""The people of an organisation: who is there, what they are called, what they may do."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import inspect, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from tracker.domain.accounts.passwords import password_problem
from tracker.domain.fault import Fault
from tracker.domain.terms import Role
from tracker.domain.text import text_problem
from tracker.models import Activity, AnswerLink, Board, Membership, Plan, Responsibility, User, db
from tracker.queries.people import accounts as people
from tracker.services.people import password_hash
from tracker.services.refusal import Refusal
from tracker.services.revision import touch

LONGEST_TITLE = 200
#: What is wrong only because of what is stored.
_CLASHES = frozenset({"taken", "last-admin"})


class PersonRefused(Refusal):
    """Why a person cannot be saved so: every fault, and the first one's field, code and sentence."""

    def __init__(self, *faults: Fault, status: int = 400) -> None:
        super().__init__(faults[0].message, status)
        self.faults = faults
        self.field = faults[0].field
        self.code = faults[0].code


@dataclass(frozen=True)
class RoleAt:
    """A role for one board, or for the whole organisation when no board is given."""

    role: Role
    board_id: int | None = None


@dataclass(frozen=True)
class PersonValues:
    """What is edited of a person."""

    email: str
    title: str
    manager_id: int | None = None
    active: bool = True
    roles: frozenset[RoleAt] = frozenset()


def add_user(organisation_id: int, values: PersonValues, *, now: datetime) -> User:
    """Adds a person, who cannot sign in until a password is chosen. Raises PersonRefused."""
    user = User(organisation_id=organisation_id, email="", title="")
    _apply(user, values, now)
    db.session.add(user)
    _commit()
    return user


def change_user(user_id: int, values: PersonValues, *, version: int, now: datetime) -> User:
    """Changes a person as one step. Raises PersonRefused, with 409 when it has been changed since `version`.

    Disabling, and a new address, end the person's personal links and sessions: they were for another mailbox.
    """
    user = _user(user_id)
    if user.version != version:
        raise _changed_meanwhile()
    _apply(user, values, now)
    _commit()
    return user


def set_roles(user_id: int, roles: Iterable[RoleAt], *, now: datetime) -> User:
    """Gives the person exactly these roles. Raises PersonRefused."""
    user = _user(user_id)
    _apply(user, PersonValues(user.email, user.title, user.manager_id, user.active, frozenset(roles)), now)
    _commit()
    return user


def disable(user_id: int, *, now: datetime) -> User:
    """Shuts the person out: no log-in, no session, no personal link; what was answered stands."""
    user = _user(user_id)
    _apply(user, PersonValues(user.email, user.title, user.manager_id, False, roles_of(user)), now)
    _commit()
    return user


def mail_again(user_id: int) -> None:
    """Tries an address again that was given up because mail to it was refused; done already, nothing happens."""
    db.session.execute(
        # Past the version counter: it is no conflict for the one who edits the person.
        update(User).where(User.id == user_id).values(unreachable_since=None, unreachable_reply=None)
    )
    db.session.commit()


def set_password(user_id: int, password: str) -> None:
    """Sets the password and ends the person's sessions. Raises PersonRefused when it will not do."""
    user = _user(user_id)
    problem = password_problem(password, user.email)
    if problem is not None:
        raise PersonRefused(Fault("password", "bad-password", problem))
    db.session.execute(
        update(User)
        .where(User.id == user_id)
        # Past the version counter: a new password is no conflict for the one who edits the person.
        .values(password_hash=password_hash.password_hash(password), session_version=User.session_version + 1)
    )
    db.session.commit()


def roles_of(user: User) -> frozenset[RoleAt]:
    """The person's roles as values."""
    return frozenset(RoleAt(m.role, m.board_id) for m in user.memberships)


def normal_email(email: str) -> str:
    """The address as it is stored and compared. Raises PersonRefused when it is none."""
    try:
        # Whether the domain takes mail is not asked: that needs a network and fails for reasons of its own.
        # Letters outside ASCII before the @ are refused: no reminder could be sent, and а looks like a.
        found = validate_email(email.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        sentence = "Skriv en e-postadress, till exempel namn@kommunen.se."
        raise PersonRefused(Fault("email", "bad-email", sentence)) from error
    normal = found.normalized.lower()
    if len(normal) > 254:
        raise PersonRefused(Fault("email", "bad-email", "E-postadressen är för lång."))
    return normal


def _user(user_id: int) -> User:
    user = db.session.get(User, user_id, populate_existing=True)
    if user is None:
        raise PersonRefused(Fault("email", "unknown", "Personen finns inte."), status=404)
    return user


def _apply(user: User, values: PersonValues, now: datetime) -> None:
    with db.session.no_autoflush:
        email = _good(user, values)
    stored: bool = inspect(user).persistent
    if stored and (user.email != email or (user.active and not values.active)):
        _shut_out(user, now)
    if stored and user.email != email:
        user.unreachable_since = user.unreachable_reply = None
    user.email = email
    title = _normal_title(values.title)
    if stored and user.title != title:
        _touch_plans_of(user)
    user.title = title
    user.manager_id = values.manager_id
    user.active = values.active
    _give_roles(user, values.roles)


def _good(user: User, values: PersonValues) -> str:
    """The address as it is stored. Raises PersonRefused with all that is wrong, in the form's order."""
    email, refused = "", []
    try:
        email = normal_email(values.email)
        _check_free(user, email)
    except PersonRefused as problem:
        refused.append(problem)
    found = [
        *_title_faults(values.title),
        *(fault for problem in refused for fault in problem.faults),
        *_manager_faults(user, values.manager_id),
        *_board_faults(user, values.roles),
        *_last_admin_faults(user, values),
    ]
    if found:
        clashes = all(fault.code in _CLASHES for fault in found)
        raise PersonRefused(*found, status=409 if clashes else 400)
    return email


def _normal_title(title: str) -> str:
    return unicodedata.normalize("NFC", title.strip())


def _title_faults(title: str) -> list[Fault]:
    title = _normal_title(title)
    if not title:
        return [Fault("title", "no-title", "Skriv en titel, till exempel Rektor, vuxenutbildningen.")]
    problem = text_problem(title, LONGEST_TITLE, single_line=True)
    return [Fault("title", "bad-title", problem)] if problem is not None else []


def _check_free(user: User, email: str) -> None:
    other = people.person_by_email(email)
    if other is not None and other.id != user.id:
        raise _taken()


def _manager_faults(user: User, manager_id: int | None) -> list[Fault]:
    """A manager is of the same organisation, and nobody is above himself, not even by way of others."""
    seen = {user.id}
    above = manager_id
    while above is not None:
        if above in seen:
            sentence = "Välj en annan chef: personen kan inte vara chef över sig själv."
            return [Fault("manager", "bad-manager", sentence)]
        seen.add(above)
        manager = db.session.get(User, above)
        if manager is None or manager.organisation_id != user.organisation_id:
            return [Fault("manager", "bad-manager", "Välj en chef i listan.")]
        above = manager.manager_id
    return []


def _board_faults(user: User, roles: frozenset[RoleAt]) -> list[Fault]:
    wanted = {role.board_id for role in roles if role.board_id is not None}
    own = select(Board.id).where(Board.organisation_id == user.organisation_id)
    if wanted <= set(db.session.scalars(own)):
        return []
    return [Fault("roles", "bad-board", "Välj nämnder i listan.")]


def _last_admin_faults(user: User, values: PersonValues) -> list[Fault]:
    admin = RoleAt(Role.ADMIN)
    if values.active and admin in values.roles:
        return []
    others = db.session.scalars(
        select(Membership.user_id)
        .join(Membership.user)
        .where(
            Membership.organisation_id == user.organisation_id,
            Membership.role == Role.ADMIN,
            Membership.board_id.is_(None),
            Membership.user_id != user.id,
            User.active,
        )
        .limit(1)
    ).first()
    if others is None and user.active and admin in roles_of(user):
        sentence = "Personen är den enda administratören. Gör någon annan till administratör först."
        return [Fault("admin", "last-admin", sentence)]
    return []


def _touch_plans_of(user: User) -> None:
    """The pages of the plans say by title who answers for a row."""
    rows = select(Activity.plan_id).join(Activity.responsibilities).where(Responsibility.owner_id == user.id)
    for plan in db.session.scalars(select(Plan).where(Plan.id.in_(rows)).order_by(Plan.id)):
        touch(plan)


def _shut_out(user: User, now: datetime) -> None:
    user.session_version += 1
    db.session.execute(
        update(AnswerLink)
        .where(AnswerLink.user_id == user.id, AnswerLink.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def _give_roles(user: User, roles: frozenset[RoleAt]) -> None:
    present = roles_of(user)
    for membership in list(user.memberships):
        if RoleAt(membership.role, membership.board_id) not in roles:
            db.session.delete(membership)
            user.memberships.remove(membership)
    for role in sorted(roles - present, key=lambda r: (r.role, r.board_id or 0)):
        user.memberships.append(
            Membership(organisation_id=user.organisation_id, board_id=role.board_id, role=role.role)
        )
    if present != roles:
        # Roles lie in a table of their own: the version must grow for them too.
        flag_modified(user, "title")


def _commit() -> None:
    try:
        db.session.commit()
    except StaleDataError as error:
        db.session.rollback()
        raise _changed_meanwhile() from error
    except IntegrityError as error:
        # The address was free a moment ago; the constraint has the last word.
        db.session.rollback()
        raise _taken() from error


def _taken() -> PersonRefused:
    sentence = "E-postadressen används redan av någon annan i tjänsten."
    return PersonRefused(Fault("email", "taken", sentence), status=409)


def _changed_meanwhile() -> PersonRefused:
    sentence = "Någon annan har ändrat personen sedan du öppnade sidan. Inget av ditt har sparats."
    return PersonRefused(Fault("version", "changed", sentence), status=409)
