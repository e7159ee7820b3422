"""The administrators' forms."""

from collections.abc import Iterable

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField

from tracker.domain.terms import Role
from tracker.models import Board, User
from tracker.queries.people.accounts import Listed
from tracker.services.people.accounts import PersonValues, RoleAt, roles_of

_EVERYWHERE = "alla"
_NOBODY = ""


class VersionedForm(FlaskForm):
    """A form that knows which version of the row it was filled from."""

    version = HiddenField()

    @property
    def shown_version(self) -> int:
        """The version, or -1, which no row has."""
        return _number(self.version.data or "")


class PersonForm(VersionedForm):
    """A person: the title, where mail goes, and what the person may do."""

    title = StringField(
        "Titel", description="Så som den visas på sidorna, till exempel Rektor, vuxenutbildningen. Inga namn."
    )
    email = StringField("E-postadress", description="Dit går påminnelserna, och med den loggar personen in.")
    manager = SelectField("Närmaste chef", validate_choice=False)
    admin = BooleanField("Administratör för hela kommunen")
    coordinator = SelectMultipleField("Samordnare för", validate_choice=False)
    board_member = SelectMultipleField("Ledamot i", validate_choice=False)
    active = BooleanField("Får använda tjänsten")

    def offer(self, boards: Iterable[Board], people: Iterable[Listed], user_id: int | None) -> None:
        """Fills in what can be chosen."""
        places = [(str(board.id), board.name) for board in boards]
        self.coordinator.choices = [(_EVERYWHERE, "Hela kommunen"), *places]
        self.board_member.choices = places
        others = [(str(p.id), p.title) for p in people if p.active and p.id != user_id]
        chosen = self.manager.data
        if chosen and chosen not in dict(others):
            # A manager who has left stays until another one is chosen.
            others += [(str(p.id), f"{p.title} (avstängd)") for p in people if str(p.id) == chosen]
        self.manager.choices = [(_NOBODY, "Ingen vald"), *others]

    def show(self, user: User) -> None:
        """Fills in what is stored."""
        self.version.data = str(user.version)
        self.title.data = user.title
        self.email.data = user.email
        self.manager.data = str(user.manager_id or _NOBODY)
        self.active.data = user.active
        self.admin.data = RoleAt(Role.ADMIN) in roles_of(user)
        self.coordinator.data = [_place(m.board_id) for m in user.memberships if m.role is Role.COORDINATOR]
        self.board_member.data = [_place(m.board_id) for m in user.memberships if m.role is Role.BOARD_MEMBER]

    def values(self) -> PersonValues:
        """What was typed, for the service to judge; what is no choice becomes one that it refuses."""
        roles = {RoleAt(Role.COORDINATOR, _board_id(value)) for value in self.coordinator.data or ()}
        roles |= {RoleAt(Role.BOARD_MEMBER, _board_id(value)) for value in self.board_member.data or ()}
        if self.admin.data:
            roles.add(RoleAt(Role.ADMIN))
        return PersonValues(
            email=self.email.data or "",
            title=self.title.data or "",
            manager_id=_number(self.manager.data) if self.manager.data else None,
            active=bool(self.active.data),
            roles=frozenset(roles),
        )


class AppearanceForm(VersionedForm):
    """Accent and logo."""

    accent = StringField(
        "Färg", description="Sex tecken efter #, till exempel #0b5563. Lämna tomt för tjänstens egen färg."
    )
    logo = FileField("Logotyp", description="PNG eller JPEG, högst 200 kB. Den visas högst 40 punkter hög.")


def _place(board_id: int | None) -> str:
    return _EVERYWHERE if board_id is None else str(board_id)


def _board_id(value: str) -> int | None:
    return None if value == _EVERYWHERE else _number(value)


def _number(value: str) -> int:
    """The number, or -1, which no row has."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 9 else -1
