"""Mails that somebody asked for: they leave at any time, take no reminder away, and none is forgotten."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete

from tests import reminding
from tests.mail_server import MailServer
from tests.reminding import OPENING, address, outbox, person, swedish
from tracker.domain.reminders.rules import ReminderRules
from tracker.domain.terms import MessageState
from tracker.models import MailRequest, Message, Plan, db
from tracker.services.reminders.links.ask_for_links import ask_for_links
from tracker.services.reminders.sending import outbox as settling
from tracker.services.reminders.settings.edit_schedule import edit_schedule
from tracker.services.reminders.settings.test_mode import start_test_mode
from tracker.services.reminders.tick import work

OWNER = address("ekonomichef")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def asked() -> list[Message]:
    """The mails that somebody asked for, oldest first."""
    return [mail for mail in outbox() if mail.at_once]


def test_in_july_they_leave_although_the_plan_rests(mailing_app: Flask, smtp: MailServer) -> None:
    plan = db.session.query(Plan).filter_by(slug="26-punktsplan").one()
    edit_schedule(plan.id, ReminderRules(not_in_july=True), version=0)
    reminding.open_follow_up(as_of=date(2022, 6, 30), opens_on=date(2022, 6, 20), answer_by=date(2022, 8, 19))
    work(swedish("2022-06-20T07:00"))
    july = swedish("2022-07-05T09:00")
    ask_for_links(OWNER, "192.0.2.1", now=july)
    work(july)
    assert [mail.state for mail in asked()] == [MessageState.SENT]


def test_a_number_that_sqlite_gives_anew_is_another_request(mailing_app: Flask) -> None:
    reminding.open_follow_up()
    work(OPENING)
    for day in (0, 8):
        ask_for_links(OWNER, "192.0.2.1", now=OPENING + timedelta(days=day, hours=1))
        work(OPENING + timedelta(days=day, hours=1))
        db.session.execute(delete(MailRequest))
        db.session.commit()
    assert [mail.state for mail in asked()] == [MessageState.SENT] * 2


def test_one_that_cannot_be_written_stops_no_other_mail(
    mailing_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    reminding.open_follow_up()
    ask_for_links(OWNER, "192.0.2.1", now=OPENING)
    number = db.session.query(MailRequest).one().id
    work(OPENING)
    db.session.query(MailRequest).update({"done_at": None})
    db.session.commit()
    work(OPENING + MINUTE)
    assert f"request {number} cannot be answered" in caplog.text
    assert db.session.query(MailRequest).one().done_at is not None


def test_a_request_whose_mail_does_not_arrive_takes_no_reminder_away(
    mailing_app: Flask, smtp: MailServer
) -> None:
    reminding.open_follow_up()
    work(OPENING)
    before_seven = swedish("2022-09-02T06:50")
    ask_for_links(OWNER, "192.0.2.1", now=before_seven)
    smtp.refuse("DATA", "554 5.7.1 spam", to=OWNER)
    work(before_seven)
    assert [mail.state for mail in asked()] == [MessageState.FAILED]
    work(swedish("2022-09-02T07:00"))
    assert smtp.recipients().count(OWNER) == 2, "the opening, and a week before the last day"


def test_a_person_sends_one_again_that_failed(mailing_app: Flask, smtp: MailServer) -> None:
    reminding.open_follow_up()
    work(OPENING)
    ask_for_links(OWNER, "192.0.2.1", now=OPENING + HOUR)
    smtp.refuse("DATA", "554 5.7.1 spam", to=OWNER)
    work(OPENING + HOUR)
    assert not settling.send_again(asked()[0].id, now=OPENING + 2 * HOUR)
    work(OPENING + 2 * HOUR)
    assert [mail.state for mail in asked()] == [MessageState.CANCELLED, MessageState.SENT]


def test_one_sent_again_while_the_person_has_asked_herself_is_one_mail(
    mailing_app: Flask, smtp: MailServer
) -> None:
    reminding.open_follow_up()
    work(OPENING)
    ask_for_links(OWNER, "192.0.2.1", now=OPENING + HOUR)
    smtp.refuse("DATA", "554 5.7.1 spam", to=OWNER)
    work(OPENING + HOUR)
    ask_for_links(OWNER, "192.0.2.1", now=OPENING + 2 * HOUR)
    settling.send_again(asked()[0].id, now=OPENING + 2 * HOUR)
    work(OPENING + 2 * HOUR)
    assert [mail.state for mail in asked()] == [MessageState.CANCELLED, MessageState.SENT]


def test_test_mode_that_begins_meanwhile_takes_none_away(mailing_app: Flask, smtp: MailServer) -> None:
    reminding.open_follow_up()
    work(OPENING)
    asked_at = OPENING + HOUR
    smtp.stop()
    ask_for_links(OWNER, "192.0.2.1", now=asked_at)
    work(asked_at)
    organisation_id = person("ekonomichef").organisation_id
    start_test_mode(organisation_id, "prov@example.org", by_title=None, now=asked_at)
    smtp.start()
    for minute in (5, 6):
        work(asked_at + minute * MINUTE)
    assert [mail.state for mail in asked()] == [MessageState.CANCELLED, MessageState.SENT]
    assert asked()[1].redirected_to == "prov@example.org"
