"""Files are taken only where a page asks for one: forms would hand them to fields that hold text."""

from flask import Flask, abort, request

from tracker.models import db

_ASKED_FOR = {
    "administration.appearance": frozenset({"logo"}),
    "administration.word_template": frozenset({"template"}),
    "coordination.import_report": frozenset({"file"}),
    "coordination.import_uppdrag": frozenset({"file"}),
    "coordination.import_values": frozenset({"file"}),
}
#: Pages whose files may be larger than a form of texts, in bytes; a little more than what their service takes, so
#: that it is the service that says what is wrong.
_LARGER = {
    "administration.word_template": 12_000_000,
    "coordination.import_report": 22_000_000,
    "coordination.import_uppdrag": 22_000_000,
    "coordination.import_values": 22_000_000,
}
#: What such a page says that it takes.
_SAID = {
    "administration.word_template": "Mallen får vara högst 10 MB.",
    "coordination.import_report": "Filen får vara högst 20 MB.",
    "coordination.import_uppdrag": "Filen får vara högst 20 MB.",
    "coordination.import_values": "Filen får vara högst 20 MB.",
}


def allow_large_files() -> None:
    """Lets the request be as large as its page's file may be; before anything has read it."""
    if (largest := _LARGER.get(request.endpoint or "")) is not None:
        request.max_content_length = largest


def let_others_write() -> None:
    """Ends the transaction in which access was checked, before a large file is taken in: that may take minutes."""
    if request.method == "POST" and (request.endpoint or "") in _LARGER:
        db.session.rollback()


def too_large_file() -> str | None:
    """What a page that asks for a file says of one that is too large; None on any other page."""
    return _SAID.get(request.endpoint or "")


def init_uploads(app: Flask) -> None:
    """Refuses (400) any other file, once access and CSRF have been checked."""
    app.before_request(_refuse_others)


def _refuse_others() -> None:
    if request.method == "POST" and set(request.files) - _ASKED_FOR.get(request.endpoint or "", frozenset()):
        abort(400)
