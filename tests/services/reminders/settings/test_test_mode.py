"""Test mode: everything goes to one address, and the people themselves are reminded afterwards all the same."""

from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests import reminding
from tests.reminding import ASKED, OPENING, outbox, swedish
from tracker.domain.terms import MessageState
from tracker.models import Plan, db
from tracker.services.form_refusal import FormRefused
from tracker.services.reminders.settings.test_mode import end_test_mode, start_test_mode
from tracker.services.reminders.tick import work
from tracker.services.reminders.writing.enqueue import enqueue

MINUTE = timedelta(minutes=1)
TRIAL = "prov@example.org"


def organisation_id() -> int:
    return db.session.query(Plan).filter_by(slug="26-punktsplan").one().organisation_id


def start(address: str = TRIAL) -> str:
    return start_test_mode(organisation_id(), address, by_title="Samordnare", now=OPENING)


def received(folder: Path) -> dict[str, int]:
    """How many mails each address got."""
    mails = [
        message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in sorted((folder / "mail").glob("*.eml"))
    ]
    return dict(Counter(str(mail["To"]) for mail in mails))


def test_every_mail_goes_to_the_one_address_and_says_whom_it_was_for(tmp_path: Path) -> None:
    reminding.open_follow_up()
    start()
    work(OPENING)
    assert sum(received(tmp_path).values()) == len(ASKED)
    assert all(TRIAL in to for to in received(tmp_path))
    assert {mail.redirected_to for mail in outbox()} == {TRIAL}
    assert {mail.to_address.split("@")[0] for mail in outbox()} == set(ASKED)


def test_it_counts_as_said_as_long_as_it_lasts() -> None:
    reminding.open_follow_up()
    start()
    work(OPENING)
    work(OPENING + MINUTE)
    work(swedish("2022-08-30T07:00"))
    assert len(outbox()) == len(ASKED)


def test_afterwards_the_people_themselves_are_reminded() -> None:
    reminding.open_follow_up()
    start()
    work(OPENING)
    end_test_mode(organisation_id())
    work(OPENING + MINUTE)
    to_people = [mail for mail in outbox() if mail.redirected_to is None]
    assert len(to_people) == len(ASKED)
    assert {mail.state for mail in to_people} == {MessageState.SENT}


def test_a_mail_that_waits_when_test_mode_begins_does_not_reach_the_person(tmp_path: Path) -> None:
    reminding.open_follow_up()
    enqueue(OPENING)
    start()
    work(OPENING + MINUTE)
    work(OPENING + 2 * MINUTE)
    assert all(TRIAL in to for to in received(tmp_path))
    assert sum(received(tmp_path).values()) == len(ASKED)


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(FormRefused) as refused:
        start("prov")
    assert [fault.field for fault in refused.value.faults] == ["address"]


def test_twice_is_once_and_another_address_replaces_the_first() -> None:
    assert start() == start() == TRIAL
    assert start(" Annan@Example.org ") == "annan@example.org"
    for _ in range(2):
        end_test_mode(organisation_id())
