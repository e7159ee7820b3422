"""What the coordinator's pages attach themselves to."""

from flask import Blueprint

blueprint = Blueprint("coordination", "tracker.web.coordination", url_prefix="/samordning")
