"""Handing over and "inte mitt", by the link in the mail and signed in."""

from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.owners import DEPUTY, OWNER, link, open_follow_up, responsibility, user
from tests.owners_pages import FORM, INDEX, report_on
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tracker.models import FollowUp, HandOver, db
from tracker.services.plans.edit_owners import Owners, owners_of


@pytest.fixture
def token(app: Flask) -> str:
    """The owner's link for activity 8."""
    with app.app_context():
        return link(open_follow_up())


def owners() -> Owners:
    return owners_of(responsibility())


def choose(client: PageClient, title: str) -> str:
    """The value of the colleague with that title."""
    [found] = [
        radio.get("value")
        for radio in client.page.select("input[name=to]")
        if client.page.text(f"label[for={radio.get('id')}]") == title
    ]
    return str(found)


def fields(client: PageClient) -> dict[str, str]:
    return client.page.fields("main form")


def test_the_form_leads_to_both(client: PageClient, token: str) -> None:
    client.get(f"/svara/{token}")
    for path in ("lamna-over", "inte-mitt"):
        assert f"/svara/{token}/{path}" in client.page.links()


def test_handing_over_by_the_link(app: Flask, client: PageClient, token: str) -> None:
    with app.app_context():
        other = link(db.session.query(FollowUp).filter_by(state="OPEN").one(), "1a")
    answer = client.get(f"/svara/{token}/lamna-over")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.page.h1 == "Lämna över till en kollega"
    data = fields(client) | {"to": choose(client, "Rektor, sfi"), "comment": "Hen har tagit över."}
    sent = client.post(f"/svara/{token}/lamna-over", data=data)
    assert sent.status_code == 200
    assert client.page.h1 == "Aktiviteten är överlämnad"
    text = client.page.text("main")
    assert "Rektor, sfi ansvarar för aktivitet 8" in text
    assert "Hen har tagit över." in text
    assert client.page.texts("main .govuk-button") == ["Nästa: aktivitet 1a"]
    assert f"/svara/{other}" in client.page.links()
    with app.app_context():
        assert owners().owner_id == user(DEPUTY).id
    assert client.get(f"/svara/{token}").status_code == 404, "the link ended with it"
    again = client.post(f"/svara/{token}/lamna-over", data=data)
    assert again.status_code == 200
    assert client.page.h1 == "Aktiviteten är överlämnad"
    with app.app_context():
        assert db.session.query(HandOver).count() == 1


def test_without_a_choice_nothing_is_stored_and_the_words_stand(
    app: Flask, client: PageClient, token: str
) -> None:
    client.get(f"/svara/{token}/lamna-over")
    for to in ("", "999999", "x", "-1", "9" * 30):
        data = fields(client) | {"to": to, "comment": "Mina ord."}
        assert client.post(f"/svara/{token}/lamna-over", data=data).status_code == 400
        assert "Välj vem du lämnar över till." in client.page.text(".govuk-error-summary")
        assert "Mina ord." in client.page.text("textarea")
    with app.app_context():
        assert owners().owner_id == user(OWNER).id


def test_not_mine_by_the_link(app: Flask, client: PageClient, token: str) -> None:
    client.get(f"/svara/{token}/inte-mitt")
    assert client.page.h1 == "Det här är inte mitt"
    data = fields(client) | {"comment": "Fråga sfi."}
    for _ in range(2):
        assert client.post(f"/svara/{token}/inte-mitt", data=data).status_code == 200
    assert client.page.h1 == "Samordnaren får veta det"
    with app.app_context():
        assert db.session.query(HandOver).one().comment == "Fråga sfi."
        assert owners().owner_id == user(OWNER).id
    assert client.get(f"/svara/{token}").status_code == 200, "an answer after all still counts"


SAID = (
    "Du har svarat att det här inte är ditt. Samordnaren väljer en annan ansvarig. Svarar du ändå räknas det."
)


def test_what_was_said_not_to_be_mine_says_so_until_it_is_answered(
    app: Flask, client: PageClient, token: str
) -> None:
    client.get(f"/svara/{token}")
    assert SAID not in client.page.text("main")
    client.get(f"/svara/{token}/inte-mitt")
    client.post(f"/svara/{token}/inte-mitt", data=fields(client))
    client.get(f"/svara/{token}")
    assert SAID in client.page.text("main")
    sign_in(client, OWNER)
    client.get(INDEX)
    assert client.page.text(".answer-line") == "Två svar väntar på dig."
    [item] = [text for text in client.page.texts(".item") if SAID in text]
    assert item.startswith("aktivitet 8")
    assert client.page.texts(".mine__group")[:2] == ["Väntar på ditt svar", "Väntar på någon annan"]
    with app.app_context():
        report_on("8", OWNER, "Det var mitt ändå.")
    client.get(INDEX)
    assert SAID not in client.page.text("main")


def test_looking_changes_nothing(app: Flask, client: PageClient, token: str) -> None:
    for path in ("lamna-over", "inte-mitt"):
        for method in ("GET", "HEAD", "OPTIONS"):
            answer = client.open(f"/svara/{token}/{path}?to=1&comment=x", method=method)
            assert answer.status_code == 200
            assert "Set-Cookie" not in answer.headers
    with app.app_context():
        assert db.session.query(HandOver).count() == 0


@pytest.mark.parametrize("path", ["lamna-over", "inte-mitt"])
def test_an_empty_or_foreign_form_is_refused(app: Flask, client: PageClient, token: str, path: str) -> None:
    assert client.post(f"/svara/{token}/{path}").status_code == 400
    client.get(f"/svara/{token}/{path}")
    data = fields(client)
    foreign = client.post(f"/svara/{token}/{path}", data=data, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    with app.app_context():
        assert db.session.query(HandOver).count() == 0


@pytest.mark.parametrize("path", ["lamna-over", "inte-mitt"])
def test_a_dead_link_opens_neither(client: PageClient, token: str, path: str) -> None:
    client.get("/svara/x")
    unknown = client.page.html
    for method in ("GET", "POST"):
        assert client.open(f"/svara/x{token}/{path}", method=method).status_code == 404
        assert client.page.html == unknown


def test_signed_in_the_same_is_done(app: Flask, client: PageClient, token: str) -> None:
    sign_in(client, OWNER)
    client.get(FORM)
    assert f"{FORM}/lamna-over" in client.page.links()
    client.get(f"{FORM}/lamna-over")
    data = fields(client) | {"to": choose(client, "Rektor, sfi")}
    assert client.post(f"{FORM}/lamna-over", data=data).status_code == 200
    assert client.page.h1 == "Aktiviteten är överlämnad"
    [onward] = client.page.select("main .govuk-button")
    assert urlsplit(onward.get("href")).path.startswith(INDEX)
    with app.app_context():
        assert owners().owner_id == user(DEPUTY).id
    assert client.get(f"{FORM}/lamna-over").status_code in (403, 404)
    assert client.post(f"{FORM}/lamna-over", data=data).status_code == 200, "the same form sent twice"
    assert client.page.h1 == "Aktiviteten är överlämnad"
    other = data | {"nonce": "another-form-of-its-own"}
    assert client.post(f"{FORM}/lamna-over", data=other).status_code == 403
    with app.app_context():
        assert db.session.query(HandOver).count() == 1


def test_the_words_are_those_of_the_plans_kind(app: Flask, client: PageClient, token: str) -> None:
    with app.app_context():
        kind = responsibility().activity.plan.kind
        kind.words = {**kind.words, "row_singular": "uppdrag", "row_singular_definite": "uppdraget"}
        db.session.commit()
    client.get(f"/svara/{token}/lamna-over")
    data = fields(client) | {"to": choose(client, "Rektor, sfi")}
    for _ in range(2):
        client.post(f"/svara/{token}/lamna-over", data=data)
        assert client.page.h1 == "Uppdraget är överlämnat"
        assert client.page.text(".page-heading__above") == "Uppdrag 8"
        assert "Din länk till det gäller inte längre" in client.page.text("main")


@pytest.mark.parametrize("path", ["lamna-over", "inte-mitt"])
def test_the_activity_is_named_once(client: PageClient, token: str, path: str) -> None:
    client.get(f"/svara/{token}/{path}")
    assert client.page.text("body").count("Aktivitet 8") == 1


def test_what_was_typed_when_the_link_had_ended_stands_under_its_own_words(client: PageClient) -> None:
    for path in ("lamna-over", "inte-mitt"):
        client.post(f"/svara/x/{path}", data={"to": "5", "comment": "Semester"})
        assert client.page.texts(".typed-text") == ["Semester"]
        assert "Några ord till samordnaren" in client.page.texts("h3")


def test_somebody_elses_activity_cannot_be_left(app: Flask, client: PageClient, token: str) -> None:
    sign_in(client, DEPUTY)
    with app.app_context():
        responsibility().deputy_id = None
        db.session.commit()
    assert client.get(f"{FORM}/inte-mitt").status_code == 403
    assert client.post(f"{FORM}/inte-mitt", data={}).status_code in (400, 403)
    with app.app_context():
        assert db.session.query(HandOver).count() == 0
