"""What describes the interface: openapi.json for programs, a page for people."""

from functools import cache
from pathlib import Path

from flask import Response, render_template

from tracker.web.api.answers import file_answer
from tracker.web.api.blueprint import blueprint
from tracker.web.frame.access import anyone


@cache
def _openapi() -> bytes:
    return Path(__file__).with_name("openapi.json").read_bytes()


@blueprint.get("/api/v1/openapi.json")
@anyone
def openapi() -> Response:
    """The description that programs read, kept by hand."""
    return file_answer(_openapi(), "application/json")


@blueprint.get("/api")
@anyone
def about() -> str:
    """The same for people: what can be fetched, where, and what one may do with it."""
    return render_template("pages/api.html")
