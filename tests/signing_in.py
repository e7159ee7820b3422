"""Signing in as a person would, through the page."""

from functools import cache

from sqlalchemy import select

from tests.page_check import PageClient
from tracker.models import User, db
from tracker.services.people.password_hash import password_hash

PASSWORD = "stall-undan-mossan-47"

#: Who has which role in seed/organisations.yaml, on the 26-punktsplan.
PEOPLE = {
    "admin": "admin@uppsala.example.org",
    "coordinator": "controller@uppsala.example.org",
    "owner": "omradeschef.utbud.insatser@uppsala.example.org",
    "other_owner": "rektor.sfi@uppsala.example.org",
    "board_member": "ledamot@uppsala.example.org",
    "elsewhere": "samordnare@boras.example.org",
}


def sign_in(client: PageClient, who: str) -> User:
    """Sign in on /logga-in as a role of PEOPLE or as an address; returns the user, detached."""
    email = PEOPLE.get(who, who)
    user = _with_password(client, email)
    client.get("/logga-in")
    form = client.page.one("form[method=post]")
    fields = client.page.fields("form[method=post]")
    fields[form.cssselect("input[type=email]")[0].get("name")] = email
    fields[form.cssselect("input[type=password]")[0].get("name")] = PASSWORD
    answer = client.post(form.get("action") or "/logga-in", data=fields)
    assert answer.status_code in (302, 303), f"{email} could not sign in: {client.page.text('main')}"
    return user


def _with_password(client: PageClient, email: str) -> User:
    with client.application.app_context():
        user = db.session.scalars(select(User).where(User.email == email)).one()
        if user.password_hash is None:  # setting it again would end the person's other sessions
            user.password_hash = _hashed()
            db.session.commit()
            db.session.refresh(user)
        db.session.expunge(user)
        return user


@cache
def _hashed() -> str:
    """Hashed once a run: it is slow on purpose."""
    return password_hash(PASSWORD)
