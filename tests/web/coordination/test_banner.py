"""What stands above every page of a coordinator when mail does not leave as it should."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from tests.coordinating import HERE, as_coordinator
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tests.web.mailed import BANNER, MOMENT, PAGE, beat, mails, press
from tracker.domain.terms import MessageState
from tracker.models import Message, db


@pytest.fixture(autouse=True)
def friday() -> Iterator[None]:
    """The day on which the mails of the follow-up left, a little later."""
    with time_machine.travel(MOMENT + timedelta(minutes=3), tick=False):
        yield


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
        {"address_refused": True, "server_reply": "452 4.2.2 mailbox full"},
        {"next_at": MOMENT + timedelta(minutes=5)},
    ],
    ids=["for its hour", "after an accident", "its address is refused", "for the next morning"],
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
