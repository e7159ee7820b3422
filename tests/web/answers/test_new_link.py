"""The page where new links are asked for says the same to everybody."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.owners import NOW, OWNER, open_follow_up
from tests.page_check import PageClient
from tracker.models import MailRequest, Message, db
from tracker.services.reminders.links.ask_for_links import LIMIT_OF_PLACE
from tracker.services.reminders.tick import work

PAGE = "/svara/ny-lank"


@pytest.fixture(autouse=True)
def follow_up(app: Flask) -> Iterator[None]:
    """An open follow-up."""
    with app.app_context():
        open_follow_up()
    yield


def test_the_way_from_a_dead_link_to_a_new_one(app: Flask, client: PageClient) -> None:
    client.get("/svara/x")
    assert PAGE in client.page.links()
    answer = client.get(PAGE)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert client.page.h1 == "Be om en ny länk"
    assert client.post(PAGE, data=client.page.fields("main form") | {"email": OWNER}).status_code == 200
    assert client.page.h1 == "Mejlet är på väg, om adressen finns"
    with app.app_context():
        work(NOW)
        assert [mail.to_address for mail in db.session.query(Message) if mail.at_once] == [OWNER]


def test_a_known_and_an_unknown_address_get_the_same_page(client: PageClient) -> None:
    pages = []
    for email in (OWNER, "okand@example.org"):
        client.get(PAGE)
        answer = client.post(PAGE, data={"email": email})
        pages.append((answer.status_code, answer.get_data(as_text=True), sorted(answer.headers)))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("email", ["", "ekonomichef", "a b@example.org", "<script>@example.org", "x" * 300])
def test_what_is_no_address_is_said_at_once(app: Flask, client: PageClient, email: str) -> None:
    client.get(PAGE)
    assert client.post(PAGE, data={"email": email}).status_code == 400
    assert client.page.select(".govuk-error-summary")
    with app.app_context():
        assert db.session.query(MailRequest).count() == 0


def test_looking_asks_for_nothing(app: Flask, client: PageClient) -> None:
    for method in ("GET", "HEAD", "OPTIONS"):
        assert client.open(f"{PAGE}?email={OWNER}", method=method).status_code == 200
    with app.app_context():
        assert db.session.query(MailRequest).count() == 0


def test_another_site_cannot_ask(app: Flask, client: PageClient) -> None:
    answer = client.post(PAGE, data={"email": OWNER}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    with app.app_context():
        assert db.session.query(MailRequest).count() == 0


def test_too_many_from_one_place_are_told_to_wait(client: PageClient) -> None:
    for number in range(LIMIT_OF_PLACE):
        client.post(PAGE, data={"email": f"person{number}@example.org"})
    answer = client.post(PAGE, data={"email": OWNER})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert "Vänta en timme" in client.page.text("main")
    assert client.page.fields("main form")["email"] == OWNER, "the form stands"
    assert "lösenord" not in client.page.text("main")
