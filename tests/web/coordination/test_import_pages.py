"""The pages of an import, as a coordinator goes through them."""

import io
from pathlib import Path

from flask import Flask

from tests.coordinating import HERE, as_coordinator
from tests.page_check import PageClient
from tests.signing_in import sign_in

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
    assert "27 rader: 27 nya, 0 ändrade, 0 oförändrade, 0 går inte att läsa in." in client.page.text("main")
    confirm = f"form[action='{here}/las-in']"
    client.post(f"{here}/las-in", data=client.page.fields(confirm))
    client.get(here)
    assert "27 nya" in client.page.text("main")


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
