"""Who is signed in: Flask-Login, its session and where a person starts."""

import re
from datetime import timedelta

from flask import Flask, g, request, session
from flask_login import LoginManager, current_user, login_user, logout_user

from tracker import clock
from tracker.domain.terms import Role
from tracker.models import User
from tracker.queries.people import accounts as people

_LONGEST_SESSION = timedelta(hours=24)
_ENDS_AT = "ends_at"
_SESSION_ID = re.compile(r"([1-9][0-9]{0,17})\.([1-9][0-9]{0,8})")


def init_login(app: Flask) -> None:
    """Sets up Flask-Login: no remember-me, and a session that dies after a day at the latest."""
    manager = LoginManager()
    # Its mark of address and browser would only forbid what nothing here asks for.
    manager.session_protection = None
    # Templates get current_user from the context processor, which knows when the database is away.
    manager.init_app(app, add_context_processor=False)
    # It looks for the remember-me cookie in every session, and so lets files and open pages vary by cookie.
    app.after_request_funcs[None].remove(manager._update_remember_cookie)
    manager.user_loader(_load)


def _load(session_id: str) -> User | None:
    # Not left to the cookie's own age: that begins anew whenever something is written into the session.
    if session.get(_ENDS_AT, 0) <= clock.utc_now().timestamp():
        return None
    match = _SESSION_ID.fullmatch(session_id)
    found = people.signed_in(int(match[1]), int(match[2])) if match else None
    g.owns_activities = found is not None and found.owns_activities
    return found.user if found else None


def signed_in_user() -> User | None:
    """The person who is signed in, or None; nobody is, on a page that must do without the database."""
    if g.get("without_database"):
        return None
    return current_user._get_current_object() if current_user.is_authenticated else None


def owns_activities() -> bool:
    """Whether the signed-in person is owner or deputy of any activity."""
    return signed_in_user() is not None and bool(g.get("owns_activities"))


def has_role(user: User, *roles: Role) -> bool:
    """Whether the person has one of the roles in the own organisation, for any board or for all."""
    return any(m.role in roles and m.organisation_id == user.organisation_id for m in user.memberships)


def is_admin(user: User) -> bool:
    """Whether the person administers the own organisation as a whole."""
    return any(
        m.role is Role.ADMIN and m.board_id is None and m.organisation_id == user.organisation_id
        for m in user.memberships
    )


def landing_page(user: User) -> str:
    """Where the signed-in person's work begins: the owner's list, the coordinator's, the administrator's."""
    if owns_activities():
        path = "/mina-aktiviteter"
    elif has_role(user, Role.COORDINATOR):
        path = "/samordning"
    elif is_admin(user):
        path = "/administration/anvandare"
    else:
        path = "/planer"
    return request.script_root + path


def begin_session(user: User) -> None:
    """Signs the person in, in a session with nothing left of the one before."""
    session.clear()
    session[_ENDS_AT] = int((clock.utc_now() + _LONGEST_SESSION).timestamp())
    login_user(user)
    # login_user has not asked who answers for what.
    g.pop("_login_user", None)


def end_session() -> None:
    """Forgets the session of this browser."""
    logout_user()
    session.clear()
