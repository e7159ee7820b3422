"""What every answer carries: security headers, and how long it may be kept."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, request

from tracker.config import Settings

#: Nothing from another host, no inline style or script, no frames.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "script-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_YEAR = 31_536_000


def init_headers(app: Flask) -> None:
    """Adds the headers to every answer."""
    app.config["ASSET_VERSION"] = _asset_version(str(app.static_folder), app.config["SETTINGS"].release)
    app.after_request(_add_headers)


@cache
def _asset_version(folder: str, release: str) -> str:
    """Changes when any static file or the release does, so that kept files are asked for anew."""
    digest = hashlib.sha256(release.encode())
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _add_headers(response: Response) -> Response:
    headers = response.headers
    # A mail shown as it is brings its own: its styles are in itself.
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    # Not no-referrer: over https the CSRF check needs to see where a form came from.
    headers.setdefault("Referrer-Policy", "same-origin")
    settings: Settings = current_app.config["SETTINGS"]
    if settings.secure:
        headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
    if request.endpoint == "static" and response.status_code < 400:
        headers["Cache-Control"] = _static_caching()
    else:
        headers.setdefault("Cache-Control", "private, no-cache")
    return response


def _static_caching() -> str:
    if request.args.get("v") == current_app.config["ASSET_VERSION"]:
        return f"public, max-age={_YEAR}, immutable"
    # Named by stylesheets and scripts without a version: fonts never change, the rest is asked about.
    return "public, max-age=2592000" if request.path.endswith(".woff2") else "public, no-cache"
