"""What the frame of every page needs: sender, navigation, who is signed in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request
from flask_login import AnonymousUserMixin

from tracker.domain.terms import Role
from tracker.models import Organisation, Plan, User
from tracker.queries.people.organisations import public_sender
from tracker.web.frame.identity import has_role, is_admin, owns_activities, signed_in_user

SERVICE_NAME = "Planer och uppföljning"


@dataclass(frozen=True)
class NavigationItem:
    """One link of the main menu."""

    text: str
    href: str
    active: bool


def init_frame(app: Flask) -> None:
    """Adds what templates/base.html reads."""
    app.context_processor(_frame)


def _frame() -> dict[str, Any]:
    user = signed_in_user()
    return {
        "service_name": SERVICE_NAME,
        "organisation": None if g.get("without_database") else sender(),
        "navigation": list(_navigation(user)),
        "current_user": user or AnonymousUserMixin(),
        "release": current_app.config["ASSET_VERSION"],
    }


def sender() -> Organisation | None:
    """Whose page it is: the plan's, else the signed-in person's, else the only one that publishes plans."""
    plan = g.get("plan")
    if isinstance(plan, Plan):
        return plan.board.organisation
    known = g.get("organisation")
    if isinstance(known, Organisation):
        return known
    user = signed_in_user()
    return user.organisation if user else public_sender()


def _navigation(user: User | None) -> Iterator[NavigationItem]:
    for text, path in _places(user):
        top = "/" + path.split("/")[1]
        active = request.path == top or request.path.startswith(top + "/")
        yield NavigationItem(text, request.script_root + path, active)


def _places(user: User | None) -> Iterator[tuple[str, str]]:
    if user is not None and owns_activities():
        yield "Mina aktiviteter", "/mina-aktiviteter"
    yield "Planer", "/planer"
    yield "Uppdrag", "/uppdrag"
    yield "Nyckeltal", "/nyckeltal"
    if user is None:
        yield "Logga in", "/logga-in"
        return
    if has_role(user, Role.COORDINATOR, Role.ADMIN):
        yield "Samordning", "/samordning"
    if is_admin(user):
        yield "Administration", "/administration/anvandare"
