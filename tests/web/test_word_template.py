"""The administrator's page for the municipality's own Word template."""

from io import BytesIO

import docx
from flask import Flask

from tests.page_check import PageClient
from tests.services.reports.test_word_template import template
from tests.signing_in import sign_in

PAGE = "/administration/rapportmall"


def upload(client: PageClient, data: bytes, name: str) -> int:
    client.get(PAGE)
    fields = client.page.fields("form[enctype]")
    with client.post(PAGE, data={**fields, "template": (BytesIO(data), name)}) as answer:
        return answer.status_code


def test_a_template_is_taken_tried_handed_back_and_taken_away(client: PageClient) -> None:
    sign_in(client, "admin")
    assert upload(client, template(), "mall.docx") == 303
    client.get(PAGE)
    assert "Sidfoten är tom. Rapporten fyller i diarienummer och sidnummer." in client.page.texts("main li")
    trial = docx.Document(BytesIO(client.get(f"{PAGE}/prov.docx").data))
    assert trial.sections[0].header.paragraphs[0].text == "Exempelkommun"
    assert client.get(f"{PAGE}/mallen").data == template()
    client.get(PAGE)
    client.post(f"{PAGE}/ta-bort", data=client.page.fields(f"form[action='{PAGE}/ta-bort']"))
    assert client.get(f"{PAGE}/mallen").location == PAGE
    client.get(PAGE)
    assert "Mallen som används" not in client.page.texts("h2")


def test_what_cannot_be_a_template_is_told_at_the_field(client: PageClient) -> None:
    sign_in(client, "admin")
    assert upload(client, b"%PDF-1.7", "mall.pdf") == 400
    assert "Spara mallen i Word som .docx eller .dotx" in client.page.text(".govuk-error-message")
    whole = b"--x\r\n" + b"0" * 13_000_000
    assert client.post(PAGE, data=whole, content_type="multipart/form-data; boundary=x").status_code == 413
    assert upload(client, b"", "") == 400


def test_only_administrators_come_here(app: Flask, client: PageClient) -> None:
    sign_in(client, "coordinator")
    for address in (PAGE, f"{PAGE}/mallen", f"{PAGE}/prov.docx"):
        assert client.get(address).status_code == 403
