"""The page of reminders says who gets the next mail and when, and which rows nobody is asked about."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from tests.coordinating import HERE, NOW, as_coordinator, person, responsibility, with_open_follow_up
from tests.page_check import PageClient, text_of
from tracker.models import db
from tracker.services.reminders.links.hand_over_activity import Leaving, decline
from tracker.services.reminders.settings.pause import pause
from tracker.services.reminders.tick import work

PAGE = f"{HERE}/paminnelser"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Between the opening and the first reminder."""
    with time_machine.travel(NOW, tick=False):
        yield


def told(client: PageClient) -> list[list[str]]:
    """The last table of the days: to whom, about what, when."""
    client.get(PAGE)
    rows = client.page.select("#dagarna table")[-1].cssselect("tbody tr")
    return [[text_of(cell) for cell in row] for row in rows]


def test_who_is_next_about_what_and_when(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "1a")
    as_coordinator(client)
    assert ["Rektor, vuxenutbildningen", "1b, 8", "I dag"] in told(client)
    with app.app_context():
        work(NOW)
    assert ["Rektor, vuxenutbildningen", "1b, 8", "Fredag 2 september"] in told(client)


def test_after_the_last_step_no_more_goes_by_itself(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    with time_machine.travel("2022-09-12T10:00:00+02:00", tick=False):
        with app.app_context():
            work(NOW.replace(month=9, day=12))
        as_coordinator(client)
        assert ["Strateg, samverkan", "25", "Inga fler går av sig själva"] in told(client)


def test_a_row_that_was_declined_waits_for_the_coordinator(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    with app.app_context():
        decline(Leaving(responsibility("8").id, person("rektor.vuxenutbildningen"), "", "n" * 16), now=NOW)
    as_coordinator(client)
    assert ["Rektor, vuxenutbildningen", "1a, 1b", "I dag"] in told(client)
    sentence = "8: ingen, Rektor, vuxenutbildningen har svarat att någon annan ansvarar. Välj ansvarig"
    assert sentence in client.page.text("#dagarna")
    assert f"{HERE}/aktiviteter/8/ansvarig" in client.page.links()


def test_a_row_without_anybody_waits_for_the_coordinator(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    with app.app_context():
        row = responsibility("22")
        row.owner = row.deputy = None
        left = responsibility("23")
        assert left.owner is not None
        left.owner.active, left.deputy = False, None
        db.session.commit()
    as_coordinator(client).get(PAGE)
    assert "22: ingen är ansvarig." in client.page.text("#dagarna")
    assert "23: ingen som ansvarar har en adress som fungerar." in client.page.text("#dagarna")


@pytest.mark.parametrize("everything", [False, True])
def test_while_mail_is_paused_nobody_is_next(app: Flask, client: PageClient, everything: bool) -> None:
    with_open_follow_up(app)
    with app.app_context():
        plan = responsibility("8").activity.plan
        pause(plan.organisation_id, None if everything else plan.id, by_title="Controller", now=NOW)
    as_coordinator(client).get(PAGE)
    assert "De här får nästa mejl" not in client.page.text("main")
