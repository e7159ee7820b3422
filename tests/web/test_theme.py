"""The organisation's stylesheet and logo."""

import pytest
from flask import Flask
from sqlalchemy import update

from tests.page_check import PageClient
from tracker.models import Organisation, db


def give(app: Flask, **values: object) -> None:
    """Give Uppsala a look."""
    with app.app_context():
        db.session.execute(
            update(Organisation)
            .where(Organisation.slug == "uppsala")
            .values(theme_version=Organisation.theme_version + 1, **values)
        )
        db.session.commit()


def test_without_an_accent_the_stylesheet_changes_nothing(client: PageClient) -> None:
    answer = client.get("/tema/uppsala.css")
    assert (answer.status_code, answer.mimetype, answer.text) == (200, "text/css", "")


def test_the_accent_brings_its_own_hover(app: Flask, client: PageClient) -> None:
    give(app, accent="#0b5563")
    assert client.get("/tema/uppsala.css").text == ":root { --accent: #0b5563; --accent-hover: #083e48; }\n"
    assert client.get("/tema/boras.css").text == ""


def test_the_stylesheet_is_kept_until_the_look_changes(app: Flask, client: PageClient) -> None:
    give(app, accent="#0b5563")
    asked = client.get("/tema/uppsala.css")
    assert asked.headers["Cache-Control"] == "public, no-cache"
    assert "Vary" not in asked.headers and "Set-Cookie" not in asked.headers
    assert (
        client.get("/tema/uppsala.css?v=2").headers["Cache-Control"] == "public, max-age=31536000, immutable"
    )
    again = {"If-None-Match": asked.headers["ETag"]}
    assert client.get("/tema/uppsala.css", headers=again).status_code == 304
    give(app, accent="#222222")
    changed = client.get("/tema/uppsala.css", headers=again)
    assert (changed.status_code, "#222222" in changed.text) == (200, True)


def test_something_else_in_the_table_is_never_printed(app: Flask, client: PageClient) -> None:
    give(app, accent="red;}")
    assert client.get("/tema/uppsala.css").text == ""


@pytest.mark.parametrize("slug", ["okand", "å", "a%00", "x" * 2000, str(2**63)])
def test_an_unknown_organisation_has_no_look(client: PageClient, slug: str) -> None:
    assert client.get(f"/tema/{slug}.css").status_code == 404
    assert client.get(f"/tema/{slug}/logotyp").status_code == 404


def test_no_logo_is_not_found(client: PageClient) -> None:
    assert client.get("/tema/uppsala/logotyp").status_code == 404
