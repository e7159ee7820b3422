"""Files are taken only where a page asks for one: forms would hand them to fields that hold text."""

from flask import Flask, abort, request

_ASKED_FOR = {"administration.appearance": frozenset({"logo"})}


def init_uploads(app: Flask) -> None:
    """Refuses (400) any other file, once access and CSRF have been checked."""
    app.before_request(_refuse_others)


def _refuse_others() -> None:
    if request.method == "POST" and set(request.files) - _ASKED_FOR.get(request.endpoint or "", frozenset()):
        abort(400)
