"""What stops and turns all mail: the release after a hold, the pause for all, and test mode."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from tests.coordinating import HERE, as_coordinator, with_open_follow_up
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tests.web.mailed import BANNER, MOMENT, PAGE, beat, press
from tracker.domain.terms import MessageState
from tracker.models import Heartbeat, MailPause, Message, TestMode, db
from tracker.queries.reminders.heartbeat import SCHEDULER
from tracker.services.reminders.tick import tick


@pytest.fixture(autouse=True)
def friday() -> Iterator[None]:
    """The day on which the mails of the follow-up left, a little later."""
    with time_machine.travel(MOMENT + timedelta(minutes=3), tick=False):
        yield


def test_an_administrator_pauses_and_starts_all(app: Flask, client: PageClient) -> None:
    sign_in(client, "admin")
    assert press(client, f"{PAGE}/pausa") == 303
    client.get(PAGE)
    assert "Alla mejl från kommunen är pausade sedan" in client.page.text(BANNER)
    with app.app_context():
        assert db.session.query(MailPause).one().plan_id is None
    client.get(f"{HERE}/paminnelser")
    assert "Alla mejl från kommunen är pausade" in client.page.text("main")
    assert press(client, f"{PAGE}/starta") == 303
    with app.app_context():
        assert db.session.query(MailPause).count() == 0


def test_an_administrator_turns_test_mode_on_and_off(app: Flask, client: PageClient) -> None:
    sign_in(client, "admin")
    client.get(f"{PAGE}/testlage")
    data = client.page.fields("main form")
    assert data["address"] == person_email("admin")
    assert client.post(f"{PAGE}/testlage", data=data | {"address": "ingen"}).status_code == 400
    assert client.page.fields("main form")["address"] == "ingen"
    assert client.post(f"{PAGE}/testlage", data=data | {"address": "prov@example.org"}).status_code == 303
    client.get(PAGE)
    assert "Testläge: alla mejl går till prov@example.org." in client.page.text(BANNER)
    assert press(client, f"{PAGE}/testlage/av") == 303
    client.get(PAGE)
    assert "prov@example.org" not in client.page.text("main")
    with app.app_context():
        assert db.session.query(TestMode).count() == 0


def person_email(who: str) -> str:
    return f"{who}@uppsala.example.org"


@pytest.mark.parametrize("path", ["pausa", "starta", "testlage/av", "slapp", "hoppa-over"])
def test_only_administrators_switch_for_all(app: Flask, client: PageClient, path: str) -> None:
    beat(app, MOMENT, "Databasen har återställts.")
    as_coordinator(client).get(PAGE)
    assert "Be en administratör släppa mejlen" in client.page.text(".held")
    assert "En administratör kan slå på testläget." in client.page.text("main")
    assert client.page.select(f"form[action='{PAGE}/{path}']") == []
    client.get("/samordning/ny-plan")
    token = {"csrf_token": client.page.select("[name=csrf_token]")[0].get("value")}
    assert client.post(f"{PAGE}/{path}", data=token).status_code == 403
    assert client.get(f"{PAGE}/testlage").status_code == 403
    assert "Be en administratör." in client.page.text("main")
    with app.app_context():
        assert db.session.get_one(Heartbeat, SCHEDULER).held


def test_without_an_address_test_mode_stays_off(app: Flask, client: PageClient) -> None:
    sign_in(client, "admin")
    client.get(f"{PAGE}/testlage")
    data = client.page.fields("main form")
    del data["address"]
    assert client.post(f"{PAGE}/testlage", data=data).status_code == 400
    with app.app_context():
        assert db.session.query(TestMode).count() == 0


def test_what_is_due_can_be_passed_over(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    beat(app, MOMENT, "Databasen har återställts.")
    sign_in(client, "admin")
    assert press(client, f"{PAGE}/hoppa-over") == 303
    client.get(PAGE)
    assert "hoppades över. Nästa påminnelse går på sin dag." in client.page.text(".notices")
    with app.app_context():
        assert tick(MOMENT + timedelta(minutes=4)).written == 0
        assert db.session.query(Message).filter_by(state=MessageState.SENT).count() == 0


@pytest.mark.parametrize("path", ["slapp", "hoppa-over"])
def test_another_municipalitys_administrator_lets_nothing_of_ours_go(
    app: Flask, client: PageClient, path: str
) -> None:
    with_open_follow_up(app)
    beat(app, MOMENT, "Databasen har återställts.")
    sign_in(client, "admin@boras.example.org")
    assert press(client, f"{PAGE}/{path}") == 303
    client.get(PAGE)
    assert "även en annan kommun har mejl som väntar" in client.page.text(".notices")
    with app.app_context():
        assert tick(MOMENT + timedelta(minutes=4)).held
