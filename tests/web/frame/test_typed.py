"""What a person had written is handed back when the form cannot be taken."""

from flask import Flask

from tests.page_check import PageClient
from tests.signing_in import sign_in
from tracker.services.refusal import Refusal
from tracker.web.frame import access

FORM = "/mina-aktiviteter/26-punktsplan/12"
TEXT = "Två nya jobbspår har startat. <script>alert(1)</script>"


def sent(client: PageClient) -> dict[str, str]:
    sign_in(client, "owner")
    client.get(FORM)
    return {**client.page.fields("form:has(textarea)"), "comment": TEXT}


def test_when_the_log_in_has_ended(client: PageClient) -> None:
    fields = sent(client)
    client.delete_cookie("session")
    # The protection against foreign forms lives in the session too and speaks first.
    assert client.post(FORM, data=fields).status_code in (400, 403)
    assert TEXT in client.page.text(".typed-text")
    assert fields["csrf_token"] not in client.page.html


def test_when_somebody_else_logged_the_person_out(client: PageClient) -> None:
    fields = sent(client)
    with client.session_transaction() as session:
        session["_user_id"] = "1.0"
    assert client.post(FORM, data=fields).status_code == 403
    assert client.page.h1 == "Du är inte inloggad längre"
    assert TEXT in client.page.text(".typed-text")
    assert client.page.select(f'a[href="/logga-in?next={FORM}"]')


def test_when_the_token_is_old(client: PageClient) -> None:
    fields = {**sent(client), "csrf_token": "gammal"}
    assert client.post(FORM, data=fields).status_code == 400
    assert TEXT in client.page.text(".typed-text")


def test_when_a_use_case_refuses(app: Flask, client: PageClient) -> None:
    def view() -> str:
        raise Refusal("Uppföljningen stängdes nyss.", 409)

    app.add_url_rule("/prov", "prov", access.anyone(view), methods=["POST"])
    fields = sent(client)
    fields["new_password"] = "hemligt är det här"
    assert client.post("/prov", data=fields).status_code == 409
    assert TEXT in client.page.text(".typed-text")
    assert "hemligt" not in client.page.text("body")


def test_a_single_word_and_a_value_are_what_was_written(app: Flask, client: PageClient) -> None:
    def view() -> str:
        raise Refusal("Uppföljningen stängdes nyss.", 409)

    app.add_url_rule("/prov", "prov", access.anyone(view), methods=["POST"])
    fields = sent(client) | {"comment": "Klart", "ongoing": "y", "value_6": "4,1", "period_6": "T2 2022"}
    fields |= {
        "remaining_work": "",
        "target_year": "2023",
        "value_7": "",
        "period_7": "T1 2022",
        "do": "save",
    }
    assert client.post("/prov", data=fields).status_code == 409
    shown = client.page.texts(".typed-text")
    assert sorted(shown) == ["2023", "4,1 (T2 2022)", "Klart", "Ständigt pågående"]


def test_a_page_that_was_only_asked_for_hands_nothing_back(client: PageClient) -> None:
    assert client.get("/finns-inte?text=ett+och+annat").status_code == 404
    assert not client.page.select(".typed-text")
