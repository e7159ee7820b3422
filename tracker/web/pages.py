"""Pages of text: accessibility and cookies."""

from flask import Blueprint, render_template

from tracker.queries.people.organisations import contacts
from tracker.web.frame.access import anyone
from tracker.web.frame.surroundings import sender

blueprint = Blueprint("pages", __name__)


@blueprint.get("/tillganglighet")
@anyone
def accessibility() -> str:
    """How accessible the service is, and where to turn."""
    organisation = sender()
    return render_template(
        "pages/tillganglighet.html", contacts=contacts(organisation.id if organisation else None)
    )


@blueprint.get("/kakor")
@anyone
def cookies() -> str:
    """Which cookies there are: only those that logging in needs."""
    return render_template("pages/kakor.html")
