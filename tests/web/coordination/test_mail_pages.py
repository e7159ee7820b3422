"""Utskick: choosing in the list, one mail, what is settled together, and what stops or turns all mail."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from tests.coordinating import (
    COCKPIT,
    HERE,
    answer,
    as_coordinator,
    person,
    responsibility,
    with_open_follow_up,
)  # fmt: skip
from tests.owners import give_key_figure
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tracker.domain.terms import FollowUpState, MessageState, Rhythm
from tracker.models import (
    AnswerLink,
    FollowUp,
    Heartbeat,
    KeyFigure,
    MailPause,
    Message,
    TestMode,
    db,
)  # fmt: skip
from tracker.queries.reminders.heartbeat import SCHEDULER
from tracker.queries.reminders.outbox import Evidence, evidence_of
from tracker.services.reminders.links.answer_links import token_of
from tracker.services.reminders.links.hand_over_activity import Leaving, decline
from tracker.services.reminders.tick import tick, work

PAGE = "/samordning/utskick"
MOMENT = datetime(2022, 9, 2, 8, tzinfo=UTC)
BANNER = ".banners"


@pytest.fixture(autouse=True)
def friday() -> Iterator[None]:
    """The day on which the mails of the follow-up left, a little later."""
    with time_machine.travel(MOMENT + timedelta(minutes=3), tick=False):
        yield


def mails(app: Flask, **states: MessageState) -> dict[str, int]:
    """Sends the mails of a day and gives some another state; their ids by role."""
    with_open_follow_up(app)
    with app.app_context():
        tick(MOMENT)
        found = {mail.to_address.split("@")[0]: mail for mail in db.session.query(Message)}
        for role, state in states.items():
            found[role].state = state
        db.session.commit()
        return {role: mail.id for role, mail in found.items()}


def press(client: PageClient, url: str, on: str = PAGE) -> int:
    """Presses the button of that form on the page."""
    client.get(on)
    return client.post(url, data=client.page.fields(f"form[action='{url}']")).status_code


def test_the_list_is_narrowed(app: Flask, client: PageClient) -> None:
    mails(app, ekonomichef=MessageState.FAILED, utvecklingschef=MessageState.PENDING)
    as_coordinator(client)
    for choice, count in (("", 6), ("behover-atgard", 1), ("vantar", 1), ("skickade", 4), ("okand", 6)):
        client.get(f"{PAGE}?lage={choice}")
        assert len(client.page.select("tbody tr")) == count


def test_the_list_has_pages(app: Flask, client: PageClient) -> None:
    mails(app)
    with app.app_context():
        one = db.session.query(Message).first()
        assert one is not None
        kept = {
            name: getattr(one, name)
            for name in ("to_address", "to_title", "from_header", "send_on", "written_at")
        }
        for number in range(60):
            copy = Message(
                user_id=one.user_id,
                key=f"copy/{number}",
                message_id=f"<{number}@example.org>",
                state=MessageState.SENT,
                subject="x",
                text="x",
                html="x",
                next_at=MOMENT,
                **kept,
            )
            item = one.items[0]
            copy.items = [
                type(item)(
                    kind=item.kind,
                    identity=f"copy/{number}",
                    plan_id=item.plan_id,
                    user_id=one.user_id,
                    step=item.step,
                    step_on=item.step_on,
                    counted_from=item.counted_from,
                    created_at=MOMENT,
                )
            ]
            db.session.add(copy)
        db.session.commit()
    as_coordinator(client).get(PAGE)
    assert len(client.page.select("tbody tr")) == 50
    [onward] = [link for link in client.page.links() if "sida=2" in link]
    client.get(onward)
    assert len(client.page.select("tbody tr")) == 16


def test_one_mail_says_all_that_is_known(app: Flask, client: PageClient) -> None:
    ids = mails(app, ekonomichef=MessageState.UNCERTAIN)
    as_coordinator(client).get(PAGE)
    assert f"{PAGE}/{ids['ekonomichef']}" in client.page.links()
    client.get(f"{PAGE}/{ids['ekonomichef']}")
    facts = client.page.text("#kant")
    for words in ("Oklart om det kom fram", "Skrivet till fil.", "Inte vad tjänsten vet", "Meddelande-id"):
        assert words in facts
    assert "Svar i uppföljningen" in client.page.text("#galler")
    assert "(personlig länk)" in client.page.text("#sager")
    with app.app_context():
        [item] = db.session.get_one(Message, ids["ekonomichef"]).items
        assert token_of(item) not in client.page.html
    assert press(client, f"{PAGE}/{ids['ekonomichef']}/framme", f"{PAGE}/{ids['ekonomichef']}") == 303


def test_what_says_that_a_mail_arrived_is_about_what_the_reader_may_see(app: Flask) -> None:
    number = mails(app)["rektor.vuxenutbildningen"]
    with app.app_context():
        mail = db.session.get_one(Message, number)
        seen = [
            item for item in mail.items if item.responsibility and item.responsibility.activity.number == "8"
        ]
        hidden = [item for item in mail.items if item not in seen]
        link = db.session.query(AnswerLink).filter_by(item_id=seen[0].id).one()
        link.first_opened_at = MOMENT
        update = answer(opened_follow_up(), "8")
        update.created_at = MOMENT + timedelta(minutes=1)
        db.session.commit()
        assert evidence_of(mail, seen) == Evidence(MOMENT, MOMENT + timedelta(minutes=1)), "in whatever way"
        assert evidence_of(mail, hidden) == Evidence(None, None)


def opened_follow_up() -> FollowUp:
    return db.session.query(FollowUp).filter_by(state=FollowUpState.OPEN).one()


def test_a_mail_of_others_is_not_found(app: Flask, client: PageClient) -> None:
    ids = mails(app)
    sign_in(client, "elsewhere")
    assert client.get(f"{PAGE}/{ids['ekonomichef']}").status_code == 404
    assert client.get(f"{PAGE}/{2**40}").status_code == 404


def test_all_uncertain_ones_are_settled_together(app: Flask, client: PageClient) -> None:
    unsure = ("ekonomichef", "utvecklingschef")
    ids = mails(app, **dict.fromkeys(unsure, MessageState.UNCERTAIN))
    as_coordinator(client).get(PAGE)
    assert "Två mejl är oklara" in client.page.text("main")
    assert press(client, f"{PAGE}/framme") == 303
    client.get(PAGE)
    assert "Två mejl markerades som framme." in client.page.text(".notices")
    with app.app_context():
        assert {db.session.get_one(Message, ids[role]).state for role in unsure} == {MessageState.SENT}


def test_an_address_given_up_is_tried_again(app: Flask, client: PageClient) -> None:
    ids = mails(app, ekonomichef=MessageState.FAILED)
    page = f"{PAGE}/{ids['ekonomichef']}"
    with app.app_context():
        person("ekonomichef").unreachable_since = MOMENT
        db.session.commit()
    as_coordinator(client).get(page)
    assert "Inga fler mejl skickas till adressen" in client.page.text("main")
    assert press(client, f"{page}/adressen", page) == 303
    with app.app_context():
        assert person("ekonomichef").unreachable_since is None


def test_an_address_given_up_is_worth_a_look(app: Flask, client: PageClient) -> None:
    mails(app)
    with app.app_context():
        row = responsibility("22")
        row.deputy_id = None
        person("ekonomichef").unreachable_since = MOMENT
        db.session.commit()
    as_coordinator(client).get(COCKPIT)
    assert "22" in client.page.text("#vart")
    [there] = [link for link in client.page.links() if link.startswith(f"{PAGE}?")]
    client.get(there)
    assert client.page.texts("[aria-current]")[-1] == "Behöver åtgärd"


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


def beat(app: Flask, at: datetime, held: str | None = None) -> None:
    with app.app_context():
        db.session.merge(Heartbeat(name=SCHEDULER, at=at, held=held))
        db.session.commit()


@pytest.mark.parametrize(
    ("ago", "held", "words"),
    [
        (timedelta(minutes=4), None, None),
        (timedelta(minutes=6), None, "Utskicken står stilla sedan 2 september"),
        (timedelta(0), "Klockan har gått bakåt.", "Inga mejl skickas just nu, tills någon har tittat."),
    ],
)
def test_the_coordinators_pages_say_when_sending_has_stood_still(
    app: Flask, client: PageClient, ago: timedelta, held: str | None, words: str | None
) -> None:
    beat(app, MOMENT + timedelta(minutes=3) - ago, held)
    as_coordinator(client)
    for page in (PAGE, HERE, "/samordning", f"{HERE}/paminnelser"):
        assert client.get(page).status_code == 200
        assert (words or "") in client.page.text(BANNER)
        assert bool(client.page.select(BANNER)) == (words is not None)


def test_without_any_tick_sending_has_never_started(client: PageClient) -> None:
    as_coordinator(client).get(PAGE)
    assert "Utskicken har aldrig startat." in client.page.text(BANNER)


def refused(app: Flask, number: int, **changed: object) -> None:
    """The mail was tried in vain a moment ago, not for the first time."""
    with app.app_context():
        mail = db.session.get_one(Message, number)
        values = {
            "state": MessageState.PENDING, "attempts": 8, "sha256": None, "server_reply": "421 later",
            "next_at": MOMENT + timedelta(minutes=90), **changed,
        }  # fmt: skip
        for name, value in values.items():
            setattr(mail, name, value)
        db.session.commit()


def banner_at(app: Flask, client: PageClient, after: timedelta) -> str:
    """What a coordinator is told so long after the mails left."""
    beat(app, MOMENT + after)
    with time_machine.travel(MOMENT + after, tick=False):
        client.get(PAGE)
    return client.page.text(BANNER) if client.page.select(BANNER) else ""


STUCK = "Mejlservern tar inte emot: det äldsta mejlet väntar sedan 2 september 2022 kl. 10.00."


def test_a_mail_that_the_server_has_refused_for_an_hour_is_told(app: Flask, client: PageClient) -> None:
    refused(app, mails(app)["ekonomichef"])
    as_coordinator(client)
    assert banner_at(app, client, timedelta(minutes=50)) == ""
    assert STUCK in banner_at(app, client, timedelta(minutes=70))
    sign_in(client, "elsewhere")
    assert banner_at(app, client, timedelta(minutes=70)) == "", (
        "another municipality's mail is none of theirs"
    )


@pytest.mark.parametrize(
    "waits",
    [
        {"attempts": 0, "next_at": MOMENT},
        {"attempts": 1},
        {"next_at": MOMENT + timedelta(minutes=5)},
    ],
    ids=["for its hour", "after an accident", "for the next morning"],
)
def test_a_mail_that_waits_for_something_else_is_no_alarm(
    app: Flask, client: PageClient, waits: dict[str, object]
) -> None:
    refused(app, mails(app)["ekonomichef"], **waits)
    as_coordinator(client)
    assert banner_at(app, client, timedelta(minutes=70)) == ""


def test_a_mail_that_is_sent_again_is_no_alarm_until_it_has_been_refused_for_an_hour(
    app: Flask, client: PageClient
) -> None:
    number = mails(app, ekonomichef=MessageState.UNCERTAIN)["ekonomichef"]
    as_coordinator(client)
    pressed = timedelta(hours=2)
    with time_machine.travel(MOMENT + pressed, tick=False):
        assert press(client, f"{PAGE}/{number}/skicka-igen") == 303
    kept = {"sha256": "x" * 64, "attempts": 8}
    refused(app, number, **kept, next_at=MOMENT + pressed)
    assert banner_at(app, client, pressed) == ""
    refused(app, number, **kept, next_at=MOMENT + pressed + timedelta(minutes=90))
    assert "väntar sedan 2 september 2022 kl. 12.00" in banner_at(
        app, client, pressed + timedelta(minutes=70)
    )


@pytest.mark.parametrize("who", ["owner", "board_member"])
def test_others_see_no_banner(client: PageClient, who: str) -> None:
    sign_in(client, who)
    for page in ("/planer", "/mina-aktiviteter"):
        client.get(page)
        assert client.page.select(BANNER) == []


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


def test_who_says_that_it_is_not_theirs_is_shown_and_can_be_kept(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    with app.app_context():
        row = responsibility("22")
        decline(Leaving(row.id, person("ekonomichef"), "Fråga hr.", "a-form-of-its-own"), now=MOMENT)
    as_coordinator(client).get(COCKPIT)
    assert "22" in client.page.text("#vart")
    page = f"{HERE}/aktiviteter/22/ansvarig"
    client.get(page)
    said = client.page.text("section[aria-labelledby=inte-mitt]")
    assert "svarar att någon annan ansvarar" in said and "Fråga hr." in said
    assert press(client, f"{page}/behall", page) == 303
    client.get(page)
    assert client.page.select("#inte-mitt") == []


def test_a_key_figure_gets_its_rhythm(app: Flask, client: PageClient) -> None:
    slug = "andel-invanare-med-ekonomiskt-bistand"
    with app.app_context():
        give_key_figure("10", slug)
    as_coordinator(client).get(f"{HERE}/nyckeltal")
    page = f"{HERE}/nyckeltal/{slug}/rytm"
    assert page in client.page.links()
    assert "Ställ in påminnelse" in client.page.text("#aktiviteternas")
    client.get(page)
    data = client.page.fields("main form")
    assert client.post(page, data=data | {"rhythm": "TERTIAL", "days_after": "x"}).status_code == 400
    assert client.page.fields("main form")["days_after"] == "x"
    assert client.post(page, data=data | {"rhythm": "TERTIAL", "days_after": "40"}).status_code == 303
    with app.app_context():
        figure = db.session.query(KeyFigure).filter_by(slug=slug).one()
        assert (figure.rhythm, figure.days_after) == (Rhythm.TERTIAL, 40)
    client.get(f"{HERE}/nyckeltal")
    # The value of the spring is missing, and today is a working day.
    assert "Påminnelsen är sparad. Första mejlet går i dag." in client.page.text(".notices")
    assert "Varje tertial, 40 dagar efter Ändra" in client.page.text("#aktiviteternas")
    assert client.post(page, data=data | {"rhythm": "YEAR", "days_after": "1"}).status_code == 303
    client.get(f"{HERE}/nyckeltal")
    assert "Påminnelsen är sparad." in client.page.texts(".notices li, .notices p, .notices div")
    assert "Varje år, 1 dag efter Ändra" in client.page.text("#aktiviteternas")
    assert client.post(page, data=data | {"rhythm": ""}).status_code == 303
    with app.app_context():
        assert db.session.query(KeyFigure).filter_by(slug=slug).one().rhythm is None
        work(MOMENT)
