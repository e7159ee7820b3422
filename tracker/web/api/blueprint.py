"""The blueprint of the open interface."""

from flask import Blueprint

blueprint = Blueprint("api", __name__)
