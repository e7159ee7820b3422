"""Pages for the organisation's administrators: people and look."""

from flask import Blueprint

blueprint = Blueprint("administration", __name__, url_prefix="/administration")

# The pages attach themselves to the blueprint above.
from tracker.web.administration import appearance, users  # noqa: E402, F401
