"""People: adding, changing, roles, shutting out."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from tests.reminding import item as told
from tracker.domain.reminders.steps import OPENED
from tracker.domain.terms import MessageState, Role
from tracker.models import (
    AnswerLink,
    Board,
    FollowUp,
    Membership,
    Message,
    Organisation,
    Responsibility,
    User,
    db,
)
from tracker.services.people import accounts as people
from tracker.services.people.accounts import PersonRefused, PersonValues, RoleAt
from tracker.services.people.password_link import password_token, person_of_token
from tracker.services.refusal import Refusal

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ADMIN = "admin@uppsala.example.org"
OWNER = "ekonomichef@uppsala.example.org"


@pytest.fixture(autouse=True)
def context(any_app: Flask) -> Iterator[None]:
    """Inside the app, on each database."""
    with any_app.app_context():
        yield


def uppsala() -> int:
    """The organisation's id."""
    return db.session.scalars(select(Organisation.id).where(Organisation.slug == "uppsala")).one()


def board(organisation: str, slug: str) -> int:
    """A board's id."""
    return db.session.scalars(
        select(Board.id).join(Board.organisation).where(Organisation.slug == organisation, Board.slug == slug)
    ).one()


def person(email: str) -> User:
    """The person as stored now."""
    return db.session.scalars(
        select(User).where(User.email == email).execution_options(populate_existing=True)
    ).one()


def values_of(user: User, **changes: object) -> PersonValues:
    """What is stored, with changes."""
    stored = {
        "email": user.email,
        "title": user.title,
        "manager_id": user.manager_id,
        "active": user.active,
        "roles": people.roles_of(user),
    }
    return PersonValues(**(stored | changes))  # type: ignore[arg-type]


def refusal_of(values: PersonValues) -> PersonRefused:
    """Why such a person cannot be added."""
    with pytest.raises(PersonRefused) as caught:
        people.add_user(uppsala(), values, now=NOW)
    db.session.rollback()
    return caught.value


def test_a_person_is_added_with_roles_and_without_a_password() -> None:
    wanted = frozenset({RoleAt(Role.COORDINATOR, board("uppsala", "kommunfullmaktige")), RoleAt(Role.ADMIN)})
    manager = person(OWNER).id
    typed = PersonValues(" Ny.Person@Example.ORG ", " Ny roll ", manager, roles=wanted)
    people.add_user(uppsala(), typed, now=NOW)
    added = person("ny.person@example.org")
    assert (added.title, added.manager_id, added.active, added.password_hash) == (
        "Ny roll",
        manager,
        True,
        None,
    )
    assert people.roles_of(added) == wanted


@pytest.mark.parametrize(
    ("email", "title", "code"),
    [
        ("", "Roll", "bad-email"),
        ("inte en adress", "Roll", "bad-email"),
        ("a@b", "Roll", "bad-email"),
        ("åsikt@example.org", "Roll", "bad-email"),
        ("\u0430dmin@uppsala.example.org", "Roll", "bad-email"),
        ("a@example.org\r\nBcc: x@example.org", "Roll", "bad-email"),
        ("a@example.org,b@example.org", "Roll", "bad-email"),
        ("a\x00@example.org", "Roll", "bad-email"),
        ("x" * 300 + "@example.org", "Roll", "bad-email"),
        (OWNER.upper(), "Roll", "taken"),
        ("ny@example.org", "  ", "no-title"),
        ("ny@example.org", "Roll\x07", "bad-title"),
        ("ny@example.org", "Roll\nBcc: x", "bad-title"),
        ("ny@example.org", "x" * 201, "bad-title"),
    ],
)
def test_bad_values_are_refused_with_the_field_named(email: str, title: str, code: str) -> None:
    refused = refusal_of(PersonValues(email, title))
    assert refused.code == code
    assert refused.field == ("title" if "title" in code else "email")
    assert refused.message.endswith(".")


def test_any_title_a_person_can_write_is_kept() -> None:
    for number, title in enumerate(("<script>alert(1)</script>", "{{7*7}}", "Rektor 😀", "מנהל")):
        added = people.add_user(uppsala(), PersonValues(f"p{number}@example.org", title), now=NOW)
        assert added.title == title


def test_boards_and_managers_of_others_are_refused() -> None:
    elsewhere = person("admin@boras.example.org").id
    assert refusal_of(PersonValues("a@example.org", "Roll", elsewhere)).field == "manager"
    assert refusal_of(PersonValues("a@example.org", "Roll", 999_999)).field == "manager"
    foreign = RoleAt(Role.COORDINATOR, board("boras", "kommunstyrelsen"))
    assert refusal_of(PersonValues("a@example.org", "Roll", roles=frozenset({foreign}))).field == "roles"


def test_nobody_is_above_himself() -> None:
    director = person("forvaltningsdirektor@uppsala.example.org")
    below = person("rektor.sfi@uppsala.example.org").id
    for manager in (director.id, below):
        with pytest.raises(PersonRefused, match="chef över sig själv"):
            people.change_user(
                director.id, values_of(director, manager_id=manager), version=director.version, now=NOW
            )


def test_the_second_editor_is_told_and_nothing_is_lost() -> None:
    user = person(OWNER)
    version, values = user.version, values_of(user)
    people.change_user(user.id, values_of(user, title="Först"), version=version, now=NOW)
    with pytest.raises(PersonRefused) as caught:
        people.change_user(user.id, values, version=version, now=NOW)
    assert (caught.value.status, caught.value.field) == (409, "version")
    assert person(OWNER).title == "Först"


def test_a_change_of_roles_alone_is_noticed_by_the_second_editor() -> None:
    user = person(OWNER)
    version, values = user.version, values_of(user)
    people.set_roles(user.id, [RoleAt(Role.COORDINATOR)], now=NOW)
    with pytest.raises(PersonRefused):
        people.change_user(user.id, values, version=version, now=NOW)
    assert people.roles_of(person(OWNER)) == {RoleAt(Role.COORDINATOR)}


def test_a_new_password_is_no_conflict_for_an_editor_and_ends_the_sessions() -> None:
    user = person(OWNER)
    version, sessions = user.version, user.session_version
    people.set_password(user.id, "tre sommarlov i rad")
    user = person(OWNER)
    assert (user.version, user.session_version) == (version, sessions + 1)
    assert user.password_hash is not None and user.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize(
    "password", ["", "kort", "x" * 11, "aaaaaaaaaaaaaa", OWNER.upper(), "å" * 3 + "b" * 200]
)
def test_a_bad_password_is_refused(password: str) -> None:
    with pytest.raises(PersonRefused, match="Välj ett lösenord") as caught:
        people.set_password(person(OWNER).id, password)
    assert caught.value.field == "password"


def test_the_only_administrator_stays() -> None:
    user = person(ADMIN)
    for attempt in (
        lambda: people.disable(user.id, now=NOW),
        lambda: people.set_roles(user.id, [], now=NOW),
        lambda: people.set_roles(user.id, [RoleAt(Role.COORDINATOR)], now=NOW),
    ):
        with pytest.raises(PersonRefused, match="den enda administratören"):
            attempt()
        db.session.rollback()
    people.set_roles(person(OWNER).id, [RoleAt(Role.ADMIN)], now=NOW)
    people.disable(user.id, now=NOW)
    assert person(ADMIN).active is False


def add_link(user: User) -> int:
    """A personal link of the person; returns its id."""
    row = db.session.scalars(select(Responsibility).where(Responsibility.owner_id == user.id)).first()
    follow_up = db.session.scalars(select(FollowUp)).first()
    assert row and follow_up
    message = Message(
        key="k", user_id=user.id, send_on=NOW.date(), to_address=user.email, to_title=user.title,
        from_header="x", message_id="x", written_at=NOW, subject="x", text="x", html="x",
        state=MessageState.SENT, next_at=NOW,
    )  # fmt: skip
    item = told(follow_up, row, user, OPENED, NOW, message=message)
    link = AnswerLink(
        token_hash="h", item=item, user=user, responsibility=row, follow_up=follow_up, expires_at=NOW
    )
    db.session.add(link)
    db.session.commit()
    return link.id


@pytest.mark.parametrize("changes", [{"active": False}, {"email": "nagon.annan@example.org"}])
def test_disabling_and_a_new_address_end_sessions_and_links(changes: dict[str, object]) -> None:
    user = person(OWNER)
    link, sessions = add_link(user), user.session_version
    people.change_user(user.id, values_of(user, title="Annat"), version=user.version, now=NOW)
    assert db.session.get_one(AnswerLink, link, populate_existing=True).revoked_at is None
    people.change_user(user.id, values_of(user, **changes), version=user.version, now=NOW)
    assert db.session.get_one(AnswerLink, link, populate_existing=True).revoked_at == NOW
    assert db.session.get_one(User, user.id, populate_existing=True).session_version == sessions + 1


SECRET = "a key that only the tests use, long enough"


def test_a_password_link_is_for_one_person_and_one_time() -> None:
    user = person(OWNER)
    token = password_token(user, SECRET, now=NOW)
    assert person_of_token(token, SECRET, now=NOW).email == OWNER
    people.set_password(user.id, "tre sommarlov i rad")
    with pytest.raises(Refusal, match="redan använd") as caught:
        person_of_token(token, SECRET, now=NOW)
    assert caught.value.status == 410


def test_a_password_link_dies_after_a_day_and_with_the_person() -> None:
    user = person(OWNER)
    token = password_token(user, SECRET, now=NOW)
    late = NOW.replace(day=3)
    assert person_of_token(token, SECRET, now=late.replace(hour=8, minute=59)).email == OWNER
    with pytest.raises(Refusal, match="för gammal"):
        person_of_token(token, SECRET, now=late)
    db.session.execute(update(User).where(User.id == user.id).values(active=False))
    db.session.commit()
    with pytest.raises(Refusal):
        person_of_token(token, SECRET, now=NOW)


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: "x" + t, lambda t: "", lambda t: "å.ä", lambda t: "a.b"]
)
def test_an_altered_password_link_is_none(change) -> None:  # type: ignore[no-untyped-def]
    token = password_token(person(OWNER), SECRET, now=NOW)
    with pytest.raises(Refusal, match="inte hel") as caught:
        person_of_token(change(token), SECRET, now=NOW)
    assert caught.value.status == 404
    with pytest.raises(Refusal):
        person_of_token(token, "another key", now=NOW)


def test_a_role_for_the_whole_organisation_is_stored_once() -> None:
    user = person(OWNER)
    role = {"user_id": user.id, "organisation_id": user.organisation_id, "role": Role.COORDINATOR}
    board_id = db.session.scalars(
        select(Board.id).where(Board.organisation_id == user.organisation_id)
    ).first()
    db.session.add_all([Membership(**role), Membership(**role, board_id=board_id)])
    db.session.commit()
    db.session.add(Membership(**role))
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()
