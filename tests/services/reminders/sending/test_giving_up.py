"""Addresses that never take mail: tried, given up, told to the coordinator, and tried again when a person says so."""

from datetime import date, timedelta

import pytest
from flask import Flask

from tests import reminding
from tests.mail_server import MailServer
from tests.reminding import ASKED, OPENING, address, mail_to, outbox, person, responsibility, states, swedish
from tracker.domain.terms import MatterKind, MessageState
from tracker.models import db
from tracker.services.people.accounts import PersonValues, change_user, mail_again, roles_of
from tracker.services.reminders.tick import work

OWNER = address("ekonomichef")
WEEK_BEFORE, DAY_BEFORE = swedish("2022-09-02T07:00"), swedish("2022-09-08T07:00")


@pytest.fixture
def follow_up(mailing_app: Flask) -> int:
    """An open follow-up that only ekonomichef owes an answer to, and nobody stands in."""
    follow_up_id = reminding.open_follow_up()
    for number in ("1a", "1b", "8", "10", "12", "23", "25"):
        reminding.answer(follow_up_id, number)
    responsibility("22").deputy_id = None
    db.session.commit()
    return follow_up_id


def refused_twice(smtp: MailServer) -> None:
    smtp.refuse("RCPT", "550 5.1.1 no such user", to=OWNER)
    work(OPENING)
    smtp.refuse("RCPT", "550 5.1.1 no such user", to=OWNER)
    work(WEEK_BEFORE)


def to_owner() -> list[MessageState]:
    return [mail.state for mail in outbox() if mail.to_address == OWNER]


def test_refused_for_good_twice_in_a_row_nothing_more_is_sent_there(follow_up: int, smtp: MailServer) -> None:
    smtp.refuse("RCPT", "550 5.1.1 no such user", to=OWNER)
    work(OPENING)
    assert person("ekonomichef").unreachable_since is None, "once may be a slip"
    smtp.refuse("RCPT", "550 5.1.1 no such user", to=OWNER)
    work(WEEK_BEFORE)
    assert person("ekonomichef").unreachable_reply == "550 5.1.1 no such user"
    work(DAY_BEFORE)
    assert to_owner() == [MessageState.FAILED] * 2


def test_the_coordinator_is_told_once_of_each_mail_that_failed(follow_up: int, smtp: MailServer) -> None:
    refused_twice(smtp)
    for day in (3, 4, 5):
        work(WEEK_BEFORE + timedelta(days=day))
    told = [mail for mail in outbox() if mail.to_address == address("controller")]
    assert [[item.kind for item in mail.items] for mail in told] == [
        [MatterKind.DELIVERY],
        [MatterKind.DELIVERY],
    ]
    assert "550 5.1.1 no such user" in told[0].text
    assert "så inga fler skickas dit" in told[1].text
    assert f"/samordning/utskick/{outbox()[0].id}" in told[0].text


def test_one_that_gets_through_in_between_begins_anew(follow_up: int, smtp: MailServer) -> None:
    smtp.refuse("RCPT", "550 5.1.1 no such user", to=OWNER)
    work(OPENING)
    work(WEEK_BEFORE)
    smtp.refuse("RCPT", "550 5.1.1 no such user", to=OWNER)
    work(DAY_BEFORE)
    assert person("ekonomichef").unreachable_since is None
    assert to_owner() == [MessageState.FAILED, MessageState.SENT, MessageState.FAILED]


def test_a_refusal_of_the_mail_says_nothing_of_the_address(follow_up: int, smtp: MailServer) -> None:
    for moment in (OPENING, WEEK_BEFORE, DAY_BEFORE):
        smtp.refuse("DATA", "554 5.7.1 looks like spam", to=OWNER)
        work(moment)
    assert to_owner() == [MessageState.FAILED] * 3
    assert person("ekonomichef").unreachable_since is None


def test_a_server_that_says_later_for_three_days_means_never(follow_up: int, smtp: MailServer) -> None:
    smtp.refuse("RCPT", "450 4.2.1 mailbox busy", times=1000, to=OWNER)
    moment = OPENING
    while moment < OPENING + timedelta(days=3, hours=5):
        work(moment)
        moment += timedelta(hours=1)
    states = to_owner()
    assert states[-1] is MessageState.FAILED
    assert set(states[:-1]) == {MessageState.SUPERSEDED}, "each morning it was written anew"
    assert "tre dygn" in str([m for m in outbox() if m.to_address == OWNER][-1].reason)
    assert person("ekonomichef").unreachable_since is not None


@pytest.mark.parametrize("reply", ["554 5.7.1 Relay access denied", "451 4.3.5 Server configuration problem"])
def test_a_server_that_is_set_up_wrong_is_nobodys_address_fault(
    follow_up: int, smtp: MailServer, reply: str
) -> None:
    for role in ASKED:
        smtp.refuse("RCPT", reply, times=1000, to=address(role))
    for moment in (OPENING, OPENING + timedelta(hours=2), WEEK_BEFORE, DAY_BEFORE):
        work(moment)
    assert [role for role in ASKED if person(role).unreachable_since] == []
    assert set(states()) <= {MessageState.PENDING, MessageState.SUPERSEDED}, "all of it waits"


def test_two_attempts_around_a_long_weekend_say_nothing(mailing_app: Flask, smtp: MailServer) -> None:
    reminding.open_follow_up(as_of=date(2022, 4, 30), opens_on=date(2022, 4, 14), answer_by=date(2022, 5, 6))
    smtp.refuse("RCPT", "450 4.2.0 greylisted", to=OWNER, times=2)
    work(swedish("2022-04-14T16:55"))  # Maundy Thursday
    for minute in (0, 5):
        work(swedish("2022-04-19T07:00") + timedelta(minutes=minute))
    assert person("ekonomichef").unreachable_since is None
    assert to_owner()[-1] is MessageState.SENT


def test_days_in_which_only_the_mail_was_put_off_do_not_count(follow_up: int, smtp: MailServer) -> None:
    smtp.refuse("DATA", "451 4.7.1 the scanner is down", to=OWNER, times=1000)
    moment = OPENING
    while moment < OPENING + timedelta(days=3, hours=9):
        work(moment)
        moment += timedelta(hours=1)
    smtp.refuse("RCPT", "450 4.2.0 greylisted", to=OWNER)
    work(moment + timedelta(hours=1))
    assert person("ekonomichef").unreachable_since is None
    assert to_owner()[-1] is MessageState.PENDING


def test_a_server_that_is_away_for_days_is_not_the_address_fault(follow_up: int, smtp: MailServer) -> None:
    smtp.stop()
    for day in range(5):
        work(OPENING + timedelta(days=day))
    assert person("ekonomichef").unreachable_since is None
    smtp.start()
    work(OPENING + timedelta(days=7, hours=1))
    assert to_owner()[-1] is MessageState.SENT


def test_the_deputy_is_asked_instead(follow_up: int, smtp: MailServer) -> None:
    refused_twice(smtp)
    responsibility("22").deputy_id = person("rektor.sfi").id
    db.session.commit()
    work(DAY_BEFORE)
    assert [item.responsibility.activity.number for item in mail_to("rektor.sfi").items] == ["22"]


def test_a_new_address_is_mailed_at_once(follow_up: int, smtp: MailServer) -> None:
    refused_twice(smtp)
    user = person("ekonomichef")
    values = PersonValues("ekonomi@uppsala.example.org", user.title, user.manager_id, True, roles_of(user))
    change_user(user.id, values, version=user.version, now=WEEK_BEFORE)
    work(WEEK_BEFORE + timedelta(days=3))
    assert "ekonomi@uppsala.example.org" in smtp.recipients()


def test_a_person_may_say_that_the_address_works_again(follow_up: int, smtp: MailServer) -> None:
    refused_twice(smtp)
    mail_again(person("ekonomichef").id)
    work(DAY_BEFORE)
    assert to_owner() == [MessageState.FAILED, MessageState.FAILED, MessageState.SENT]
