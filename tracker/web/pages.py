"""Pages of text: accessibility and cookies."""

from flask import Blueprint, render_template

from tracker.web.frame.access import anyone

blueprint = Blueprint("pages", __name__)


@blueprint.get("/tillganglighet")
@anyone
def accessibility() -> str:
    """How accessible the service is, and where to turn."""
    return render_template("pages/tillganglighet.html")


@blueprint.get("/kakor")
@anyone
def cookies() -> str:
    """Which cookies there are: only those that logging in needs."""
    return render_template("pages/kakor.html")
