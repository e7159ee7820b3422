"""What the administrators' pages attach themselves to."""

from flask import Blueprint

blueprint = Blueprint("administration", "tracker.web.administration", url_prefix="/administration")
