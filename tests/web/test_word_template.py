"""The administrator's page for the municipality's own Word template."""

from io import BytesIO

import docx
from flask import Flask

from tests.page_check import PageClient
from tests.services.reports.test_word_template import template
from tests.signing_in import sign_in
from tests.word_templates import DOCUMENT, edited, relation, with_field, with_header

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
    assert "Sidfoten är tom. Rapporten fyller i diarienummer, version och sidnummer." in client.page.texts(
        "main li"
    )
    said = "Pröva mallen på den senast frysta rapporten: 26-punktsplanen per 31 mars 2022"
    assert said in client.page.texts("main li")
    answer = client.get(f"{PAGE}/prov.docx")
    assert "prov-av-mall-26-punktsplan-2022-03-31.docx" in answer.headers["Content-Disposition"]
    trial = docx.Document(BytesIO(answer.data))
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


def test_a_hostile_template_is_told_at_the_field_and_the_one_before_it_stays(client: PageClient) -> None:
    sign_in(client, "admin")
    assert upload(client, template(), "mall.docx\0") == 303
    for hostile, said in (
        (with_field(' INCLUDEPICTURE "http://x.example/a" '), "Mallens sidhuvud har fältet INCLUDEPICTURE"),
        (edited(DOCUMENT, 'w:w="12240"', 'w:w="abc"'), "Mallens sidstorlek eller marginaler"),
        (
            with_header("<w:p/>", relation("image", "http://x.example/&lt;b>")),
            "Mallen hämtar något utifrån: http://x.example/<b>.",
        ),
    ):
        assert upload(client, hostile, "mall.docx") == 400
        assert said in client.page.text(".govuk-error-message")
    client.get(PAGE)
    assert "mall.docx" in client.page.texts("dd")
    assert client.get(f"{PAGE}/mallen").data == template()
    assert client.get(f"{PAGE}/prov.docx").status_code == 200


def test_only_administrators_come_here(app: Flask, client: PageClient) -> None:
    sign_in(client, "coordinator")
    for address in (PAGE, f"{PAGE}/mallen", f"{PAGE}/prov.docx"):
        assert client.get(address).status_code == 403
