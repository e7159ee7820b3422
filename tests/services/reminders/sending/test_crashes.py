"""Senders that die or are slow on the way, and rivals at the same outbox."""

import multiprocessing
import smtplib
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests import reminding
from tests.conftest import make_app, make_settings
from tests.mail_server import MailServer
from tests.reminding import ASKED, OPENING, address, mail_to, states
from tracker.domain.terms import MessageState
from tracker.models import db
from tracker.services.reminders.sending import outbox as settling
from tracker.services.reminders.sending.deliver import CLAIM_LEASE, deliver, recover
from tracker.services.reminders.sending.hand_over import Outgoing, Result, SmtpTransport
from tracker.services.reminders.sending.record import HANDING_LEASE
from tracker.services.reminders.tick import tick
from tracker.services.reminders.writing.enqueue import enqueue

EVERYBODY = len(ASKED)
MINUTE = timedelta(minutes=1)


class Dies(BaseException):
    """Stands for kill -9: nothing of ours runs after it but the socket's end."""


def dying(smtp: MailServer, *, after: str) -> SmtpTransport:
    """A transport whose process dies before the intent is recorded, or just after it, before the dot."""

    class Transport(SmtpTransport):
        def hand_over(self, mail: Outgoing, intend: Callable[[], bool]) -> Result | None:
            def die() -> bool:
                if after == "HANDING":
                    assert intend()
                raise Dies

            return super().hand_over(mail, die)

        def close(self) -> None:
            self._drop()

    return Transport(smtp.url)


def test_killed_between_claim_and_intent_the_mail_is_sent_later_once(alone: int, smtp: MailServer) -> None:
    with pytest.raises(Dies):
        deliver(OPENING, transport=dying(smtp, after="CLAIMED"))
    assert (states(), smtp.deliveries) == ([MessageState.CLAIMED], [])
    assert deliver(OPENING + MINUTE) == Counter(), "it may still be in hand"
    deliver(OPENING + CLAIM_LEASE + MINUTE)
    assert (states(), len(smtp.deliveries)) == ([MessageState.SENT], 1)


def test_killed_after_the_intent_the_mail_is_uncertain_and_shown_to_a_person(
    alone: int, smtp: MailServer
) -> None:
    with pytest.raises(Dies):
        deliver(OPENING, transport=dying(smtp, after="HANDING"))
    assert states() == [MessageState.HANDING]
    deliver(OPENING + HANDING_LEASE + MINUTE)
    assert enqueue(OPENING + HANDING_LEASE + MINUTE) == 1
    told = mail_to("controller")
    assert (mail_to("ekonomichef").state, smtp.deliveries) == (MessageState.UNCERTAIN, [])
    assert told.subject == "Ett mejl om 26-punktsplanen som kanske inte kom fram"
    settling.mark_as_sent(mail_to("ekonomichef").id, by_title=None, now=OPENING + timedelta(hours=1))
    assert mail_to("ekonomichef").state is MessageState.SENT


def test_a_slow_process_that_lost_its_claim_never_sends_the_dot(alone: int, smtp: MailServer) -> None:
    class Frozen(SmtpTransport):
        def hand_over(self, mail: Outgoing, intend: Callable[[], bool]) -> Result | None:
            recover(OPENING + CLAIM_LEASE + MINUTE)  # another process found the lease expired
            return super().hand_over(mail, intend)

    deliver(OPENING, transport=Frozen(smtp.url))
    assert smtp.deliveries == []
    deliver(OPENING + CLAIM_LEASE + 2 * MINUTE)
    assert (states(), len(smtp.deliveries)) == ([MessageState.SENT], 1)


def test_a_slow_answer_after_the_lease_is_still_recorded(alone: int, smtp: MailServer) -> None:
    class SlowAnswer(SmtpTransport):
        def _dot(self, server: smtplib.SMTP) -> Result:
            result = super()._dot(server)
            recover(OPENING + HANDING_LEASE + timedelta(minutes=5))
            assert states() == [MessageState.UNCERTAIN]
            db.session.rollback()
            return result

    deliver(OPENING, transport=SlowAnswer(smtp.url))
    assert (states(), len(smtp.deliveries)) == ([MessageState.SENT], 1)


TEN = 10


def rival(
    database_url: str, folder: Path, mail_url: str, moment: datetime, barrier: threading.Barrier
) -> None:
    """A process of its own that ticks at the same moment as the others."""
    app = make_app(make_settings(database_url, folder, MAIL_URL=mail_url))
    with app.app_context():
        barrier.wait(timeout=120)  # a busy machine starts processes slowly
        tick(moment)


def test_ten_schedulers_at_once_send_each_mail_once(
    mailing_app: Flask, database_url: str, tmp_path: Path, smtp: MailServer
) -> None:
    reminding.open_follow_up()
    db.session.rollback()
    # They are forked from one process that has imported everything, so that they begin together.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.services.reminders.sending.test_crashes"])
    barrier = context.Barrier(TEN)
    rivals = [
        context.Process(target=rival, args=(database_url, tmp_path, smtp.url, OPENING, barrier))
        for _ in range(TEN)
    ]
    for process in rivals:
        process.start()
    for process in rivals:
        process.join(timeout=180)
    assert [process.exitcode for process in rivals] == [0] * TEN
    assert states() == [MessageState.SENT] * EVERYBODY
    assert sorted(smtp.recipients()) == sorted(address(role) for role in ASKED)
