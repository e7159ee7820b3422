"""The application factory: the only wiring."""

import os
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from tracker.config import Settings, SettingsError
from tracker.models import db
from tracker.models.engine import prepare_engine

_ROOT = Path(__file__).resolve().parent.parent


def create_app(settings: Settings | None = None) -> Flask:
    """The service, wired with the given settings or with those of the environment.

    Raises SettingsError when a setting is missing or bad.
    """
    settings = settings or Settings.from_environment(os.environ)
    app = Flask(__name__, template_folder=str(_ROOT / "templates"))
    # A redirect to the merged address would name the host that the request claims.
    app.url_map.merge_slashes = False
    _configure(app, settings)
    db.init_app(app)
    # Batches let SQLite change a table's columns; the folder is found wherever the command is run from.
    Migrate(app, db, directory=str(_ROOT / "migrations"), render_as_batch=True, compare_type=True)
    prepare_engine(app)

    # Imported here: pages and commands import this package's layers, which must be importable without an app.
    from tracker.cli import register_commands  # noqa: PLC0415
    from tracker.web.wiring import register_pages  # noqa: PLC0415

    register_pages(app)
    register_commands(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    if settings.database_url.startswith("sqlite:///"):
        _make_folder(Path(settings.database_url.removeprefix("sqlite:///")).parent)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        # Three fields of 20 000 characters of up to four bytes, each byte escaped to three by the browser.
        MAX_CONTENT_LENGTH=2_000_000,
        MAX_FORM_MEMORY_SIZE=2_000_000,
        SESSION_COOKIE_NAME="__Host-session" if settings.secure else "session",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # Bound to the session, which itself ends at log-out; an owner may write for a whole day.
        WTF_CSRF_TIME_LIMIT=None,
    )
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"the folder {folder} of TRACKER_DATA_DIR or TRACKER_DATABASE_URL cannot be made: {error.strerror}."
        ) from error
