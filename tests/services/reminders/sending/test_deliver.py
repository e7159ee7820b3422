"""Sending: the real file and SMTP ways, and bad days of the mail server."""

import smtplib
import socket
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from tests import reminding
from tests.mail_server import MailServer, broken_server
from tests.reminding import ASKED, OPENING, address, mail_to, outbox, person, responsibility, states, swedish
from tracker.domain.terms import FollowUpState, MessageState
from tracker.models import AnswerLink, FollowUp, db
from tracker.services.reminders.sending import outbox as settling
from tracker.services.reminders.sending.deliver import AWAY_IN_A_ROW, deliver, recover
from tracker.services.reminders.sending.hand_over import Outgoing, Result, SmtpTransport
from tracker.services.reminders.sending.prepare_mail import prepare
from tracker.services.reminders.writing.enqueue import enqueue

EVERYBODY = len(ASKED)
MINUTE = timedelta(minutes=1)


def test_mails_reach_the_server_whole(follow_up: int, smtp: MailServer) -> None:
    assert deliver(OPENING) == Counter({MessageState.SENT: EVERYBODY})
    assert sorted(smtp.recipients()) == sorted(address(role) for role in ASKED)
    assert {delivery.sender for delivery in smtp.deliveries} == {"plan@example.org"}
    for message, delivery in zip(outbox(), smtp.deliveries, strict=True):
        assert message.sha256 == sha256(delivery.raw).hexdigest()
        assert delivery.message["Message-ID"] == message.message_id
        assert delivery.message["Reply-To"] == "controller@uppsala.example.org"
        assert delivery.message["Auto-Submitted"] == "auto-generated"
        assert "{{link:" not in delivery.text() + delivery.html()
        assert delivery.text().count("http://localhost/svara/") == len(message.items)
        assert max(map(len, delivery.raw.split(b"\r\n"))) <= 998
        assert message.sent_at is not None and message.claim is None


def test_a_second_run_sends_nothing_twice(follow_up: int, smtp: MailServer) -> None:
    deliver(OPENING)
    assert deliver(OPENING + MINUTE) == Counter()
    assert enqueue(OPENING + MINUTE) == 0
    assert len(smtp.deliveries) == EVERYBODY


@pytest.mark.parametrize("link", ["http://localhost/svara/{}", "http%3A%2F%2Flocalhost%2Fsvara%2F{}"])
def test_the_log_has_a_line_per_mail_and_no_token(
    follow_up: int, smtp: MailServer, caplog: pytest.LogCaptureFixture, link: str
) -> None:
    smtp.refuse("RCPT", f"550 your link {link.format('abcDEF_1-2')} is blocked")
    with caplog.at_level("INFO", logger="tracker"):
        deliver(OPENING)
    for role in ASKED:
        assert caplog.text.count(f"to {address(role)}: ") == 1
    links = [line for d in smtp.deliveries for line in d.text().splitlines() if "/svara/" in line]
    assert links
    for sent in links:
        assert sent.rsplit("/", 1)[1] not in caplog.text
    assert "abcDEF" not in caplog.text
    assert "abcDEF" not in str(outbox()[0].server_reply)


@pytest.mark.parametrize("moment", ["2022-09-03T12:00", "2022-09-04T12:00", "2022-08-30T06:59"])
def test_a_mail_that_waits_leaves_on_working_days_from_seven(
    follow_up: int, smtp: MailServer, moment: str
) -> None:
    deliver(swedish(moment))
    assert smtp.deliveries == []


def test_the_server_is_down_and_comes_back(follow_up: int, smtp: MailServer) -> None:
    smtp.stop()
    # When it was away for a few in a row the others are not even tried.
    assert deliver(OPENING) == Counter({MessageState.PENDING: AWAY_IN_A_ROW})
    assert states() == [MessageState.PENDING] * EVERYBODY
    smtp.start()
    deliver(OPENING + 2 * MINUTE)
    assert states() == [MessageState.SENT] * EVERYBODY
    assert sorted(smtp.recipients()) == sorted(address(role) for role in ASKED)


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_a_temporary_no_is_tried_again_as_the_same_bytes(alone: int, smtp: MailServer, stage: str) -> None:
    smtp.refuse(stage, "450 later", times=2)
    deliver(OPENING)
    waiting = mail_to("ekonomichef")
    assert (waiting.state, waiting.attempts, waiting.server_reply) == (MessageState.PENDING, 1, "450 later")
    assert OPENING < waiting.next_at < OPENING + 2 * MINUTE
    assert deliver(OPENING + timedelta(seconds=30)) == Counter(), "not before its time"
    deliver(OPENING + 2 * MINUTE)
    assert mail_to("ekonomichef").next_at > OPENING + 3.9 * MINUTE, "the pause grows"
    deliver(OPENING + 10 * MINUTE)
    assert (states(), len(smtp.deliveries)) == ([MessageState.SENT], 1)


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
def test_a_final_no_fails_that_mail_and_no_other(follow_up: int, smtp: MailServer, stage: str) -> None:
    smtp.refuse(stage, "550 no such person")
    assert deliver(OPENING) == Counter({MessageState.SENT: EVERYBODY - 1, MessageState.FAILED: 1})
    failed = outbox()[0]
    assert (failed.state, failed.server_reply) == (MessageState.FAILED, "550 no such person")
    assert failed.reason == "Mejlservern tog inte emot mejlet."
    assert deliver(OPENING + timedelta(days=1)) == Counter(), "it is not tried again by itself"
    number, to = failed.id, failed.to_address
    assert settling.send_again(number, now=OPENING + timedelta(days=1)) is False
    assert enqueue(OPENING + timedelta(days=1)) == 1
    assert deliver(OPENING + timedelta(days=1)) == Counter({MessageState.SENT: 1})
    assert outbox()[-1].to_address == to


@pytest.mark.parametrize("reply", ["530 Authentication required", "550 sender not allowed"])
def test_a_server_that_refuses_us_and_not_the_mail_lets_the_mails_wait(
    follow_up: int, smtp: MailServer, reply: str
) -> None:
    smtp.refuse("MAIL", reply, times=AWAY_IN_A_ROW)
    assert deliver(OPENING) == Counter({MessageState.PENDING: AWAY_IN_A_ROW})
    assert states() == [MessageState.PENDING] * EVERYBODY


def test_one_lost_connection_does_not_stop_the_others(follow_up: int, smtp: MailServer) -> None:
    smtp.refuse("MAIL", "421 come back", times=AWAY_IN_A_ROW - 1)
    ended = deliver(OPENING)
    assert ended[MessageState.SENT] == EVERYBODY - (AWAY_IN_A_ROW - 1)


def test_a_password_is_never_sent_in_clear(alone: int, smtp: MailServer) -> None:
    url = smtp.url.replace("smtp://", "smtp://user:secret@")
    deliver(OPENING, transport=SmtpTransport(url))
    waiting = mail_to("ekonomichef")
    assert waiting.state is MessageState.PENDING
    assert "STARTTLS" in str(waiting.server_reply)


@pytest.mark.parametrize("reply", [None, b"garbage\r\n", b"354 go on again\r\n"])
def test_an_unknown_outcome_is_uncertain_and_never_sent_again_by_itself(
    alone: int, smtp: MailServer, reply: bytes | None
) -> None:
    with broken_server(reply) as (url, got):
        assert deliver(OPENING, transport=SmtpTransport(url)) == Counter({MessageState.UNCERTAIN: 1})
    assert len(got) == 1
    assert "oklart" in str(mail_to("ekonomichef").reason)
    for later in (MINUTE, timedelta(hours=3), timedelta(days=1)):
        enqueue(OPENING + later)
        deliver(OPENING + later)
    assert mail_to("ekonomichef").state is MessageState.UNCERTAIN
    assert set(smtp.recipients()) == {address("controller")}, "only the coordinator is told"


def test_an_uncertain_mail_whose_link_was_opened_has_arrived(alone: int, smtp: MailServer) -> None:
    with broken_server(None) as (url, _):
        deliver(OPENING, transport=SmtpTransport(url))
    link = db.session.query(AnswerLink).filter_by(item_id=mail_to("ekonomichef").items[0].id).one()
    link.first_opened_at = OPENING + MINUTE
    db.session.commit()
    recover(OPENING + 2 * MINUTE)
    assert (states(), mail_to("ekonomichef").reason) == ([MessageState.SENT], "Länken har öppnats.")


def test_a_server_that_hangs_up_before_the_dot_gets_it_again(alone: int, smtp: MailServer) -> None:
    class HangsUp(SmtpTransport):
        def hand_over(self, mail: Outgoing, intend: Callable[[], bool]) -> Result | None:
            # A body that fills the socket's buffers, so that the hang-up is noticed while it is sent.
            return super().hand_over(replace(mail, data=mail.data + b"x\r\n" * 3_000_000), intend)

    with broken_server(None, until=b"Subject:") as (url, _):
        assert deliver(OPENING, transport=HangsUp(url)) == Counter({MessageState.PENDING: 1})
    assert mail_to("ekonomichef").sha256 is None
    deliver(OPENING + 2 * MINUTE)
    assert (states(), len(smtp.deliveries)) == ([MessageState.SENT], 1)


def test_answered_in_between_nothing_is_sent(alone: int, smtp: MailServer) -> None:
    reminding.answer(alone, "22")
    assert deliver(OPENING) == Counter({MessageState.CANCELLED: 1})
    assert (enqueue(OPENING + MINUTE), smtp.deliveries) == (0, [])
    assert mail_to("ekonomichef").reason


def test_partly_answered_in_between_the_mail_is_written_anew_about_the_rest(
    follow_up: int, smtp: MailServer
) -> None:
    reminding.answer(follow_up, "8")
    ended = deliver(OPENING)
    assert ended == Counter({MessageState.SENT: EVERYBODY - 1, MessageState.CANCELLED: 1})
    assert enqueue(OPENING + MINUTE) == 1
    deliver(OPENING + MINUTE)
    to_rektor = [d for d in smtp.deliveries if d.recipients == (address("rektor.vuxenutbildningen"),)]
    assert [d.message["Subject"] for d in to_rektor] == [
        "Två svar till 26-punktsplanen, senast fredag 9 september"
    ]


@pytest.mark.parametrize("change", ["closed", "address", "inactive", "owner"])
def test_what_has_changed_since_it_was_written_withdraws_the_mail(
    alone: int, smtp: MailServer, change: str
) -> None:
    if change == "closed":
        db.session.get_one(FollowUp, alone).state = FollowUpState.CLOSED
    elif change == "address":
        person("ekonomichef").email = "ekonomichefen@uppsala.example.org"
    elif change == "inactive":
        person("ekonomichef").active = False
    else:
        responsibility("22").owner_id = person("rektor.sfi").id
    db.session.commit()
    assert deliver(OPENING) == Counter({MessageState.CANCELLED: 1})
    assert outbox()[0].reason
    assert smtp.deliveries == []
    enqueue(OPENING + MINUTE)
    deliver(OPENING + MINUTE)
    now_to = {"address": ["ekonomichefen@uppsala.example.org"], "owner": [address("rektor.sfi")]}
    assert smtp.recipients() == now_to.get(change, [])


def test_a_mail_that_waits_is_withdrawn_when_its_step_has_got_another_day(
    mailing_app: Flask, smtp: MailServer
) -> None:
    follow_up_id = reminding.open_follow_up()
    enqueue(OPENING)
    deliver(OPENING)
    day_before = swedish("2022-09-08T07:00")
    assert enqueue(day_before) == EVERYBODY
    db.session.get_one(FollowUp, follow_up_id).answer_by = date(2022, 9, 30)
    db.session.commit()
    assert deliver(day_before) == Counter({MessageState.CANCELLED: EVERYBODY})
    assert len(smtp.deliveries) == EVERYBODY
    assert "flyttats" in str(mail_to("ekonomichef").reason)


def test_a_mail_about_many_activities_is_looked_at_in_as_many_questions_as_one_about_one(
    follow_up: int,
) -> None:
    def questions(role: str) -> int:
        message = mail_to(role)
        db.session.commit()
        asked: list[str] = []
        listen = lambda *args: asked.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listen)
        (ready,) = prepare([message], OPENING.date())
        assert isinstance(ready, Outgoing)
        event.remove(db.engine, "before_cursor_execute", listen)
        return sum("status_update" in statement for statement in asked)

    assert questions("rektor.vuxenutbildningen") == questions("ekonomichef") == 2


def test_a_clock_that_was_hours_ahead_does_not_park_a_mail(alone: int, smtp: MailServer) -> None:
    mail_to("ekonomichef").next_at = OPENING + timedelta(hours=3)
    db.session.commit()
    deliver(OPENING + MINUTE)
    assert len(smtp.deliveries) == 1


def test_the_mail_in_hand_is_finished_and_no_other_begun(follow_up: int, smtp: MailServer) -> None:
    deliver(OPENING, stopping=lambda: bool(smtp.deliveries))
    assert len(smtp.deliveries) == 1
    assert Counter(states()) == Counter({MessageState.SENT: 1, MessageState.PENDING: EVERYBODY - 1})


def test_mails_as_files_are_whole_private_and_written_once(any_app: Flask, tmp_path: Path) -> None:
    with any_app.app_context():
        reminding.open_follow_up()
        enqueue(OPENING)
        deliver(OPENING)
        deliver(OPENING + MINUTE)
        files = sorted((tmp_path / "mail").iterdir())
        assert len(files) == EVERYBODY
        assert {path.suffix for path in files} == {".eml"}
        assert {path.stat().st_mode & 0o077 for path in files} == {0}
        assert {sha256(path.read_bytes()).hexdigest() for path in files} == {m.sha256 for m in outbox()}


def test_a_folder_that_cannot_be_written_lets_the_mails_wait(any_app: Flask, tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("in the way")
    with any_app.app_context():
        reminding.open_follow_up()
        enqueue(OPENING)
        assert deliver(OPENING) == Counter({MessageState.PENDING: AWAY_IN_A_ROW})
        (tmp_path / "mail").unlink()
        deliver(OPENING + 2 * MINUTE)
        assert states() == [MessageState.SENT] * EVERYBODY


def test_the_dot_does_not_wait_for_a_delayed_acknowledgement(alone: int, smtp: MailServer) -> None:
    at_once: list[int] = []

    class Watched(SmtpTransport):
        def _dot(self, server: smtplib.SMTP) -> Result:
            assert server.sock is not None
            at_once.append(server.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            return super()._dot(server)

    deliver(OPENING, transport=Watched(smtp.url))
    assert len(at_once) == 1 and at_once[0]


def test_a_mail_of_tomorrow_does_not_leave_today(follow_up: int, smtp: MailServer) -> None:
    for message in outbox():
        message.send_on = date(2022, 8, 30)
    db.session.commit()
    assert deliver(OPENING) == Counter()
