"""The form and the receipt: it starts from last time, refuses with the field named and keeps what was typed."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete

from tests.owners import (
    OTHER,
    OWNER,
    give_key_figure,
    open_follow_up,
    responsibility,
    updates,
)
from tests.owners_pages import FORM, INDEX, RECEIPT, choose, errors, typed
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tracker.models import FollowUp, StatusUpdate, db


def test_the_form_starts_from_last_time(client: PageClient, follow_up: FollowUp) -> None:
    sign_in(client, OWNER)
    client.get(FORM)
    assert client.page.h1.startswith("Vuxenutbildningen rapporterar avvikelser")
    assert client.page.texts(".page-heading__meta li") == [
        "Uppföljning per augusti 2022",
        "Svara senast fredag 9 september",
        "Två svar till väntar efter det här",
    ]
    assert client.page.text(".quiet__title") == "Stämmer det här fortfarande?"
    fields = typed(client)
    assert fields["comment"].startswith("Rutiner och metoder har fastställts")
    assert fields["target_year"] == "2022"
    assert fields["status"] == choose(client, "Påbörjad")
    assert "ongoing" not in fields
    # One filled button: the quick answer.
    assert client.page.texts("main .govuk-button:not(.govuk-button--secondary)") == ["Inget nytt sedan sist"]
    assert "flyter på enligt plan" in client.page.text("details dl")
    assert (
        "Behövs för Påbörjad och Avviker från plan. Lämna tomt för Färdig och Stoppad." in client.page.text()
    )


def test_answer_and_receipt(app: Flask, client: PageClient, follow_up: FollowUp) -> None:
    sign_in(client, OWNER)
    client.get(FORM)
    sent = client.post(FORM, data=typed(client, comment="Nu går det\r\nbättre.", target_year="2023"))
    assert (sent.status_code, sent.location) == (303, RECEIPT)
    client.get(RECEIPT)
    assert client.page.h1 == "Svaret är sparat"
    shown = client.page.text(".quiet")
    assert "Så här ser nämnden det när uppföljningen stänger" in shown
    assert "tidigare 2022 nu 2023" in shown
    assert "Nu går det bättre." in shown
    assert "Sparat 1 september 2022 kl. 14.05" in client.page.text("main")
    # The one after 8 is from the top again.
    assert "Nästa: aktivitet 1a" in client.page.texts("main .govuk-button")
    with app.app_context():
        assert updates()[-1].comment == "Nu går det\nbättre."
    client.get(FORM)
    assert client.page.text(".quiet__title") == "Ditt svar så långt"
    assert typed(client)["comment"] == "Nu går det\nbättre."
    client.get(INDEX)
    assert client.page.text(".answer-line") == "Två svar väntar på dig."
    assert client.page.texts(".mine__group") == ["Väntar på ditt svar", "Besvarade"]


def test_the_last_receipt_says_that_nothing_waits(client: PageClient, follow_up: FollowUp) -> None:
    sign_in(client, OWNER)
    for number in ("1a", "1b", "8"):
        path = f"{INDEX}/26-punktsplan/{number}"
        client.get(path)
        client.post(path, data=client.page.fields(".quiet form") | {"do": "nothing-new"})
        assert client.get(f"{path}/kvitto").status_code == 200
    assert "Inget mer väntar på dig." in client.page.text("main")
    assert "Inget nytt sedan sist" in client.page.text(".page-heading")
    client.get(INDEX)
    assert "Allt som frågas efter är besvarat." in client.page.text("main")


def test_a_receipt_without_an_answer_leads_to_the_form(client: PageClient, follow_up: FollowUp) -> None:
    sign_in(client, OWNER)
    assert client.get(RECEIPT).location == FORM


def test_a_refused_answer_names_the_field_and_keeps_what_was_typed(
    app: Flask, client: PageClient, follow_up: FollowUp
) -> None:
    sign_in(client, OWNER)
    client.get(FORM)
    long = "å" * 20_001
    sent = client.post(FORM, data=typed(client, comment=long, target_year="", remaining_work="Mycket."))
    assert sent.status_code == 400
    assert "rätta och spara igen" in client.page.title
    assert errors(client) == {
        "comment": "Texten är 20\u00a0001 tecken lång. Korta den till högst 20\u00a0000 tecken.",
        "target_year": "Skriv ett år eller kryssa i Ständigt pågående. Påbörjad behöver ett av dem.",
    }
    fields = typed(client)
    assert (fields["comment"], fields["target_year"], fields["remaining_work"]) == (long, "", "Mycket.")
    with app.app_context():
        assert updates()[-1].follow_up_id != follow_up.id
    sent = client.post(FORM, data=typed(client, comment="Kortare.", ongoing="y"))
    assert sent.location == RECEIPT


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("target_year", "2021", "Året 2021 har redan passerat. Skriv 2022 eller senare."),
        ("target_year", "20221", "Skriv året med fyra siffror, till exempel 2023."),
        ("target_year", "٢٠٢٣", "Skriv året med fyra siffror, till exempel 2023."),
        ("target_year", "20\x0022", "Skriv året med fyra siffror, till exempel 2023."),
        ("comment", "", "Skriv vad som har hänt, eller varför. Påbörjad behöver en förklaring."),
        ("comment", "a\x00b", "Texten innehåller ett tecken som inte syns"),
        ("status", "999999999999", "Välj den status som gäller nu."),
        ("status", "x", "Välj den status som gäller nu."),
    ],
)
def test_bad_input_gets_a_swedish_sentence(
    client: PageClient, follow_up: FollowUp, field: str, text: str, sentence: str
) -> None:
    sign_in(client, OWNER)
    client.get(FORM)
    assert client.post(FORM, data=typed(client, **{field: text})).status_code == 400
    assert errors(client)[field].startswith(sentence)
    if "\x00" in text:
        # A page cannot hold it; its place is shown.
        assert typed(client)[field] == text.replace("\x00", "\ufffd")


def test_without_a_status_it_is_asked_for(client: PageClient, follow_up: FollowUp) -> None:
    sign_in(client, OWNER)
    client.get(FORM)
    client.post(FORM, data=typed(client, status=None))
    assert errors(client) == {"status": "Välj den status som gäller nu."}


@pytest.mark.parametrize(
    "text",
    [
        "👩🏽‍🏫 🎉",
        "\u202eעברית",
        "<script>alert(1)</script>",
        "{{7*7}}",
        '"><img src=x onerror=y>',
        "</textarea>",
    ],
)
def test_any_text_is_kept_and_shown_safely(client: PageClient, follow_up: FollowUp, text: str) -> None:
    sign_in(client, OWNER)
    client.get(FORM)
    client.post(FORM, data=typed(client, comment=f"{text}\n\nMer.", remaining_work=text))
    for path in (RECEIPT, INDEX):
        client.get(path)
        assert text in client.page.text("main")
    client.get(FORM)
    assert typed(client)["comment"] == f"{text}\n\nMer."
    assert client.page.select("main script, main img") == []


def test_the_year_that_has_passed_must_be_given_anew(app: Flask, client: PageClient) -> None:
    with app.app_context():
        open_follow_up(datetime(2023, 2, 28).date(), None)
    with time_machine.travel(datetime(2023, 3, 1, tzinfo=UTC)):
        sign_in(client, OWNER)
        client.get(FORM)
        assert "Året 2022 har passerat. Skriv när aktiviteten nu bedöms bli färdig." in client.page.text(
            ".quiet"
        )
        assert client.page.select(".quiet form") == []
        assert typed(client)["target_year"] == ""
        assert client.page.texts("main .govuk-button") == ["Spara svaret"]
        sent = client.post(FORM, data=typed(client) | {"do": "nothing-new"})
        assert sent.status_code == 409
        assert "Året 2022 har passerat." in client.page.text("main")


def test_the_first_answer_has_nothing_to_start_from(app: Flask, client: PageClient) -> None:
    with app.app_context():
        open_follow_up()
        db.session.execute(delete(StatusUpdate).where(StatusUpdate.responsibility_id == responsibility().id))
        db.session.commit()
    sign_in(client, OWNER)
    client.get(FORM)
    assert client.page.text("#formular") == "Var står aktiviteten?"
    assert client.page.select(".quiet") == []
    data = typed(client, status=choose(client, "Stoppad"), comment="Den behövs inte.")
    assert client.post(FORM, data=data).location == RECEIPT
    client.get(RECEIPT)
    assert "Stoppad" in client.page.text(".quiet")


def test_what_is_settled_need_not_be_answered_but_may(client: PageClient, follow_up: FollowUp) -> None:
    sign_in(client, OTHER)
    path = f"{INDEX}/26-punktsplan/6"
    client.get(path)
    assert client.page.text(".quiet__title") == "Frågas inte igen"
    assert client.page.select(".quiet form") == []
    client.post(path, data=typed(client, comment="Nya grupper har tillkommit."))
    client.get(f"{path}/kvitto")
    assert "Nya grupper har tillkommit." in client.page.text(".quiet")


def test_news_between_follow_ups(app: Flask, client: PageClient) -> None:
    sign_in(client, OWNER)
    client.get(FORM)
    assert "ser nämnden det på planens sida före nästa uppföljning" in client.page.text(".quiet")
    assert client.post(FORM, data=typed(client, comment="Klart i förtid.")).location == RECEIPT
    client.get(RECEIPT)
    assert client.page.h1 == "Det är sparat"
    with app.app_context():
        assert updates()[-1].follow_up_id is None
        open_follow_up()
    client.get(FORM)
    assert "Din rapport 1 september 2022" in client.page.text(".quiet")
    assert client.page.text(".quiet__title") == "Stämmer det här fortfarande?"


def test_a_new_value_is_read_stored_and_shown(app: Flask, client: PageClient, follow_up: FollowUp) -> None:
    with app.app_context():
        figure = give_key_figure("8", "andel-invanare-med-ekonomiskt-bistand")
        value, period = f"value_{figure.id}", f"period_{figure.id}"
    sign_in(client, OWNER)
    client.get(FORM)
    assert "Senast 4,3 procent, 2021." in client.page.text("form .fieldset")
    assert typed(client)[period] == "augusti 2022"
    client.post(FORM, data=typed(client, **{value: "4,25", period: "nyss"}))
    assert set(errors(client)) == {value, period}
    assert typed(client)[value] == "4,25"
    client.post(FORM, data=typed(client, **{value: "\u22121 234,5", period: "juli 2022"}))
    client.get(RECEIPT)
    assert "\u22121\u00a0234,5 procent, juli 2022" in client.page.text(".quiet").replace(
        "1 234", "1\u00a0234"
    )
