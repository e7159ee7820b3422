"""Letting mails go after a hold: for a whole installation, and for one municipality among several."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from tests import reminding
from tests.reminding import ASKED, OPENING, mail_to, outbox, states
from tracker.domain.terms import MessageState
from tracker.models import Heartbeat, db
from tracker.queries.people.organisations import organisation_by_slug
from tracker.queries.reminders.heartbeat import SCHEDULER, heartbeat
from tracker.services.refusal import Refusal
from tracker.services.reminders.sending import outbox as settling
from tracker.services.reminders.sending.outbox import OthersWait, pass_over_for, release_for
from tracker.services.reminders.tick import tick
from tracker.services.reminders.writing.enqueue import enqueue

EVERYBODY = len(ASKED)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def held(any_app: Flask) -> Iterator[None]:
    """Inside the app, on each database: Uppsala's mails are due, and held."""
    with any_app.app_context():
        reminding.open_follow_up()
        db.session.add(Heartbeat(name=SCHEDULER, at=OPENING, held="Klockan har gått bakåt."))
        db.session.commit()
        yield


def municipality(slug: str) -> int:
    found = organisation_by_slug(slug)
    assert found is not None
    return found.id


def is_held() -> bool:
    beat = heartbeat()
    return beat is not None and beat.held is not None


@pytest.mark.parametrize("written", [False, True], ids=["due", "waiting"])
def test_another_municipality_neither_releases_nor_passes_over_ours(written: bool) -> None:
    if written:
        enqueue(OPENING)
    before = states()
    boras = municipality("boras")
    with pytest.raises(OthersWait):
        release_for(boras, now=OPENING + MINUTE)
    assert pass_over_for(boras, by_title="Systemförvaltare", now=OPENING + MINUTE) == (0, False)
    assert (is_held(), states()) == (True, before)
    assert tick(OPENING + MINUTE).held
    settling.release()
    assert tick(OPENING + 2 * MINUTE).ended[MessageState.SENT] == EVERYBODY, "nothing of ours was passed over"


@pytest.mark.parametrize("written", [False, True], ids=["due", "waiting"])
def test_ours_are_passed_over_and_mails_leave_again_when_nobody_else_waits(written: bool) -> None:
    if written:
        enqueue(OPENING)
    passed = pass_over_for(municipality("uppsala"), by_title="systemförvaltare", now=OPENING + MINUTE)
    assert (passed, is_held()) == ((EVERYBODY, True), False)
    assert tick(OPENING + 2 * MINUTE).ended == {}
    assert {mail.reason for mail in outbox()} <= {
        "Systemförvaltare hoppade över mejlet 29 augusti kl. 07.01."
    }, "who did it is said"


def test_ours_are_passed_over_while_others_stay_as_they_are() -> None:
    enqueue(OPENING)
    theirs = mail_to("ekonomichef")
    theirs.user.organisation_id = municipality("boras")
    db.session.commit()
    passed = pass_over_for(municipality("uppsala"), by_title="Systemförvaltare", now=OPENING + MINUTE)
    assert (passed, is_held()) == ((EVERYBODY - 1, False), True)
    assert mail_to("ekonomichef").state is MessageState.PENDING
    assert states().count(MessageState.SENT) == EVERYBODY - 1


def test_an_administrator_releases_when_nobody_else_waits() -> None:
    release_for(municipality("uppsala"), now=OPENING + MINUTE)
    assert tick(OPENING + MINUTE).ended[MessageState.SENT] == EVERYBODY


def test_what_is_not_held_is_not_let_go() -> None:
    uppsala = municipality("uppsala")
    release_for(uppsala, now=OPENING)
    with pytest.raises(Refusal):
        release_for(uppsala, now=OPENING)
    with pytest.raises(Refusal):
        pass_over_for(uppsala, by_title="Systemförvaltare", now=OPENING)
