"""Utskick: who got which mail, and settling the uncertain ones."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.coordinating import as_coordinator, person, with_open_follow_up
from tests.page_check import PageClient, text_of
from tests.signing_in import sign_in
from tracker.domain.reminders.steps import OPENED, REQUESTED, Moment, Step
from tracker.domain.terms import MatterKind, MessageState
from tracker.models import Heartbeat, Message, db
from tracker.queries.reminders.heartbeat import SCHEDULER
from tracker.services.reminders.tick import work

PAGE = "/samordning/utskick"
MOMENT = datetime(2022, 9, 2, 8, tzinfo=UTC)


def mailed(app: Flask, uncertain: str = "omradeschef.arbetsmarknad") -> int:
    """Sends the mails of a day and makes one of them uncertain; gives its id."""
    with_open_follow_up(app)
    with app.app_context():
        work(MOMENT)
        mail = db.session.scalars(select(Message).where(Message.user_id == person(uncertain).id)).one()
        mail.state, mail.server_reply = MessageState.UNCERTAIN, "421 <gone> away"
        db.session.commit()
        return mail.id


def test_an_empty_outbox_says_so(client: PageClient) -> None:
    as_coordinator(client).get(PAGE)
    assert "Inget har skickats än." in client.page.text("main")


def test_every_mail_is_listed(app: Flask, client: PageClient) -> None:
    mailed(app)
    as_coordinator(client).get(PAGE)
    rows = client.page.texts("tbody tr")
    assert len(rows) == 6
    rector = next(row for row in rows if row.startswith("Rektor, vuxenutbildningen"))
    assert "26-punktsplanen: 1a, 1b, 8" in rector
    assert "2 september kl. 10.00" in rector
    uncertain = next(row for row in rows if row.startswith("Områdeschef, arbetsmarknad"))
    assert "Oklart om det kom fram" in uncertain
    assert "Mejlservern svarade: 421 <gone> away" in uncertain
    assert "Skrivet till fil." in rector
    assert "written to" not in client.page.html


@pytest.mark.parametrize(
    ("reply", "reason", "words"),
    [
        (
            "550 5.1.1 unknown",
            "Mejlservern tog inte emot mejlet.",
            "emot mejlet. Mejlservern svarade: 550 5.1.1 unknown",
        ),
        (
            "Connection unexpectedly closed",
            "Det är oklart om mejlet kom fram: mejlservern svarade inte.",
            "mejlservern svarade inte. Skicka igen",
        ),
        ("Connection unexpectedly closed", None, "Förbindelsen bröts innan mejlservern svarade."),
        ("cannot write in /var/mail: No space left", None, "Det gick inte att skriva mejlet till fil."),
        (None, "Länken har öppnats.", "Länken har öppnats."),
    ],
)
def test_technical_words_are_introduced_in_swedish(
    app: Flask, client: PageClient, reply: str | None, reason: str | None, words: str
) -> None:
    number = mailed(app)
    with app.app_context():
        mail = db.session.get_one(Message, number)
        mail.server_reply, mail.reason = reply, reason
        db.session.commit()
    as_coordinator(client).get(PAGE)
    row = next(row for row in client.page.texts("tbody tr") if row.startswith("Områdeschef, arbetsmarknad"))
    assert words in row
    assert "cannot write" not in row and "unexpectedly" not in row


@pytest.mark.parametrize(
    ("now", "next_at", "words"),
    [
        (MOMENT, MOMENT + timedelta(minutes=4), "Nytt försök kl. 10.04."),
        (MOMENT, MOMENT, "Nytt försök inom någon minut."),
        # A Friday night.
        (MOMENT, MOMENT + timedelta(hours=16), "Nytt försök nästa gång mejl går."),
    ],
)
def test_a_mail_server_that_is_away_is_told_in_swedish_with_the_next_attempt(
    app: Flask, client: PageClient, now: datetime, next_at: datetime, words: str
) -> None:
    number = mailed(app)
    with app.app_context():
        mail = db.session.get_one(Message, number)
        mail.state, mail.server_reply = MessageState.PENDING, "[Errno 111] Connection refused"
        mail.next_at, mail.attempts = next_at, 3
        db.session.commit()
    with time_machine.travel(now, tick=False):
        as_coordinator(client).get(f"{PAGE}?lage=vantar")
        assert f"Mejlservern gick inte att nå. {words}" in client.page.text("tbody tr")
        assert "Errno" not in client.page.html
        client.get(f"{PAGE}/{number}")
    assert "Teknisk uppgift[Errno 111] Connection refused" in client.page.text("#kant")


def test_the_list_says_what_kind_of_mail_it_is(app: Flask, client: PageClient) -> None:
    mailed(app)
    kinds = {
        "ekonomichef": (MatterKind.ANSWER, OPENED, "När uppföljningen öppnade"),
        "utvecklingschef": (MatterKind.ANSWER, REQUESTED, "Ny länk på egen begäran"),
        "strateg.samverkan": (MatterKind.TEST, REQUESTED, "Prov av en text"),
        "rektor.vuxenutbildningen": (MatterKind.LIST, Step(Moment.AFTER, 3), "Lista över svar som saknas"),
    }
    with app.app_context():
        for mail in db.session.scalars(select(Message)):
            kind, step, _ = kinds.get(mail.to_address.split("@")[0], (None, None, None))
            for item in mail.items if kind and step else ():
                item.kind, item.step = kind, step
        db.session.commit()
    as_coordinator(client).get(PAGE)
    what = {
        text_of(line.cssselect("th .rows__note")[0]).split("@")[0]: text_of(line.cssselect("td")[1])
        for line in client.page.select("tbody tr")
    }
    assert {who: what[who] for who in kinds} == {who: words for who, (_, _, words) in kinds.items()}
    assert what["omradeschef.arbetsmarknad"] == "Påminnelse"


@pytest.mark.parametrize("action", ["skicka-igen", "framme"])
def test_a_button_leads_back_to_where_it_was_pressed(app: Flask, client: PageClient, action: str) -> None:
    number = mailed(app)
    url = f"{PAGE}/{number}/{action}"
    as_coordinator(client)
    for page in (f"{PAGE}?lage=behover-atgard", f"{PAGE}/{number}"):
        client.get(page)
        answer = client.post(url, data=client.page.fields(f"form[action='{url}']"))
        assert answer.location == page
        with app.app_context():
            db.session.get_one(Message, number).state = MessageState.UNCERTAIN
            db.session.commit()


def test_who_marked_a_mail_as_arrived_is_said(app: Flask, client: PageClient) -> None:
    number = mailed(app)
    url = f"{PAGE}/{number}/framme"
    with time_machine.travel(MOMENT + timedelta(minutes=5), tick=False):
        as_coordinator(client).get(f"{PAGE}/{number}")
        client.post(url, data=client.page.fields(f"form[action='{url}']"))
        client.get(f"{PAGE}/{number}")
    said = client.page.text("#kant")
    assert "LägeRäknas som skickat" in said
    who = "Controller, arbetsmarknadsförvaltningen markerade mejlet som framme 2 september kl. 10.05."
    assert who in said


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("behover-atgard", "Inget mejl behöver åtgärd."),
        ("vantar", "Inget mejl väntar."),
        ("skickade", "Inget mejl har skickats än."),
    ],
)
def test_a_choice_without_mails_says_so(client: PageClient, choice: str, words: str) -> None:
    as_coordinator(client).get(f"{PAGE}?lage={choice}")
    assert words in client.page.text("main")


def test_an_administrator_sees_the_municipalitys_mails(app: Flask, client: PageClient) -> None:
    mailed(app)
    sign_in(client, "admin")
    client.get(f"{PAGE}?lage=behover-atgard")
    assert "Mejlen om kommunens planer" in client.page.text("main")
    assert "Visar ett av ett mejl." in client.page.text("caption")


@pytest.mark.parametrize(
    ("action", "state"), [("skicka-igen", MessageState.PENDING), ("framme", MessageState.SENT)]
)
def test_a_person_settles_an_uncertain_mail(
    app: Flask, client: PageClient, action: str, state: MessageState
) -> None:
    number = mailed(app)
    as_coordinator(client).get(PAGE)
    url = f"{PAGE}/{number}/{action}"
    token = {"csrf_token": client.page.fields(f"form[action='{url}']")["csrf_token"]}
    assert client.post(url, data=token).status_code == 303
    with app.app_context():
        assert db.session.get_one(Message, number).state is state
    # Pressed twice.
    assert client.post(url, data=token).status_code == 303
    client.get(PAGE)
    assert "Mejlet är redan hanterat" in client.page.text(".notices")


def test_only_who_coordinates_the_plan_settles(app: Flask, client: PageClient) -> None:
    number = mailed(app)
    as_coordinator(client).get(PAGE)
    token = {"csrf_token": client.page.select("input[name=csrf_token]")[0].get("value")}
    for unknown in ("4711", str(2**63), str(2**31)):
        assert client.post(f"{PAGE}/{unknown}/framme", data=token).status_code == 404
    other = app.test_client()
    assert isinstance(other, PageClient)
    sign_in(other, "elsewhere")
    other.get(PAGE)
    assert "Inget har skickats än." in other.page.text("main")
    other.get("/samordning/ny-plan")
    token = {"csrf_token": other.page.select("input[name=csrf_token]")[0].get("value")}
    assert other.post(f"{PAGE}/{number}/framme", data=token).status_code == 404
    with app.app_context():
        assert db.session.get_one(Message, number).state is MessageState.UNCERTAIN


def test_held_mails_are_explained_and_released(app: Flask, client: PageClient) -> None:
    with app.app_context():
        db.session.add(Heartbeat(name=SCHEDULER, at=MOMENT, held="Klockan har gått bakåt."))
        db.session.commit()
    sign_in(client, "admin")
    client.get(PAGE)
    said = client.page.text(".held")
    assert "Inga mejl skickas just nu Klockan har gått bakåt." in said
    assert "Klockan på servern är nu" in said
    token = client.page.fields(f"form[action='{PAGE}/slapp']")
    assert client.post(f"{PAGE}/slapp", data=token).status_code == 303
    client.get(PAGE)
    assert "Mejlen är släppta." in client.page.text(".notices")
    assert client.page.select(".held") == []
    with app.app_context():
        assert db.session.get_one(Heartbeat, SCHEDULER).held is None
    # Pressed twice.
    assert client.post(f"{PAGE}/slapp", data=token).status_code == 303
    client.get(PAGE)
    assert "Mejlen är redan släppta." in client.page.text(".notices")


@pytest.mark.parametrize("who", ["owner", "board_member", "coordinator", "elsewhere"])
def test_others_release_nothing(app: Flask, client: PageClient, who: str) -> None:
    with app.app_context():
        db.session.add(Heartbeat(name=SCHEDULER, at=MOMENT, held="Klockan har gått bakåt."))
        db.session.commit()
    sign_in(client, who)
    client.get(PAGE if who in ("coordinator", "elsewhere") else "/planer")
    token = {"csrf_token": client.page.select("input[name=csrf_token]")[0].get("value")}
    assert client.post(f"{PAGE}/slapp", data=token).status_code == 403
    with app.app_context():
        assert db.session.get_one(Heartbeat, SCHEDULER).held == "Klockan har gått bakåt."
