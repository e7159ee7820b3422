"""`user`: add, list, give roles, set a password, shut out."""

import click
from flask.cli import AppGroup

from tracker import clock
from tracker.cli.complaints import in_one_line
from tracker.domain.terms import Role
from tracker.models import Organisation, User
from tracker.queries.people import accounts as queries
from tracker.queries.people.organisations import all_organisations, boards_of
from tracker.services.people import accounts as people
from tracker.services.people.accounts import PersonRefused, PersonValues, RoleAt

_ROLES = {"admin": Role.ADMIN, "coordinator": Role.COORDINATOR, "board-member": Role.BOARD_MEMBER}
_ENGLISH = {
    "taken": "the address is used by somebody already",
    "bad-email": "that is not an e-mail address",
    "no-title": "the title is empty",
    "bad-title": "the title is too long or holds control characters",
    "last-admin": "that is the organisation's only administrator: make somebody else one first",
    "bad-password": "the password needs 12 to 200 characters, four different ones, and is not the address",
    "changed": "somebody changed the person at the same time: try again",
}

user = AppGroup("user", help="People: who may sign in, and what they may do.")


@user.command("add")
@click.argument("email")
@click.option("--title", required=True, help="The role, as pages show it: a title, never a name.")
@click.option("--organisation", help="Slug; needed when there are several.")
@click.option("--role", type=click.Choice(list(_ROLES)), help="A role from the beginning.")
@click.option("--board", help="Slug of the board that the role is for; without it the whole organisation.")
@in_one_line
def add(email: str, title: str, organisation: str | None, role: str | None, board: str | None) -> None:
    """Add a person; set the password with `user password`."""
    if board and not role:
        raise click.ClickException("--board needs --role")
    owner = _organisation(organisation)
    roles = frozenset([_role_at(owner.id, role, board)]) if role else frozenset()
    try:
        added = people.add_user(owner.id, PersonValues(email, title, roles=roles), now=clock.utc_now())
    except PersonRefused as refused:
        raise _english(refused) from refused
    click.echo(f"Added {added.email}.")


@user.command("list")
@click.option("--organisation", help="Slug; only its people.")
@in_one_line
def list_people(organisation: str | None) -> None:
    """List everybody: address, title, roles, state; tab between."""
    chosen = [_organisation(organisation)] if organisation else all_organisations()
    for one in chosen:
        ids = [person.id for person in queries.everybody_of(one.id)]
        for person in queries.people_with_roles(ids):
            state = "active" if person.active else "disabled"
            roles = ", ".join(_describe(person)) or "-"
            click.echo("\t".join((person.email, person.title, roles, state)))


@user.command("role")
@click.argument("email")
@click.argument("role", type=click.Choice(list(_ROLES)))
@click.option("--board", help="Slug of the board; without it the whole organisation.")
@click.option("--remove", is_flag=True, help="Take the role away.")
@in_one_line
def change_role(email: str, role: str, board: str | None, remove: bool) -> None:
    """Give a person a role, or take it away."""
    person = _person(email)
    chosen = _role_at(person.organisation_id, role, board)
    present = people.roles_of(person)
    if remove and chosen not in present:
        raise click.ClickException("the person does not have that role")
    wanted = present - {chosen} if remove else present | {chosen}
    try:
        people.set_roles(person.id, wanted, now=clock.utc_now())
    except PersonRefused as refused:
        raise _english(refused) from refused
    click.echo(f"{person.email}: {', '.join(_describe(person)) or 'no roles'}.")


@user.command("disable")
@click.argument("email")
@in_one_line
def disable(email: str) -> None:
    """Shut a person out: no log-in, no session, no personal link. Answers stand."""
    person = _person(email)
    try:
        people.disable(person.id, now=clock.utc_now())
    except PersonRefused as refused:
        raise _english(refused) from refused
    click.echo(f"Disabled {person.email}.")


@user.command("password")
@click.argument("email")
@click.password_option(help="Asked for, twice, when it is not given.")
@in_one_line
def password(email: str, password: str) -> None:
    """Set a person's password; ends the person's sessions."""
    person = _person(email)
    try:
        people.set_password(person.id, password)
    except PersonRefused as refused:
        raise _english(refused) from refused
    click.echo(f"{person.email} has a new password.")


def _organisation(slug: str | None) -> Organisation:
    known = all_organisations()
    found = [one for one in known if slug in (None, one.slug)]
    if len(found) == 1:
        return found[0]
    slugs = ", ".join(one.slug for one in known) or "none: run 'flask --app wsgi seed' first"
    raise click.ClickException(f"name one organisation with --organisation; there are: {slugs}")


def _person(email: str) -> User:
    person = queries.person_by_email(email)
    if person is None:
        raise click.ClickException(f"there is nobody with the address {email!r}")
    return person


def _role_at(organisation_id: int, role: str, board: str | None) -> RoleAt:
    if board is None:
        return RoleAt(_ROLES[role])
    boards = {one.slug: one.id for one in boards_of(organisation_id)}
    if board not in boards:
        raise click.ClickException(f"there is no board {board!r}; there are: {', '.join(boards)}")
    return RoleAt(_ROLES[role], boards[board])


def _describe(person: User) -> list[str]:
    words = {role: word for word, role in _ROLES.items()}
    return [words[m.role] + (f" ({m.board.slug})" if m.board else "") for m in person.memberships]


def _english(refused: PersonRefused) -> click.ClickException:
    return click.ClickException(_ENGLISH.get(refused.code, refused.message))


COMMANDS = (user,)
