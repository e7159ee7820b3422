"""The pages of an import, as a coordinator goes through them."""

import io
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.coordinating import HERE, as_coordinator
from tests.page_check import PageClient
from tests.services.imports.test_files import table
from tests.signing_in import sign_in
from tracker import clock
from tracker.models import Board, db
from tracker.services.imports.files import Target, upload

REAL = Path(__file__).parents[2] / "documents" / "uppsala-26-punktsplan-uppfoljning-2022-03.txt"
UPLOAD = "/samordning/importera"


def sent(client: PageClient, data: bytes, name: str, **fields: str) -> str:
    """Sends the file through the page; the address of its preview."""
    client.get(UPLOAD)
    form = {**client.page.fields("main form[method=post]"), **fields, "file": (io.BytesIO(data), name)}
    answer = client.post(UPLOAD, data=form, content_type="multipart/form-data")
    assert answer.status_code == 303, client.page.text("main")
    return answer.headers["Location"]


def test_the_real_document_is_looked_at_and_read_in(client: PageClient) -> None:
    as_coordinator(client)
    here = sent(client, REAL.read_bytes(), REAL.name)
    client.get(here)
    assert "27 rader: 27 nya. Inget" in client.page.text("main")
    confirm = f"form[action='{here}/las-in']"
    client.post(f"{here}/las-in", data=client.page.fields(confirm))
    client.get(here)
    assert "27 rader lästes in: 27 nya." in client.page.text("main")


def test_a_frozen_follow_up_has_no_button(client: PageClient) -> None:
    as_coordinator(client)
    client.get(HERE)
    link = next(a for a in client.page.select("main a") if "Läs in en rapport" in (a.text or ""))
    client.get(link.get("href") or "")
    chosen = client.page.fields("main form[method=post]")["plan_id"]
    here = sent(client, REAL.read_bytes(), REAL.name, plan_id=chosen)
    client.get(here)
    assert "rättelse" in client.page.text("main")
    assert client.page.select("form[action$='las-in']") == []


def test_another_municipality_sees_nothing_of_it(app: Flask, client: PageClient) -> None:
    as_coordinator(client)
    here = sent(client, REAL.read_bytes(), REAL.name)
    other = app.test_client()
    assert isinstance(other, PageClient)
    sign_in(other, "elsewhere")
    assert other.get(here).status_code == 404


ROWS = ("1;Ordna kurser;Pågår;2022;Ja", "2;Ordna jobb;Klar;;Ja")
JUNE = "Uppföljning per;2022-06-30"


def test_a_plan_that_the_board_has_already_is_named_with_a_way_into_it(client: PageClient) -> None:
    as_coordinator(client)
    client.get(sent(client, REAL.read_bytes(), REAL.name))
    assert "Nämnden har redan en plan som heter 26-punktsplan för fler uppsalabor i jobb" in client.page.text(
        "main"
    )
    links = {link.get("href") for link in client.page.select("main .lead a")}
    assert links == {HERE, f"{UPLOAD}?plan=26-punktsplan"}
    client.get(f"{UPLOAD}?plan=26-punktsplan")
    chosen = client.page.fields("main form[method=post]")["plan_id"]
    client.get(sent(client, table(*ROWS, head=JUNE), "plan.csv", plan_id=chosen))
    assert "Nämnden har redan" not in client.page.text("main")


def test_a_receipt_tells_what_was_done(client: PageClient) -> None:
    as_coordinator(client)
    here = sent(client, table("1;Ordna kurser;Pågår;2022;Ja"), "en.csv")
    client.get(here)
    assert "1 rad: 1 ny. Inget är sparat än." in client.page.text("main")
    assert client.page.texts("#sa thead th") == ["I filen", "Läses som"]
    client.post(f"{here}/las-in", data=client.page.fields(f"form[action='{here}/las-in']"))
    client.get(here)
    assert "1 rad lästes in: 1 ny." in client.page.text("main")


def test_a_frozen_follow_up_asks_nothing_and_waits_for_nothing(client: PageClient) -> None:
    as_coordinator(client)
    client.get(f"{UPLOAD}?plan=26-punktsplan")
    chosen = client.page.fields("main form[method=post]")["plan_id"]
    here = sent(client, table("12;Tolv;Återkommer;;Ja", "8;Åtta;Klar;;Ny"), "fryst.csv", plan_id=chosen)
    client.get(here)
    said = client.page.text("main")
    assert "2 rader: 1 skiljer sig, 1 går inte att jämföra." in said
    assert "Filen jämförs bara: inget skrivs." in said and "Raden kan inte jämföras." in said
    assert "Frågor om filen" not in said and "nedan" not in said
    client.get(UPLOAD)
    listed = client.page.text("main tbody tr")
    assert "Bara jämförd: uppföljningen är fryst" in listed and "Väntar" not in listed


def test_the_list_has_the_files_of_my_boards_with_their_plans_the_newest_first(
    app: Flask, client: PageClient
) -> None:
    as_coordinator(client)
    first = sent(client, table("1;Ordna kurser;Pågår;2022;Ja", head="Plan;Första\r\n" + JUNE), "ett.csv")
    sent(client, table("1;Ordna kurser;Pågår;2022;Ja"), "två.csv")
    client.get(first)
    client.post(f"{first}/las-in", data=client.page.fields(f"form[action='{first}/las-in']"))
    with app.app_context():
        other = db.session.scalars(
            select(Board.id).where(Board.slug != "arbetsmarknadsnamnden").order_by(Board.id)
        ).first()
        assert other is not None
        upload(table("1;En;Klar;;Ja"), "andras.csv", Target(None, other), by=None, now=clock.utc_now())
    client.get(UPLOAD)
    assert client.page.texts("main tbody th") == ["ett.csv", "två.csv"]
    assert client.page.texts("main tbody td[data-label=Plan]") == ["Första", "En ny plan"]
    for link in client.page.select("main tbody a"):
        assert client.get(link.get("href") or "").status_code == 200


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
@pytest.mark.parametrize("place", [UPLOAD, f"{HERE}/nyckeltal/las-in"])
def test_a_number_that_no_file_has_is_nowhere(client: PageClient, place: str, number: int) -> None:
    as_coordinator(client)
    assert client.get(f"{place}/{number}").status_code == 404


def test_a_day_that_cannot_be_is_asked_for_again(client: PageClient) -> None:
    as_coordinator(client)
    here = sent(client, table(*ROWS, head="Uppföljning per;0001-01-01"), "plan.csv")
    client.get(here)
    assert "Året blev 1." in client.page.text("#stoppade")
    form = {**client.page.fields("#fragor form"), "as_of": "9999-12-31"}
    assert client.post(here, data=form).status_code == 400
    assert "Kontrollera året: det blev 9999." in client.page.text(".govuk-error-message")
    assert client.post(here, data={**form, "as_of": "2022-06-30"}).status_code == 303


def test_a_word_may_stand_for_no_answer(client: PageClient) -> None:
    as_coordinator(client)
    here = sent(client, table("1;En;Återkommer;;", "2;Två;Klar;;Ja"), "plan.csv")
    client.get(here)
    assert client.page.texts("#ord-0 option")[-1] == "Inte besvarad"
    client.post(here, data={**client.page.fields("#fragor form"), "ord-0": "Inte besvarad"})
    client.get(here)
    assert "2 rader: 2 nya." in client.page.text("main")


def test_a_long_list_is_folded_and_cut(client: PageClient) -> None:
    as_coordinator(client)
    rows = [f"{number};Rad {number};Pågår;2022;Ja" for number in range(1, 402)]
    client.get(sent(client, table(*rows), "lång.csv"))
    assert client.page.text("#nya summary") == "Visa 300 av 401 nya rader"
    assert len(client.page.select("#nya tbody tr")) == 300
    assert "och 101 till" in client.page.text("#nya details")
    client.get(sent(client, table(*rows[:50]), "kort.csv"))
    assert client.page.select("#nya summary") == [] and len(client.page.select("#nya tbody tr")) == 50
