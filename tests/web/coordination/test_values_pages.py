"""Values from a file, as a coordinator goes through the pages."""

import io

import pytest
from flask import Flask

from tests.coordinating import as_coordinator
from tests.page_check import PageClient
from tests.signing_in import sign_in

pytestmark = pytest.mark.every_plan

SHARE = "Andel invånare med ekonomiskt bistånd"
FIGURES = "/samordning/26-punktsplan/nyckeltal"
UPLOAD = f"{FIGURES}/las-in"
FILE = f"Nyckeltal;Period;Värde\r\n{SHARE};2022;4,1\r\n{SHARE};2021;4,8\r\n{SHARE};våren;3\r\n"


def sent(client: PageClient, text: str, name: str = "v.csv") -> str:
    """Sends the file through the page; the address of its preview."""
    client.get(UPLOAD)
    form = {**client.page.fields("main form[method=post]"), "file": (io.BytesIO(text.encode()), name)}
    answer = client.post(UPLOAD, data=form, content_type="multipart/form-data")
    assert answer.status_code == 303, client.page.text("main")
    return answer.headers["Location"]


def confirm(client: PageClient, here: str, **typed: str) -> int:
    client.get(here)
    fields = client.page.fields("main form[novalidate]")
    return client.post(here, data={**fields, **typed}).status_code


def test_the_file_is_looked_at_and_read_in(client: PageClient) -> None:
    as_coordinator(client)
    client.get(FIGURES)
    assert any(link.get("href") == UPLOAD for link in client.page.select("main a"))
    here = sent(client, FILE)
    client.get(here)
    shown = client.page.text("main")
    assert "Tre värden: ett nytt, ett ändrat, ett går inte att läsa in. Inget är sparat än." in shown
    assert "Rad 4:" in shown and "4,3 %" in shown and "4,8 %" in shown
    assert confirm(client, here) == 400
    assert client.page.texts(".govuk-error-summary a") == [
        "Skriv varifrån värdena kommer. Filen säger det inte.",
        "Skriv varför värdena rättas. De gamla finns kvar.",
    ]
    assert confirm(client, here, source="Kolada", reason="Räknat om") == 303
    client.get(here)
    assert "ett nytt, ett ändrat" in client.page.text("main")
    client.get(f"{FIGURES}/andel-invanare-med-ekonomiskt-bistand/varden")
    assert "Varför: Räknat om" in client.page.text("main")


def test_a_file_with_nothing_new_has_no_button(client: PageClient) -> None:
    as_coordinator(client)
    client.get(sent(client, f"Nyckeltal;Period;Värde\r\n{SHARE};2021;4,3\r\n"))
    assert "Det finns inget nytt att läsa in." in client.page.text("main")
    assert client.page.select("main form[novalidate]") == []


def test_a_file_is_thrown_away(client: PageClient) -> None:
    as_coordinator(client)
    here = sent(client, FILE)
    client.get(here)
    form = f"form[action='{here}/kasta']"
    assert client.post(f"{here}/kasta", data=client.page.fields(form)).status_code == 303
    client.get(here)
    assert client.page.text("h1") == "Kastad fil"
    assert client.post(f"{here}/kasta", data=client.page.fields("form[action$=logga-ut]")).status_code == 303


def test_what_cannot_be_read_is_said_beside_the_field(client: PageClient) -> None:
    as_coordinator(client)
    for files in ({}, {"file": (io.BytesIO(b"hej"), "v.csv")}):
        client.get(UPLOAD)
        form = {**client.page.fields("main form[method=post]"), **files}
        assert client.post(UPLOAD, data=form, content_type="multipart/form-data").status_code == 400
        assert len(client.page.texts(".govuk-error-summary a")) == 1


def test_a_file_belongs_to_the_plan_that_it_was_uploaded_for(client: PageClient) -> None:
    sign_in(client, "admin")
    here = sent(client, FILE)
    elsewhere = here.replace("26-punktsplan", "kf-uppdrag-2021")
    assert client.get(elsewhere).status_code in (403, 404)
    with_own_plan = client.get(f"{here}0")
    assert with_own_plan.status_code == 404


def test_another_municipality_sees_nothing_of_it(app: Flask, client: PageClient) -> None:
    as_coordinator(client)
    here = sent(client, FILE)
    other = app.test_client()
    assert isinstance(other, PageClient)
    sign_in(other, "elsewhere")
    assert other.get(here).status_code in (403, 404)


def test_a_file_of_a_plan_is_no_file_of_values(client: PageClient) -> None:
    as_coordinator(client)
    here = sent(client, FILE)
    assert client.get(f"/samordning/importera/{here.rsplit('/', 1)[1]}").status_code == 404
