"""What a mail says of the thing that waits: how the reader came by it, and only once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from tests import reminding
from tests.reminding import OPENING, mail_to, person, responsibility, swedish
from tracker.services.reminders.links.hand_over_activity import Leaving, hand_over
from tracker.services.reminders.tick import work

TOLD = "Ekonomichef, arbetsmarknadsförvaltningen lämnade över aktiviteten till dig"


@pytest.fixture(autouse=True)
def context(any_app: Flask) -> Iterator[None]:
    """Inside the app, on each database."""
    with any_app.app_context():
        reminding.open_follow_up()
        yield


def hand_over_22(day: str) -> None:
    leaving = Leaving(responsibility("22").id, person("ekonomichef"), "", "a-form-of-its-own")
    hand_over(leaving, person("rektor.sfi").id, now=swedish(f"{day}T10:00"))


def test_the_first_mail_says_who_handed_the_activity_over_and_the_next_does_not() -> None:
    hand_over_22("2022-08-29")
    work(OPENING + timedelta(days=1))
    assert f"{TOLD} 29 augusti." in mail_to("rektor.sfi").text
    work(swedish("2022-09-02T07:00"))
    second = mail_to("rektor.sfi")
    assert "Aktivitet 22 saknar svar." in second.text and TOLD not in second.text


def test_what_was_handed_over_before_the_follow_up_opened_is_told_when_it_opens() -> None:
    hand_over_22("2022-08-15")
    work(OPENING)
    assert f"{TOLD} 15 augusti." in mail_to("rektor.sfi").text


def test_after_a_month_it_is_no_news() -> None:
    hand_over_22("2022-07-29")
    work(OPENING)
    assert TOLD not in mail_to("rektor.sfi").text
