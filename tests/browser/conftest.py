"""A real browser against the real service on loopback."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

from tests.conftest import dispose, make_app, make_settings
from tests.mail_server import MailServer
from tests.postgresql import free_port
from tests.signing_in import PASSWORD, PEOPLE
from tracker.models import User, db
from tracker.services.people import accounts as people

WIDTHS = (320, 1280)


@dataclass(frozen=True)
class Site:
    """The running service, and the app behind it for what a person cannot do on a page."""

    url: str
    app: Flask


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, without any connection of its own to the outside."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
        browser = playwright.chromium.launch(executable_path=program, args=quiet)
        yield browser
        browser.close()


@pytest.fixture
def site(sqlite_url: str, tmp_path: Path, smtp: MailServer) -> Iterator[Site]:
    """The service on a port of its own, with mail to a real server on loopback."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    app = make_app(make_settings(sqlite_url, tmp_path, PUBLIC_URL=url, MAIL_URL=smtp.url))
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield Site(url, app)
    server.shutdown()
    thread.join()
    server.server_close()
    dispose(app)


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A browser window without history; every page in it must be free of console errors."""
    context = browser.new_context(base_url=site.url, locale="sv-SE")
    complaints: list[str] = []
    context.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("requestfailed", lambda request: complaints.extend(_failure(request)))
    yield context
    context.close()
    assert complaints == []


def _failure(request: Request) -> list[str]:
    """What went wrong; what was still on its way when the page was left, or became a download, is no fault."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"{request.url}: {request.failure}"]


def sign_in(page: Page, site: Site, role: str) -> None:
    """Signs in as the role, through the page."""
    email = PEOPLE.get(role, role)
    with site.app.app_context():
        people.set_password(db.session.scalars(select(User.id).where(User.email == email)).one(), PASSWORD)
    page.goto("/logga-in")
    page.get_by_label("E-post").fill(email)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url(lambda url: "/logga-in" not in url)
