"""Requests that no page of ours sends: the answer is a page in Swedish that says what to do, never a fault."""

import logging
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from tests.conftest import dispose, make_app, make_settings
from tests.owners import NOW, link, open_follow_up
from tests.page_check import PageClient
from tests.signing_in import sign_in

#: Pages with lists to choose from, and the fields of their lists.
LISTS = {
    "/samordning/26-punktsplan/nyckeltal": ("figure_id", "activity_id"),
    "/samordning/26-punktsplan/nyckeltal/kolada-u40806/nytt-varde": ("measure",),
    "/samordning/26-punktsplan/redigera": ("coordinator_id", "visibility"),
    "/samordning/ny-plan": ("kind_id", "board_id", "coordinator_id"),
    "/samordning/26-punktsplan/aktiviteter/1a": ("parent_id",),
}


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("sent", [None, "", "x", "-1", "٧", str(2**63), "10" * 12, "19"])
def test_what_is_not_in_a_list_is_refused_at_its_field(
    client: PageClient, path: str, sent: str | None
) -> None:
    sign_in(client, "coordinator")
    client.get(path)
    token = client.page.select("[name=csrf_token]")[0].get("value")
    fields = {} if sent is None else dict.fromkeys(LISTS[path], sent)
    answer = client.post(path, data={"csrf_token": token, **fields})
    assert answer.status_code in (400, 409)
    assert client.page.select(".govuk-error-summary") or answer.status_code == 409


@pytest.mark.parametrize(
    "path", ["/administration/anvandare/ny", "/administration/anvandare/7", "/administration/utseende"]
)
def test_a_request_for_the_head_alone_is_answered_as_the_page_would_be(client: PageClient, path: str) -> None:
    sign_in(client, "admin")
    assert client.head(path).status_code == client.get(path).status_code == 200


@pytest.mark.parametrize("year", ["x", "-1", "1e309", "NaN", "٢٠٢٨", "20 28", "99999", str(2**63)])
def test_a_finishing_year_that_is_none_is_refused_at_its_field(client: PageClient, year: str) -> None:
    sign_in(client, "coordinator")
    path = "/samordning/26-punktsplan/redigera"
    client.get(path)
    fields = client.page.fields("main form") | {"finish_by": year}
    assert client.post(path, data=fields).status_code == 400
    assert "Skriv året med fyra siffror" in client.page.text(".govuk-error-summary")
    assert client.page.fields("main form")["finish_by"] == year


@pytest.mark.parametrize("host", ["two..dots.example", "x" * 64 + ".example", "[::1", "a b", "<x>", ""])
def test_a_host_that_is_none_gets_a_page_that_links_nowhere_else(client: PageClient, host: str) -> None:
    answer = client.get("/planer", headers={"Host": host})
    assert answer.status_code in (200, 400)
    assert "Content-Security-Policy" in answer.headers
    assert all(link.startswith(("/", "#")) for link in client.page.links())


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/administration/anvandare/7", "email"),
        ("/administration/anvandare/7", "version"),
        ("/administration/utseende", "accent"),
        ("/samordning/ny-plan", "title"),
    ],
)
def test_a_file_in_place_of_a_text_is_refused(client: PageClient, path: str, field: str) -> None:
    sign_in(client, "admin")
    client.get(path)
    token = client.page.select("[name=csrf_token]")[0].get("value")
    answer = client.post(path, data={"csrf_token": token, field: (BytesIO(b"x"), "x.png")})
    assert answer.status_code == 400


def test_a_form_that_is_too_large_is_read_to_its_end_before_it_is_refused(client: PageClient) -> None:
    body = BytesIO(b"x" * 5_000_000)
    answer = client.post("/logga-in", input_stream=body, content_length=5_000_000)
    assert answer.status_code == 413
    # A browser that is cut off while sending shows a fault of its own instead of our page.
    assert body.tell() == 5_000_000


@pytest.mark.parametrize("origin", ["http://[", "http://[x", "http://localhost:x", "null", "://", "\u00e5"])
def test_an_origin_that_is_none_is_refused(app: Flask, client: PageClient, origin: str) -> None:
    with time_machine.travel(NOW, tick=False):
        with app.app_context():
            token = link(open_follow_up())
        client.get(f"/svara/{token}")
        fields = client.page.fields("form[aria-labelledby=formular]")
        for header in ("Origin", "Referer"):
            answer = client.post(f"/svara/{token}", data=fields, headers={header: origin})
            assert answer.status_code == 403


@pytest.mark.parametrize("public_url", ["http://LOCALHOST", "http://localhost:80"])
def test_the_own_origin_is_known_however_the_setting_writes_it(
    app: Flask, tmp_path: Path, public_url: str
) -> None:
    other = make_app(make_settings(app.config["SETTINGS"].database_url, tmp_path, PUBLIC_URL=public_url))
    with time_machine.travel(NOW, tick=False):
        with other.app_context():
            token = link(open_follow_up())
        client = other.test_client()
        assert isinstance(client, PageClient)
        client.get(f"/svara/{token}")
        fields = client.page.fields("form[aria-labelledby=formular]")
        answer = client.post(f"/svara/{token}", data=fields, headers={"Origin": "http://localhost"})
    dispose(other)
    assert answer.status_code != 403


def test_the_link_that_chooses_a_password_reaches_no_log(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("gunicorn.access").warning('"%s" 200', "GET /valj-losenord/WzEsMl0.kGJv-_ HTTP/1.1")
    assert "/valj-losenord/[...] HTTP/1.1" in caplog.text
    assert "WzEsMl0" not in caplog.text


@pytest.mark.parametrize("path", ["/svara//x", "/planer//26-punktsplan"])
def test_an_address_with_two_slashes_leads_to_no_host_that_the_request_claims(
    client: PageClient, path: str
) -> None:
    answer = client.get(path, headers={"Host": "evil.example"})
    assert answer.status_code in (400, 404)
    assert "evil.example" not in answer.headers.get("Location", "")
