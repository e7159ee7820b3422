"""The pages on which a board adds, edits and takes away its own rows."""

import pytest
from flask import Flask

from tests.boras import OWNER, board, person
from tests.boras import plan as plan_of
from tests.owners_pages import errors
from tests.page_check import PageClient
from tests.shared_plans import (
    CONTROL,
    EFFORTS,
    OTHER_CONTROLLER,
    Share,
    add_row,
    control_plan,
    effort_plan,
    said_of,
    stored,
)
from tests.signing_in import sign_in
from tracker.models import AnsweringBoard, db
from tracker.queries.coordination.cockpit import activities_of

pytestmark = pytest.mark.every_plan

LIST = f"/mina-aktiviteter/{EFFORTS}/namnd/arbetslivsnamnden"


def plan_with_boards() -> None:
    plan = effort_plan()
    for slug, contact in (("arbetslivsnamnden", OWNER), ("kulturnamnden", None)):
        someone = person(contact) if contact else None
        db.session.add(AnsweringBoard(plan=plan, board=board(slug), contact=someone))
    db.session.commit()


@pytest.fixture
def contact(app: Flask, client: PageClient) -> PageClient:
    """Signed in as the contact of a board that adds its own rows."""
    stored(app, plan_with_boards)
    sign_in(client, OWNER)
    return client


def send(client: PageClient, url: str, **values: object) -> int:
    fields = client.page.fields("main form[method=post]")
    return client.post(url, data={**fields, **values}, follow_redirects=True).status_code


def add(client: PageClient, name: str = "Språkkafé", **values: object) -> int:
    client.get(f"{LIST}/ny")
    return send(client, f"{LIST}/ny", name=name, **values)


def test_the_contact_finds_the_boards_page_and_adds_a_row(app: Flask, contact: PageClient) -> None:
    contact.get("/mina-aktiviteter")
    assert contact.page.select(f'a[href="{LIST}"]')
    contact.get(LIST)
    assert contact.page.select(f'a[href="{LIST}/ny"]')
    assert add(contact, own_omraden=["kultur", "arbete"], own_metod="Samtal i grupp") == 200
    text = contact.page.text("main")
    assert "En insats" in text and "Språkkafé" in text and "arbete, kultur" in text
    with app.app_context():
        assert said_of(plan_of(EFFORTS))[0].field_values["omraden"] == "arbete, kultur"


def test_a_name_is_needed_and_what_was_typed_stays(contact: PageClient) -> None:
    assert add(contact, name="", own_metod="Samtal i grupp") == 400
    assert errors(contact) == {"name": "Skriv vad insatsen heter."}
    assert contact.page.fields("main form[method=post]")["own_metod"] == "Samtal i grupp"


def test_a_row_is_edited_and_removed(contact: PageClient) -> None:
    add(contact)
    contact.get(f"{LIST}/1")
    assert send(contact, f"{LIST}/1", name="Språkkafé i Norrby") == 200
    assert "Språkkafé i Norrby" in contact.page.text("main")
    assert send(contact, f"{LIST}/1/ta-bort") == 200
    assert "är borttagen" in contact.page.text("body")
    assert not contact.page.select("article.item")


def test_a_row_that_another_board_answers_for_too_stays_theirs(app: Flask, contact: PageClient) -> None:
    def both() -> None:
        add_row(plan_of(EFFORTS), "7", "Delad insats", (Share("kulturnamnden", None), Share()))
        db.session.commit()

    stored(app, both)
    contact.get(LIST)
    fields = contact.page.fields("main form[action$='/7/ta-bort']")
    for _ in range(2):
        assert contact.post(f"{LIST}/7/ta-bort", data=fields, follow_redirects=True).status_code == 200
    assert "Delad insats" not in contact.page.text("main")
    with app.app_context():
        row = next(one for one in activities_of(plan_of(EFFORTS).id) if one.number == "7")
        shares = {one.board.slug: one.not_collected for one in row.responsibilities}
        assert (row.withdrawn, shares) == (False, {"kulturnamnden": False, "arbetslivsnamnden": True})


def test_two_who_edit_a_row_see_both_texts(contact: PageClient) -> None:
    add(contact)
    contact.get(f"{LIST}/1")
    fields = contact.page.fields("main form[method=post]")
    contact.get(f"{LIST}/1")
    send(contact, f"{LIST}/1", name="Från en annan flik")
    assert contact.post(f"{LIST}/1", data={**fields, "name": "Min text"}).status_code == 409
    assert "Från en annan flik" in contact.page.text("main")
    assert send(contact, f"{LIST}/1") == 200
    assert "Min text" in contact.page.text("main")


def test_a_board_without_rows_says_so_and_may_take_it_back(app: Flask, contact: PageClient) -> None:
    contact.get(LIST)
    assert send(contact, f"{LIST}/inga") == 200
    assert "Inga insatser att redovisa" in contact.page.text(".quiet")
    office = other_browser(app, "samordnare@boras.example.org")
    office.get(f"/samordning/{EFFORTS}/uppfoljningar/2022-08-31")
    text = office.page.text("#namnderna")
    assert "Inga insatser att redovisa" in text and "Ingen valdHar inte svarat" in text
    assert "Alla har svarat" not in text and "Ingen tillfrågas" not in text
    office.get(f"/planer/{EFFORTS}")
    assert "1 av 2 har svarat" in office.page.text("main")
    assert "1 av 2 har svarat" in office.page.text("main")


@pytest.mark.parametrize("address", [LIST, f"{LIST}/ny"])
def test_another_boards_people_are_refused(app: Flask, contact: PageClient, address: str) -> None:
    assert other_browser(app, OTHER_CONTROLLER).get(address).status_code == 403


def other_browser(app: Flask, email: str) -> PageClient:
    client = app.test_client()
    assert isinstance(client, PageClient)
    sign_in(client, email)
    return client


def test_a_plan_whose_rows_are_decided_has_no_such_page(app: Flask, contact: PageClient) -> None:
    stored(app, control_plan)
    assert contact.get(f"/mina-aktiviteter/{CONTROL}/namnd/arbetslivsnamnden").status_code == 404
