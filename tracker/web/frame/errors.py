"""What a page answers when something cannot be done: always a plain Swedish sentence, never a trace."""

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask.globals import request_ctx
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError, TimeoutError
from werkzeug.exceptions import HTTPException, InternalServerError

from tracker.models import db
from tracker.services.refusal import Refusal
from tracker.web.frame.programs import for_program, refusal_answer
from tracker.web.frame.typed import typed_texts
from tracker.web.uploads import too_large_file

#: Statuses with a page of their own in templates/errors/.
_PAGES = frozenset({400, 403, 404, 405, 409, 410, 413, 429, 500, 503})
_NOT_MIGRATED = (
    "Databasen saknar tabeller eller är äldre än programmet. Den som sköter servern behöver köra "
    "flask --app wsgi db upgrade."
)
_NO_DATABASE = "Databasen är upptagen eller går inte att nå. Ingenting har sparats."
#: Of a form that is too large, so much more than it may hold is read before it is refused: the photograph of a
#: logo, or a report that is full of them, not a film.
_READ_ON = 40_000_000
#: How the two databases say that a table or column is not there.
_MISSING = ("no such table", "no such column", "has no column named", "does not exist")


def init_errors(app: Flask) -> None:
    """Registers the answers."""
    app.before_request(_give_addresses)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(InternalServerError, _failed)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(ProgrammingError, _database)
    # No connection became free in the pool.
    app.register_error_handler(TimeoutError, lambda _error: without_database(503, _NO_DATABASE))


def _give_addresses() -> None:
    """A Host header that cannot be a name (two dots in a row) leaves a request without the addresses of pages."""
    if request_ctx.url_adapter is None:
        request_ctx.url_adapter = current_app.url_map.bind("localhost")


def error_page(status: int, message: str | None = None, code: str | None = None) -> Response:
    """The page of a status, with a sentence of its own or the page's; a program gets JSON with the code."""
    if for_program():
        response = refusal_answer(status, message, code)
    else:
        shown = status if status in _PAGES else 400
        words = {"message": message} if message else {}
        response = make_response(
            render_template(f"errors/{shown}.html", typed=typed_texts(), **words), status
        )
    if status in (429, 503):
        response.headers.setdefault("Retry-After", "60")
    return response


def without_database(status: int, message: str | None = None) -> Response:
    """The same when the database cannot be asked: without sender, person and their navigation."""
    g.without_database = True
    return error_page(status, message)


def _refused(refusal: Refusal) -> Response:
    db.session.rollback()
    if refusal.status >= 500:
        current_app.logger.error("%s ends with %d: %s", request.path, refusal.status, refusal.message)
    return error_page(refusal.status, refusal.message, getattr(refusal, "why", None))


def _stale_form(_error: CSRFError) -> Response:
    return make_response(render_template("errors/csrf.html", typed=typed_texts()), 400)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status >= 500:
        return without_database(status if status in _PAGES else 500)
    if status == 413:
        _read_on()
    try:
        answer = error_page(status, _too_large() if status == 413 else None)
    except (OperationalError, ProgrammingError) as problem:
        # The page itself asks whose it is.
        return _database(problem)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _too_large() -> str | None:
    said = too_large_file()
    return f"{said} Ingenting har sparats." if said else None


def _read_on() -> None:
    """Takes in a form that is too large: a browser that is cut off while sending never shows our answer."""
    length, limit = request.content_length or 0, request.max_content_length
    if limit is None or not limit < length <= limit + _READ_ON:
        # Read already, at least in part, or more than anybody sends by mistake.
        return
    stream = request.environ["wsgi.input"]
    while length > 0 and (part := stream.read(min(length, 65_536))):
        length -= len(part)


def _failed(error: InternalServerError) -> Response:
    # Also of an error page that itself needed the database.
    if isinstance(error.original_exception, OperationalError | ProgrammingError):
        message = _database_message(error.original_exception)
        if message is not None:
            return without_database(503, message)
    return without_database(500)


def _database(error: DBAPIError) -> Response:
    message = _database_message(error)
    if message is None:
        raise error
    current_app.logger.error("the database refused: %s", error.orig)
    return without_database(503, message)


def _database_message(error: DBAPIError) -> str | None:
    text = str(error.orig).lower()
    if any(sign in text for sign in _MISSING):
        return _NOT_MIGRATED
    # Locked, unreachable, read-only or full; a ProgrammingError is otherwise our own mistake.
    return _NO_DATABASE if isinstance(error, OperationalError) else None
