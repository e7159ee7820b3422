"""The organisation's own look: accent and logo, as files that browsers keep until they change."""

from flask import Blueprint, Response, abort, make_response, request

from tracker.domain.accounts.contrast import hover_of, parse_colour
from tracker.models import Organisation
from tracker.queries.people.organisations import organisation_by_slug
from tracker.web.frame.access import anyone

blueprint = Blueprint("theme", __name__)

_YEAR = 31_536_000


@blueprint.get("/tema/<organisation_slug>.css")
@anyone
def stylesheet(organisation_slug: str) -> Response:
    """Two colours that override those of static/css/tokens.css; empty when the organisation has none."""
    organisation = _organisation(organisation_slug)
    accent = parse_colour(organisation.accent or "")
    css = f":root {{ --accent: {accent}; --accent-hover: {hover_of(accent)}; }}\n" if accent else ""
    response = make_response(css)
    response.mimetype = "text/css"
    return _kept(response, organisation)


@blueprint.get("/tema/<organisation_slug>/logotyp")
@anyone
def logo(organisation_slug: str) -> Response:
    """The logo as it was uploaded."""
    organisation = _organisation(organisation_slug, with_logo=True)
    if organisation.logo is None or organisation.logo_media_type is None:
        abort(404)
    response = make_response(organisation.logo)
    response.mimetype = organisation.logo_media_type
    return _kept(response, organisation)


def _organisation(slug: str, *, with_logo: bool = False) -> Organisation:
    known = slug.isascii() and slug.replace("-", "").isalnum() and len(slug) <= 80
    organisation = organisation_by_slug(slug, with_logo=with_logo) if known else None
    if organisation is None:
        abort(404)
    return organisation


def _kept(response: Response, organisation: Organisation) -> Response:
    response.set_etag(f"{organisation.id}-{organisation.theme_version}")
    current = request.args.get("v") == str(organisation.theme_version)
    # Pages name the version: such an address never changes its content.
    response.headers["Cache-Control"] = (
        f"public, max-age={_YEAR}, immutable" if current else "public, no-cache"
    )
    response.make_conditional(request)
    return response
