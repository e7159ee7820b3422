"""Reminding by hand: the button says how many it reaches, and the answer when, to how many, and who waits."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from flask import Flask

from tests.coordinating import COCKPIT, as_coordinator, person, plan, responsibility, with_open_follow_up
from tests.page_check import PageClient
from tests.reminding import swedish
from tracker import clock
from tracker.domain.reminders.rules import ReminderRules
from tracker.models import Heartbeat, Message, db
from tracker.queries.reminders.heartbeat import SCHEDULER
from tracker.services.reminders.links.ask_for_links import ask_for_links
from tracker.services.reminders.links.hand_over_activity import Leaving, decline
from tracker.services.reminders.settings.pause import pause
from tracker.services.reminders.settings.test_mode import start_test_mode
from tracker.services.reminders.tick import work
from tracker.web.coordination.follow_ups.asking import sending_time

FORM = f"form[action='{COCKPIT}/paminn']"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Monday of the week in which the answers are due."""
    with time_machine.travel("2022-09-05T10:00:00+02:00", tick=False):
        yield


def button(client: PageClient) -> list[str]:
    client.get(COCKPIT)
    return client.page.texts(f"{FORM} button")


def press(client: PageClient, times: int = 1) -> str:
    """Presses the button so many times; what the next page says."""
    client.get(COCKPIT)
    token = client.page.fields(FORM)
    for _ in range(times):
        assert client.post(f"{COCKPIT}/paminn", data=token).status_code == 303
    client.get(COCKPIT)
    return client.page.text(".notices")


def declined_and_asked_for_links(app: Flask) -> None:
    """One says that 8 is not theirs, and another has asked for new links today."""
    with app.app_context():
        row = responsibility("8")
        row.owner = person("rektor.sfi")
        db.session.commit()
        decline(Leaving(row.id, person("rektor.sfi"), "", "n" * 16), now=clock.utc_now())
        work(swedish("2022-09-02T10:00"))
        ask_for_links(person("ekonomichef").email, "192.0.2.1", now=clock.utc_now())
        work(clock.utc_now())


def test_the_button_counts_who_gets_a_mail(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "12")
    declined_and_asked_for_links(app)
    as_coordinator(client)
    assert button(client) == ["Påminn fyra ansvariga om svar som saknas"]
    said = press(client, times=2)
    assert "Påminnelsen går inom några minuter till fyra personer." in said
    assert "Aktivitet 8 väntar på att du väljer ansvarig." in said
    with app.app_context():
        work(clock.utc_now())
        asked = [
            mail for mail in db.session.query(Message) if {item.step.code for item in mail.items} == {"ASKED"}
        ]
        assert len(asked) == 4


def test_pressed_it_says_that_it_goes_and_then_that_it_went(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "12")
    with time_machine.travel("2022-09-05T06:00:00+02:00", tick=False):
        as_coordinator(client)
        assert "Påminnelsen går i dag kl. 07.00 till fem personer." in press(client)
        assert "Påminnelsen går i dag kl. 07.00 till fem personer." in client.page.text(".cockpit-state")
        assert "Nästa påminnelse" not in client.page.text(".cockpit-state"), "once is enough"
        assert button(client) == []
    with app.app_context():
        work(clock.utc_now())
    assert button(client) == []
    assert "De som går att påminna har redan fått mejl i dag." in client.page.text(".cockpit-state")


def test_when_nobody_can_be_mailed_there_is_no_button(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "1a", "1b", "8", "10", "12", "22", "23")
    with app.app_context():
        row = responsibility("25")
        row.owner = row.deputy = None
        db.session.commit()
    assert button(as_coordinator(client)) == []
    assert "Ingen som saknar svar går att påminna" in client.page.text(".cockpit-state")


def test_on_a_weekend_the_reminder_waits_for_monday(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    with time_machine.travel("2022-09-03T10:00:00+02:00", tick=False):
        assert "Påminnelsen går måndag 5 september kl. 07.00 till sex personer." in press(
            as_coordinator(client)
        )


def test_while_mail_is_paused_it_waits_for_the_start(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    with app.app_context():
        pause(plan().organisation_id, None, by_title=None, now=clock.utc_now())
    assert "Påminnelsen går när mejlen startas igen." in press(as_coordinator(client))


def test_while_mail_is_held_it_waits_for_the_release(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    with app.app_context():
        db.session.add(Heartbeat(name=SCHEDULER, at=clock.utc_now(), held="Klockan har gått bakåt."))
        db.session.commit()
    said = press(as_coordinator(client))
    assert "Påminnelsen går när mejlen släpps." in said
    assert "kl." not in said


def test_in_test_mode_it_says_where_the_mails_go(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    with app.app_context():
        start_test_mode(plan().organisation_id, "prov@example.org", by_title=None, now=clock.utc_now())
    assert "Testläget är på: mejlen går till prov@example.org." in press(as_coordinator(client))


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2022-09-05T06:59", "i dag kl. 09.00"),
        ("2022-09-05T09:00", "inom några minuter"),
        ("2022-09-04T23:00", "måndag 5 september kl. 09.00"),
    ],
)
def test_the_hour_is_the_plans(now: str, words: str) -> None:
    moment: datetime = swedish(now)
    assert sending_time(date(2022, 9, 5), ReminderRules(hour=9), moment) == words
