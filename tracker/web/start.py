"""The start page: to where the person's work begins, or to the plans."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from tracker.web.frame.access import anyone
from tracker.web.frame.identity import landing_page, signed_in_user

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
@anyone
def index() -> ResponseReturnValue:
    """Leads on."""
    person = signed_in_user()
    return redirect(landing_page(person) if person else f"{request.script_root}/planer")
