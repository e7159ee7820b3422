"""Uppdrag in the coordinator's form, and each board's own owners."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.boras import activity, share
from tests.coordinating import send
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tests.uppdrag import HERE, as_office, board_id, standing
from tracker.models import User, db
from tracker.services.plans.activity_facts import facts_of

pytestmark = pytest.mark.every_plan

NEW = f"{HERE}/ny-aktivitet"


def test_an_uppdrag_is_entered_with_its_decision_and_boards(app: Flask, client: PageClient) -> None:
    with app.app_context():
        culture, executive = str(board_id("kulturnamnden")), str(board_id("kommunstyrelsen"))
    as_office(client)
    client.get(NEW)
    assert client.page.text("h1") == "Nytt uppdrag"
    assert "Kommunfullmäktige" not in client.page.text("main form")
    typed = {
        **client.page.fields("main form[method=post]"),
        "short_text": "Öppna fler bibliotek.",
        "source": "Mål och budget 2021",
        "decided_on": "2020-11-26",
        "decided_paragraph": "§ 251",
        "asked_by": "Budgetutskottet",
        "focus_area": "Kultur",
    }
    sent = client.post(NEW, data={**typed, "boards": [culture, executive]})
    assert sent.status_code == 400
    assert client.page.text("#lead-error").endswith("Välj vilken av nämnderna som leder.")
    assert len(client.page.select("input[name=boards][checked]")) == 2
    sent = client.post(NEW, data={**typed, "boards": [culture, executive], "lead": culture})
    assert sent.headers["Location"].endswith("/aktiviteter/2/ansvarig")
    client.get(f"{HERE}/aktiviteter/2/ansvarig")
    assert client.page.text("h1") == "Ansvariga för uppdrag 2"
    client.get(f"{HERE}/aktiviteter")
    assert "Två uppdrag. Två nämnders delar saknar ansvarig." in client.page.text("caption")
    with app.app_context():
        assert standing("2") == {"kulturnamnden": "leads", "kommunstyrelsen": "answers"}
        assert activity("2").source == "Mål och budget 2021"
        before = facts_of(activity("2"))
    # The edited form holds what is stored, and saved as it is it changes nothing.
    assert edit(client, f"{HERE}/aktiviteter/2") == 303
    with app.app_context():
        assert facts_of(activity("2")) == before


def edit(client: PageClient, url: str) -> int:
    client.get(url)
    boxes = client.page.select("main input[type=checkbox][checked]")
    fields: dict[str, object] = {**client.page.fields("main form[method=post]")}
    for name in {box.get("name") for box in boxes}:
        fields[str(name)] = [box.get("value") for box in boxes if box.get("name") == name]
    return client.post(url, data=fields).status_code


def test_a_board_s_coordinator_chooses_its_own_owner_only(app: Flask, client: PageClient) -> None:
    with app.app_context():
        [owner] = db.session.scalars(
            select(User.id).where(User.email == "controller.forskola@boras.example.org")
        )
    sign_in(client, "controller.arbetsliv@boras.example.org")
    mine = f"{HERE}/aktiviteter/1/arbetslivsnamnden/ansvarig"
    assert client.get(f"{HERE}/aktiviteter/1/ansvarig").status_code == 403
    assert client.get(f"{HERE}/aktiviteter/1/forskolenamnden/ansvarig").status_code == 403
    assert client.get(f"{HERE}/aktiviteter/1/kulturnamnden/ansvarig").status_code == 404
    assert send(client, mine, deputy_id=str(owner)) == 303
    with app.app_context():
        assert share("1", "arbetslivsnamnden").deputy_id == owner


def test_a_kind_with_fields_of_its_own_asks_for_them(app: Flask, client: PageClient) -> None:
    sign_in(client, "controller@uppsala.example.org")
    with app.app_context():
        from tracker.models import Plan, PlanKind

        plan = db.session.scalars(select(Plan).where(Plan.slug == "26-punktsplan")).one()
        plan.kind = db.session.scalars(select(PlanKind).where(PlanKind.slug == "intern-kontroll")).one()
        db.session.commit()
    new = "/samordning/26-punktsplan/ny-aktivitet"
    client.get(new)
    assert client.page.text("h1") == "Nytt kontrollmoment"
    assert send(client, new, short_text="Stickprov.", own_process="x" * 1001) == 400
    assert "1 001 tecken" in client.page.text("#own_process-error").replace("\u00a0", " ")
    assert send(client, new, short_text="Stickprov.", own_process="Boende") == 303
    with app.app_context():
        assert activity("27", "26-punktsplan").field_values == {"process": "Boende"}
