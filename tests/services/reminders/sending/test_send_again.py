"""What a person settles: the same bytes again where they may have arrived, a new mail where they did not."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from tests import reminding
from tests.mail_server import MailServer, broken_server
from tests.reminding import OPENING, mail_to, states
from tracker.config import Settings
from tracker.domain.terms import MessageState
from tracker.services.reminders.sending import outbox as settling
from tracker.services.reminders.sending.deliver import deliver
from tracker.services.reminders.sending.hand_over import SmtpTransport
from tracker.services.reminders.writing.enqueue import enqueue

MINUTE = timedelta(minutes=1)


def test_an_uncertain_mail_goes_again_as_the_same_bytes_when_a_person_says_so(
    alone: int, smtp: MailServer
) -> None:
    with broken_server(None) as (url, got):
        deliver(OPENING, transport=SmtpTransport(url))
    settling.send_again(mail_to("ekonomichef").id, now=OPENING + timedelta(hours=1))
    assert deliver(OPENING + timedelta(hours=1)) == Counter({MessageState.SENT: 1})
    assert got == [smtp.deliveries[0].raw + b".\r\n"]


def test_another_secret_key_writes_the_mail_anew_so_that_its_links_live(
    alone: int, mailing_app: Flask, smtp: MailServer
) -> None:
    before: Settings = mailing_app.config["SETTINGS"]
    mailing_app.config["SETTINGS"] = replace(before, secret_key="another key that only this test uses, long")
    assert deliver(OPENING) == Counter({MessageState.CANCELLED: 1})
    enqueue(OPENING + MINUTE)
    assert deliver(OPENING + MINUTE) == Counter({MessageState.SENT: 1})


def test_another_public_address_never_resends_other_bytes(alone: int, mailing_app: Flask) -> None:
    with broken_server(None) as (url, _):
        deliver(OPENING, transport=SmtpTransport(url))
    settling.send_again(mail_to("ekonomichef").id, now=OPENING)
    before: Settings = mailing_app.config["SETTINGS"]
    mailing_app.config["SETTINGS"] = replace(before, public_url="https://moved.example.org")
    assert deliver(OPENING + MINUTE) == Counter({MessageState.FAILED: 1})
    assert "likadant" in str(mail_to("ekonomichef").reason)


@pytest.mark.parametrize("stage", ["RCPT", "dot"])
@pytest.mark.parametrize(
    "setting",
    [
        {"secret_key": "another key that only this test uses, long"},
        {"public_url": "https://moved.example.org"},
    ],
    ids=["secret", "address"],
)
def test_a_refused_mail_is_written_anew_when_its_links_have_changed(
    alone: int, mailing_app: Flask, smtp: MailServer, stage: str, setting: dict[str, str]
) -> None:
    if stage == "RCPT":
        smtp.refuse("RCPT", "550 no such person")
        deliver(OPENING)
    else:
        with broken_server(b"554 refused\r\n") as (url, _):
            deliver(OPENING, transport=SmtpTransport(url))
    refused = mail_to("ekonomichef")
    assert refused.state is MessageState.FAILED
    before: Settings = mailing_app.config["SETTINGS"]
    mailing_app.config["SETTINGS"] = replace(before, **setting)
    assert settling.send_again(refused.id, now=OPENING + MINUTE) is False
    assert enqueue(OPENING + MINUTE) == 1
    assert deliver(OPENING + MINUTE) == Counter({MessageState.SENT: 1})
    assert states() == [MessageState.CANCELLED, MessageState.SENT]
    assert (len(smtp.deliveries), enqueue(OPENING + 2 * MINUTE)) == (1, 0)


def test_a_refused_mail_of_which_nothing_is_owed_any_more_is_not_written_anew(
    alone: int, smtp: MailServer
) -> None:
    smtp.refuse("RCPT", "550 no such person")
    deliver(OPENING)
    reminding.answer(alone, "22")
    settling.send_again(mail_to("ekonomichef").id, now=OPENING + MINUTE)
    assert (enqueue(OPENING + MINUTE), states()) == (0, [MessageState.CANCELLED])


def test_refused_after_an_uncertain_outcome_the_same_bytes_are_still_needed(
    alone: int, smtp: MailServer
) -> None:
    with broken_server(None) as (url, got):
        deliver(OPENING, transport=SmtpTransport(url))
    settling.send_again(mail_to("ekonomichef").id, now=OPENING)
    smtp.refuse("RCPT", "550 no such person")
    assert deliver(OPENING + MINUTE) == Counter({MessageState.FAILED: 1})
    assert settling.send_again(mail_to("ekonomichef").id, now=OPENING + 2 * MINUTE) is True
    deliver(OPENING + 2 * MINUTE)
    assert got == [smtp.deliveries[0].raw + b".\r\n"]
