"""The coordinator makes a key figure and edits it."""

from flask import Flask

from tests.coordinating import HERE, as_coordinator, send
from tests.page_check import PageClient
from tests.signing_in import sign_in

LIST = f"{HERE}/nyckeltal"
NEW = f"{LIST}/nytt"
GOAL = f"{LIST}/andel-invanare-med-ekonomiskt-bistand"
TYPED = {"name": "Antal <b>till</b> arbete per månad", "unit": "personer", "direction": "UP"}


def test_it_is_made_from_the_list_and_shown_as_a_mean(app: Flask, client: PageClient) -> None:
    as_coordinator(client).get(LIST)
    assert NEW in client.page.links() and f"{GOAL}/redigera" in client.page.links()
    assert send(client, NEW, **TYPED, mean="y") == 303
    client.get(LIST)
    assert TYPED["name"] in client.page.text("#planens")
    slug = "antal-b-till-b-arbete-per-manad"
    for number in range(1, 13):
        value = {"period": f"2021-{number:02}", "value": str(number), "measure": "OUTCOME", "source": "Egen"}
        assert send(client, f"{LIST}/{slug}/nytt-varde", **value) == 303
    client.get(f"/nyckeltal/{slug}")
    assert client.page.texts("thead th") == ["Period", "Genomsnitt", "Per månad"]
    assert client.page.texts("tbody tr")[-1] == "december 20217 personer12 personer"
    assert "genomsnitt senaste 12 månaderna" in client.page.text("caption")
    assert "genomsnitt senaste 12 månaderna" in client.page.text(".facts")


def test_faults_stand_at_their_fields_and_what_was_typed_is_kept(app: Flask, client: PageClient) -> None:
    as_coordinator(client)
    assert send(client, NEW, name="", unit="personer", kind="INDICATOR") == 400
    assert "Skriv vad nyckeltalet heter" in client.page.text("#name-error")
    assert "ska öka eller minska" in client.page.text("#direction-error")
    assert client.page.fields("main form")["unit"] == "personer"


def test_two_editors_are_shown_both_texts(app: Flask, client: PageClient) -> None:
    as_coordinator(client).get(f"{GOAL}/redigera")
    mine = {**client.page.fields("main form"), "source": "Min källa"}
    assert send(client, f"{GOAL}/redigera", source="Deras källa") == 303
    assert client.post(f"{GOAL}/redigera", data=mine).status_code == 409
    shown = client.page.text("section[aria-labelledby=bada]")
    assert "Deras källa" in shown and "Min källa" in shown
    assert client.post(f"{GOAL}/redigera", data=client.page.fields("main form")).status_code == 303


def test_others_may_not(app: Flask, client: PageClient) -> None:
    sign_in(client, "board_member")
    assert client.get(NEW).status_code == 403
    assert client.get(f"{GOAL}/redigera").status_code == 403
    other = app.test_client()
    sign_in(other, "coordinator")
    assert other.get(f"{LIST}/finns-inte/redigera").status_code == 404
