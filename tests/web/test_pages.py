"""The pages of text: whom to turn to about accessibility, and what is claimed."""

from flask import Flask
from sqlalchemy import select

from tests.page_check import PageClient
from tests.signing_in import sign_in
from tests.web.following_up import the_plan
from tests.web.test_wiring import organisation_with_a_published_plan
from tracker.domain.terms import Visibility
from tracker.models import User, db

PAGE = "/tillganglighet"
CONTROLLER = "controller@uppsala.example.org"


def letters(client: PageClient) -> list[str]:
    client.get(PAGE)
    return [link.removeprefix("mailto:") for link in client.page.links() if link.startswith("mailto:")]


def test_the_coordinator_of_the_published_plan_is_whom_to_write_to(app: Flask, client: PageClient) -> None:
    assert letters(client) == [CONTROLLER]
    assert "Uppsala kommun står bakom den här tjänsten." in client.page.text(".lead")
    assert "https://www.digg.se/tdosanmalan" in client.page.links()
    with app.app_context():
        db.session.scalars(select(User).where(User.email == CONTROLLER)).one().active = False
        db.session.commit()
    # Then whoever administers the municipality's part.
    assert letters(client) == ["admin@uppsala.example.org"]


def test_it_is_true_when_nothing_is_published(app: Flask, client: PageClient) -> None:
    with app.app_context():
        the_plan().visibility = Visibility.INTERNAL
        db.session.commit()
    assert letters(client) == []
    assert "Vänd dig till kommunen vars plan det gäller." in client.page.text("main")
    sign_in(client, "admin@boras.example.org")
    assert letters(client) == ["admin@boras.example.org"]


def test_municipalities_are_named_when_several_publish(app: Flask, client: PageClient) -> None:
    with app.app_context():
        organisation_with_a_published_plan("boras")
    assert letters(client) == ["samordnare@boras.example.org", CONTROLLER]
    assert ", Borås Stad)" in client.page.text("main")
    assert "Kommunerna som publicerar sina planer här står bakom tjänsten." in client.page.text(".lead")


def test_nothing_is_promised_that_nobody_keeps(client: PageClient) -> None:
    client.get(PAGE)
    for promise in ("inom en vecka", "kontaktcenter"):
        assert promise not in client.page.text("main")
