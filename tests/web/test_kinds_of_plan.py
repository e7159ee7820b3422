"""The page of a plan whose kind has columns of its own: as its documents look, without sections that would be empty."""

import pytest
from flask import Flask

from tests.page_check import PageClient
from tests.web.following_up import counted_queries

pytestmark = pytest.mark.every_plan


def test_the_internal_control_has_its_own_columns_under_its_areas(client: PageClient) -> None:
    client.get("/planer/intern-kontroll-2021")
    assert client.page.texts("main h2") == ["Läget", "Alla kontrollmoment"]
    assert client.page.text("#laget .lead") == "Åtta kontrollmoment, alla besvarade."
    assert client.page.texts("#alla h3") == ["Personal", "Ekonomi", "Egen verksamhet"]
    assert client.page.texts("#alla table:first-of-type thead th")[:4] == [
        "Verksamhet / Process", "Kontrollmoment och kontrollmetod", "Analys 2021", "Åtgärd",
    ]  # fmt: skip
    assert len(client.page.select("#alla tbody tr")) == 8
    assert client.page.select("#alla .tag") == []


def test_the_measures_stand_in_one_table_with_the_forms_questions(client: PageClient) -> None:
    client.get("/planer/integrerat-samhalle-2021")
    assert client.page.texts("#alla thead th")[0] == "Nr"
    assert len(client.page.texts("#alla thead th")) == 7
    assert len(client.page.select("#alla tbody tr")) == 20
    client.get("/planer/integrerat-samhalle-2021?sok=vaccinera")
    assert client.page.texts("#alla .rows__number")[1:] == ["16"]


def test_an_uppdrag_has_status_and_comment_beside_it(client: PageClient) -> None:
    client.get("/planer/kf-uppdrag-2021")
    assert client.page.texts("#alla thead th") == ["Uppdrag", "Status År 2021", "Kommentar"]
    assert "Ej genomfört" in client.page.text("#alla tbody")


def test_planned_questions_stand_under_their_headings(client: PageClient) -> None:
    client.get("/planer/minoriteter-2021")
    assert client.page.texts("main h2") == ["Nästa uppföljning", "Alla frågor"]
    assert client.page.texts("#alla h3") == [
        "Mål och riktlinjer", "Rätten till information", "Rätten till delaktighet och inflytande",
    ]  # fmt: skip
    assert len(client.page.select("#alla tbody tr")) == 14
    assert "Vård- och äldrenämnden" in client.page.text("#alla")


def test_what_was_answered_stands_in_the_rows_history(client: PageClient) -> None:
    client.get("/planer/intern-kontroll-2021/aktiviteter/2")
    assert "Under år 2021 har det anmälts 7 st bisysslor" in client.page.text("main")


def test_the_list_says_how_many_have_answered(client: PageClient) -> None:
    client.get("/planer")
    assert "Åtta kontrollmoment, alla besvarade." in client.page.text("main")


def test_the_pages_cost_as_many_questions_as_any(app: Flask, client: PageClient) -> None:
    for slug in ("intern-kontroll-2021", "minoriteter-2021"):
        client.get("/planer")
        with counted_queries(app) as asked:
            client.get(f"/planer/{slug}")
        assert len(asked) <= 6
