"""Logging in and out through the pages."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from tests.conftest import make_app, make_settings
from tests.page_check import PageClient
from tests.signing_in import PASSWORD, PEOPLE, sign_in
from tracker.models import User, db
from tracker.services.people import password_hash
from tracker.services.people.sign_in import WRONG

FORM = "form[action='/logga-in']"


def log_in(client: PageClient, email: str, password: str, target: str | None = None) -> int:
    """Fill in and send the log-in form; returns the status."""
    client.get("/logga-in", query_string={"next": target} if target else None)
    fields = client.page.fields(FORM) | {"email": email, "password": password}
    return client.post("/logga-in", data=fields).status_code


def log_out(client: PageClient) -> None:
    """Press the button."""
    client.get("/kakor")
    assert client.post("/logga-ut", data=client.page.fields("form[action$=logga-ut]")).status_code == 303


@pytest.mark.parametrize(
    ("who", "start"),
    [
        ("owner", "/mina-aktiviteter"),
        ("coordinator", "/samordning"),
        ("admin", "/administration/anvandare"),
        ("board_member", "/planer"),
    ],
)
def test_everybody_starts_where_the_work_is(client: PageClient, who: str, start: str) -> None:
    assert client.get("/").location == "/planer"
    sign_in(client, who)
    assert client.get("/").location == start
    assert client.get("/logga-in").location == start


def test_the_menu_follows_the_role(client: PageClient) -> None:
    menu = {
        "owner": ["Mina aktiviteter", "Planer", "Uppdrag", "Nyckeltal", "Logga ut"],
        "board_member": ["Planer", "Uppdrag", "Nyckeltal", "Logga ut"],
        "coordinator": ["Planer", "Uppdrag", "Nyckeltal", "Samordning", "Logga ut"],
        "admin": ["Planer", "Uppdrag", "Nyckeltal", "Samordning", "Administration", "Logga ut"],
    }
    client.get("/kakor")
    assert client.page.texts("nav.site-nav li") == ["Planer", "Uppdrag", "Nyckeltal", "Logga in"]
    for who, items in menu.items():
        sign_in(client, who)
        client.get("/kakor")
        assert client.page.texts("nav.site-nav li") == items
        log_out(client)


def test_wrong_password_and_unknown_person_look_the_same(client: PageClient) -> None:
    sign_in(client, "owner")
    log_out(client)
    shown = []
    for email in (PEOPLE["owner"], "finns.inte@example.org"):
        assert log_in(client, email, "fel lösenord") == 400
        assert client.page.fields(FORM)["email"] == email
        assert not client.page.fields(FORM).get("password")
        assert WRONG in client.page.text(".govuk-error-summary")
        shown.append(client.page.text("main"))
    assert shown[0] == shown[1]


def test_empty_fields_are_named(client: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password_hash, "is_password", lambda *_given: pytest.fail("hashed for nothing"))
    assert log_in(client, "", "") == 400
    assert client.page.texts(".govuk-error-summary li") == ["Skriv din e-postadress.", "Skriv ditt lösenord."]


def test_after_five_wrong_passwords_the_page_says_how_long_to_wait(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(password_hash, "is_password", lambda *_given: False)
    with time_machine.travel(datetime(2026, 3, 2, 9, 0, tzinfo=UTC), tick=False):
        for _ in range(5):
            assert log_in(client, PEOPLE["owner"], "fel") == 400
        assert log_in(client, PEOPLE["owner"], PASSWORD) == 429
    assert "Vänta en minut och försök igen." in client.page.text(".govuk-error-summary")


FOREIGN = [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
    "/%09/evil.example", "/..//evil.example", "https:evil.example", "https://evil.example",
    "javascript:alert(1)",
    "//evil.example/planer", "/planer\r\nSet-Cookie: a=b", "/planer\x00", "evil.example", "", " /planer",
    "/finns-inte", "/logga-ut", "/logga-in?next=/", "/static/app.js", "/%2f%2fevil.example", "/@evil.example",
    "http://localhost/planer", "/" + "a" * 5000, "/å",
]  # fmt: skip


@pytest.mark.parametrize("target", FOREIGN)
def test_log_in_leads_to_no_other_site(client: PageClient, target: str) -> None:
    sign_in(client, "board_member")
    assert client.get("/logga-in", query_string={"next": target}).location == "/planer"
    log_out(client)
    client.get("/logga-in", query_string={"next": target})
    assert client.page.fields(FORM)["next"] == ""
    fields = client.page.fields(FORM) | {
        "email": PEOPLE["board_member"],
        "password": PASSWORD,
        "next": target,
    }
    assert client.post("/logga-in", data=fields).location == "/planer"


@pytest.mark.parametrize("target", ["/tillganglighet", "/kakor?x=1&y=%C3%A5", "/administration/anvandare"])
def test_log_in_leads_on_to_where_one_was_going(client: PageClient, target: str) -> None:
    sign_in(client, "admin")
    log_out(client)
    assert log_in(client, PEOPLE["admin"], PASSWORD, target) == 303
    assert client.get("/logga-in", query_string={"next": target}).location == target


def test_a_protected_page_asks_to_log_in_and_comes_back(client: PageClient) -> None:
    sign_in(client, "admin")
    log_out(client)
    answer = client.get("/administration/anvandare?sida=1")
    assert answer.location == "/logga-in?next=/administration/anvandare?sida%3D1"
    client.get(answer.location)
    fields = client.page.fields(FORM) | {"email": PEOPLE["admin"], "password": PASSWORD}
    assert client.post("/logga-in", data=fields).location == "/administration/anvandare?sida=1"


def session_cookie(client: PageClient) -> str:
    """What the browser holds."""
    cookie = client.get_cookie("session")
    assert cookie is not None
    return cookie.value


def copy_of(app: Flask, cookie: str) -> PageClient:
    """Another browser with the same cookie."""
    thief = app.test_client()
    thief.set_cookie("session", cookie)
    assert isinstance(thief, PageClient)
    return thief


def test_a_copied_cookie_is_dead_after_log_out(app: Flask, client: PageClient) -> None:
    sign_in(client, "admin")
    cookie = session_cookie(client)
    assert copy_of(app, cookie).get("/administration/anvandare").status_code == 200
    log_out(client)
    assert copy_of(app, cookie).get("/administration/anvandare").status_code == 302


def test_a_session_from_before_logging_in_is_worth_nothing(app: Flask, client: PageClient) -> None:
    client.get("/logga-in")
    before = session_cookie(client)
    token = client.page.fields(FORM)["csrf_token"]
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    sign_in(client, "admin")
    with client.session_transaction() as session:
        assert "planted" not in session
    assert session_cookie(client) != before
    assert copy_of(app, before).get("/administration/anvandare").status_code == 302
    # The form token of before is dead too.
    assert client.post("/logga-ut", data={"csrf_token": token}).status_code == 400


def test_a_session_ends_when_the_person_is_shut_out(app: Flask, client: PageClient) -> None:
    user = sign_in(client, "admin")
    with app.app_context():
        db.session.execute(update(User).where(User.id == user.id).values(active=False))
        db.session.commit()
    assert client.get("/administration/anvandare").status_code == 302


def test_a_session_ends_after_a_day(client: PageClient) -> None:
    start = datetime.now(UTC)
    with time_machine.travel(start, tick=False) as clock:
        sign_in(client, "admin")
        assert client.get("/administration/anvandare").status_code == 200
        clock.shift(timedelta(hours=23, minutes=59))
        assert client.get("/administration/anvandare").status_code == 200
        clock.shift(timedelta(minutes=2))
        assert client.get("/administration/anvandare").status_code == 302


def test_an_altered_cookie_is_nobody(app: Flask, client: PageClient) -> None:
    sign_in(client, "admin")
    cookie = session_cookie(client)
    for altered in (cookie[:-2], "x" + cookie, "", "a.b.c"):
        assert copy_of(app, altered).get("/administration/anvandare").status_code == 302


@pytest.mark.parametrize(
    "session_id", ["1", "0.1", "1.0", "x.y", "9" * 30 + ".1", "1.1 OR 1", "-1.1", "1.99"]
)
def test_an_odd_session_id_is_nobody(client: PageClient, session_id: str) -> None:
    sign_in(client, "admin")
    with client.session_transaction() as session:
        session["_user_id"] = session_id
    assert client.get("/administration/anvandare").status_code == 302


def test_a_form_without_its_token_is_refused_in_swedish(client: PageClient) -> None:
    sign_in(client, "admin")
    for token in ({}, {"csrf_token": "fel"}):
        assert client.post("/logga-ut", data=token).status_code == 400
        assert client.page.h1 == "Sidan var öppen för länge"
    assert client.get("/administration/anvandare").status_code == 200


def test_log_out_is_a_post_and_harmless_when_signed_out(client: PageClient) -> None:
    assert client.get("/logga-ut").status_code == 405
    client.get("/logga-in")
    fields = {"csrf_token": client.page.fields(FORM)["csrf_token"]}
    assert client.post("/logga-ut", data=fields).location == "/logga-in"


def test_cookies_are_safe(sqlite_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("https")
    app = make_app(make_settings(sqlite_url, folder, PUBLIC_URL="https://plan.example.org"))
    answer = app.test_client().get("/logga-in", base_url="https://plan.example.org")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert answer.headers["Cache-Control"] == "no-store"
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def link(client: PageClient) -> Iterator[str]:
    """A link with which the owner chooses a password, made by the administrator."""
    sign_in(client, "admin")
    with client.application.app_context():
        owner = db.session.scalars(select(User).where(User.email == PEOPLE["owner"])).one()
    client.get(f"/administration/anvandare/{owner.id}")
    fields = client.page.fields("form.action[action$=lank]")
    answer = client.post(f"/administration/anvandare/{owner.id}/lank", data=fields)
    assert answer.headers["Cache-Control"] == "no-store"
    address = client.page.one("#lank").text.strip()
    log_out(client)
    yield address


def test_a_person_chooses_a_password_by_the_link_once(client: PageClient, link: str) -> None:
    assert link.startswith("http://localhost/valj-losenord/")
    path = link.removeprefix("http://localhost")
    assert client.get(path).headers["Cache-Control"] == "no-store"
    assert PEOPLE["owner"] in client.page.text("main")
    fields = client.page.fields()
    refused = {
        ("", ""): "Skriv ett nytt lösenord.",
        ("kort", "kort"): "Välj ett lösenord med minst 12 tecken.",
        ("tre sommarlov i rad", "tre sommarlov i red"): "Lösenorden är inte lika.",
    }
    for (password, again), sentence in refused.items():
        answer = client.post(path, data=fields | {"password": password, "again": again})
        assert answer.status_code == 400
        assert sentence in client.page.text(".govuk-error-summary")
    # All that is wrong is told at once.
    client.post(path, data=fields | {"password": "kort", "again": ""})
    assert [link.get("href") for link in client.page.select(".govuk-error-summary a")] == [
        "#password",
        "#again",
    ]
    assert "minst 12 tecken" in client.page.text("#password-error")
    chosen = {"password": "tre sommarlov i rad", "again": "tre sommarlov i rad"}
    assert client.post(path, data=fields | chosen).location == "/logga-in"
    assert log_in(client, PEOPLE["owner"], "tre sommarlov i rad") == 303
    assert client.get(path).status_code == 410
    assert client.get(path[:-1]).status_code == 404
    assert client.page.h1 == "Länken går inte att använda"


def test_opening_the_link_changes_nothing(client: PageClient, link: str) -> None:
    path = link.removeprefix("http://localhost")
    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    with client.application.app_context():
        owner = db.session.scalars(select(User).where(User.email == PEOPLE["owner"])).one()
        assert owner.password_hash is None


def test_links_are_built_from_the_settings_not_from_the_request(client: PageClient) -> None:
    user = sign_in(client, "admin")
    client.get(f"/administration/anvandare/{user.id}")
    fields = client.page.fields("form.action[action$=lank]")
    client.set_cookie("session", session_cookie(client), domain="evil.example")
    client.post(
        f"/administration/anvandare/{user.id}/lank",
        data=fields,
        base_url="http://evil.example",
        headers={"X-Forwarded-Host": "evil.example"},
    )
    assert client.page.one("#lank").text.strip().startswith("http://localhost/valj-losenord/")
