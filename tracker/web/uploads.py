"""Files are taken only where a page asks for one: forms would hand them to fields that hold text."""

from flask import Flask, abort, request

_ASKED_FOR = {
    "administration.appearance": frozenset({"logo"}),
    "administration.word_template": frozenset({"template"}),
    "coordination.import_report": frozenset({"file"}),
    "coordination.import_values": frozenset({"file"}),
}
#: Pages whose files may be larger than a form of texts, in bytes; a little more than what their service takes, so
#: that it is the service that says what is wrong.
_LARGER = {
    "administration.word_template": 12_000_000,
    "coordination.import_report": 22_000_000,
    "coordination.import_values": 22_000_000,
}


def allow_large_files() -> None:
    """Lets the request be as large as its page's file may be; before anything has read it."""
    if (largest := _LARGER.get(request.endpoint or "")) is not None:
        request.max_content_length = largest


def init_uploads(app: Flask) -> None:
    """Refuses (400) any other file, once access and CSRF have been checked."""
    app.before_request(_refuse_others)


def _refuse_others() -> None:
    if request.method == "POST" and set(request.files) - _ASKED_FOR.get(request.endpoint or "", frozenset()):
        abort(400)
