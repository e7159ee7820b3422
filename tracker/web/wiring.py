"""Puts the pages together: blueprints, sign-in, CSRF, templates, access, headers, errors."""

from flask import Blueprint, Flask, request
from flask_wtf.csrf import CSRFProtect
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from tracker.models.engine import reading_only
from tracker.web import (
    administration,
    api,
    coordination,
    health,
    key_figures,
    pages,
    reports,
    session,
    start,
    theme,
)
from tracker.web.answers import answer, board_rows
from tracker.web.assignments import views as assignments
from tracker.web.frame.access import init_access
from tracker.web.frame.errors import init_errors
from tracker.web.frame.filters import init_filters
from tracker.web.frame.headers import init_headers
from tracker.web.frame.identity import init_login
from tracker.web.frame.surroundings import init_frame
from tracker.web.frame.unreadable import init_unreadable
from tracker.web.plans import views as plans
from tracker.web.uploads import allow_large_files, init_uploads, let_others_write

#: Every topic's pages. A new module adds its blueprint here and nowhere else.
BLUEPRINTS: tuple[Blueprint, ...] = (
    start.blueprint,
    session.blueprint,
    theme.blueprint,
    board_rows.blueprint,
    answer.blueprint,
    plans.blueprint,
    reports.blueprint,
    assignments.blueprint,
    key_figures.blueprint,
    pages.blueprint,
    health.blueprint,
    api.blueprint.blueprint,
    coordination.blueprint.blueprint,
    administration.blueprint.blueprint,
)

#: Their token is the form's CSRF protection, with an Origin check of their own (DESIGN section 6).
_OWN_FORM_PROTECTION = frozenset({"answer"})


def register_pages(app: Flask) -> None:
    """Adds every page to the app, and what all pages share."""
    _use_templates(app)
    init_filters(app)
    # First of all: whatever asks the database must know whether the request only reads.
    app.before_request(_note_reading)
    app.before_request(allow_large_files)
    app.teardown_request(_forget_reading)
    init_login(app)
    init_access(app)
    # The form is read for its CSRF token, and a large file with it.
    app.before_request(let_others_write)
    csrf = CSRFProtect(app)
    init_uploads(app)
    init_frame(app)
    init_headers(app)
    init_unreadable(app)
    init_errors(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
        if blueprint.name in _OWN_FORM_PROTECTION:
            csrf.exempt(blueprint)


def _use_templates(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    # Our own folder first: it may replace a macro of the packages.
    app.jinja_env.loader = ChoiceLoader(
        [
            app.jinja_env.loader or ChoiceLoader([]),
            PrefixLoader(
                {
                    "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja"),
                    "govuk_frontend_wtf": PackageLoader("govuk_frontend_wtf"),
                }
            ),
        ]
    )
    WTFormsHelpers(app)


def _note_reading() -> None:
    reading_only.set(request.method in ("GET", "HEAD", "OPTIONS"))


def _forget_reading(_error: BaseException | None) -> None:
    # The thread serves other requests and commands after this one.
    reading_only.set(False)
