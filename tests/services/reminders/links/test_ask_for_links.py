"""New links: to whom, about what, how often; and that nobody can tell whether an address is known."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import event, select

from tests import reminding
from tests.reminding import OPENING, address, mail_to, outbox
from tracker.domain.reminders.rules import ReminderRules
from tracker.domain.terms import MessageState
from tracker.models import AnswerLink, MailRequest, User, db
from tracker.services.refusal import Refusal
from tracker.services.reminders.links.answer_links import find_link, token_of
from tracker.services.reminders.links.ask_for_links import (
    LIMIT_OF_DAY,
    LIMIT_OF_EMAIL,
    LIMIT_OF_PLACE,
    ask_for_links,
)
from tracker.services.reminders.settings.edit_schedule import edit_schedule
from tracker.services.reminders.settings.pause import pause, resume
from tracker.services.reminders.tick import work

#: The evening of the opening, when no reminders leave.
EVENING = OPENING + timedelta(hours=15)
HOME, ELSEWHERE = "192.0.2.10", "198.51.100.7"


@pytest.fixture(autouse=True)
def follow_up(any_app: Flask) -> Iterator[int]:
    """A follow-up whose opening mails have left, on each database."""
    with any_app.app_context():
        follow_up_id = reminding.open_follow_up()
        work(OPENING)
        yield follow_up_id


def asked() -> int:
    """How many mails were written because somebody asked."""
    return sum(mail.at_once for mail in outbox())


def test_new_links_to_all_that_waits_come_at_any_hour() -> None:
    ask_for_links("  Rektor.Vuxenutbildningen@Uppsala.Example.org ", HOME, now=EVENING)
    work(EVENING)
    mail = mail_to("rektor.vuxenutbildningen")
    assert (mail.at_once, mail.state) == (True, MessageState.SENT)
    assert [item.responsibility.activity.number for item in mail.items if item.responsibility] == [
        "1a",
        "1b",
        "8",
    ]
    assert db.session.query(AnswerLink).filter_by(user_id=mail.user_id).count() == 6, "the old ones live on"
    assert all(link.revoked_at is None for link in db.session.scalars(select(AnswerLink)))


def test_it_is_no_reminder_and_takes_none_away() -> None:
    ask_for_links(address("ekonomichef"), HOME, now=EVENING)
    work(EVENING)
    work(reminding.swedish("2022-09-02T07:00"))
    assert {item.step.code for item in mail_to("ekonomichef").items} == {"WEEK_BEFORE"}


def test_nothing_is_mailed_when_nothing_waits_or_nobody_has_the_address(follow_up: int) -> None:
    reminding.answer(follow_up, "22")
    for email in (address("ekonomichef"), "okand@example.org", "å@example.org"):
        ask_for_links(email, HOME, now=EVENING)
    work(EVENING)
    assert asked() == 0


def test_an_address_is_mailed_at_most_three_times_an_hour_and_that_does_not_show() -> None:
    for minute in range(LIMIT_OF_EMAIL + 2):
        moment = EVENING + timedelta(minutes=minute)
        ask_for_links(address("ekonomichef"), HOME, now=moment)
        work(moment)
    assert asked() == LIMIT_OF_EMAIL
    later = EVENING + timedelta(hours=2)
    ask_for_links(address("ekonomichef"), HOME, now=later)
    work(later)
    assert asked() == LIMIT_OF_EMAIL + 1


def test_one_request_waits_for_a_person_at_a_time() -> None:
    for minute in range(2):
        ask_for_links(address("ekonomichef"), HOME, now=EVENING + timedelta(minutes=minute))
    work(EVENING + timedelta(minutes=2))
    assert asked() == 1
    ask_for_links(address("ekonomichef"), HOME, now=EVENING + timedelta(minutes=3))
    work(EVENING + timedelta(minutes=3))
    assert asked() == 2, "the first one is answered"


def test_an_address_is_mailed_at_most_six_times_a_day_and_that_does_not_show() -> None:
    for hours in range(0, 22, 2):
        moment = EVENING + timedelta(hours=hours)
        ask_for_links(address("ekonomichef"), HOME, now=moment)
        work(moment)
    assert asked() == LIMIT_OF_DAY
    tomorrow = EVENING + timedelta(hours=45)
    ask_for_links(address("ekonomichef"), HOME, now=tomorrow)
    work(tomorrow)
    assert asked() == LIMIT_OF_DAY + 1


@pytest.mark.parametrize("everything", [True, False])
def test_a_request_waits_for_the_end_of_a_pause(everything: bool) -> None:
    plan = reminding.responsibility("22").activity.plan
    organisation_id, plan_id = plan.organisation_id, None if everything else plan.id
    pause(organisation_id, plan_id, by_title=None, now=EVENING)
    for minute in range(3):
        moment = EVENING + timedelta(minutes=minute)
        ask_for_links(address("ekonomichef"), HOME, now=moment)
        work(moment)
    assert asked() == 0
    assert db.session.query(MailRequest).filter(MailRequest.done_at.is_(None)).count() == 1
    resume(organisation_id, plan_id)
    for minute in (5, 6):
        work(EVENING + timedelta(minutes=minute))
    assert [mail.state for mail in outbox() if mail.at_once] == [MessageState.SENT]


def test_in_a_pause_a_request_about_which_nothing_waits_is_done(follow_up: int) -> None:
    reminding.answer(follow_up, "22")
    plan = reminding.responsibility("22").activity.plan
    pause(plan.organisation_id, None, by_title=None, now=EVENING)
    ask_for_links(address("ekonomichef"), HOME, now=EVENING)
    work(EVENING)
    assert db.session.scalars(select(MailRequest)).one().done_at == EVENING


def test_the_pause_of_others_holds_nothing_back() -> None:
    other = db.session.scalars(select(User).where(User.email == "samordnare@boras.example.org")).one()
    pause(other.organisation_id, None, by_title=None, now=EVENING)
    ask_for_links(address("ekonomichef"), HOME, now=EVENING)
    work(EVENING)
    assert asked() == 1


def test_of_requests_at_the_same_moment_one_waits(any_app: Flask) -> None:
    barrier = Barrier(LIMIT_OF_EMAIL)

    def ask(_number: int) -> None:
        with any_app.app_context():
            barrier.wait()
            ask_for_links(address("ekonomichef"), HOME, now=EVENING)
            db.session.remove()

    db.session.remove()
    with ThreadPoolExecutor(LIMIT_OF_EMAIL) as pool:
        list(pool.map(ask, range(LIMIT_OF_EMAIL)))
    assert db.session.query(MailRequest).count() == LIMIT_OF_EMAIL
    assert db.session.query(MailRequest).filter(MailRequest.done_at.is_(None)).count() == 1


def test_one_place_asks_twenty_times_an_hour_whatever_the_addresses() -> None:
    for number in range(LIMIT_OF_PLACE):
        ask_for_links(f"person{number}@example.org", HOME, now=EVENING)
    with pytest.raises(Refusal) as refused:
        ask_for_links(address("ekonomichef"), HOME, now=EVENING)
    assert refused.value.status == 429
    ask_for_links(address("ekonomichef"), ELSEWHERE, now=EVENING)
    ask_for_links(address("ekonomichef"), HOME, now=EVENING + timedelta(hours=1, minutes=1))


def test_a_known_and_an_unknown_address_cost_the_same_questions() -> None:
    def questions(email: str) -> list[str]:
        heard: list[str] = []
        listen = lambda *args: heard.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listen)
        ask_for_links(email, HOME, now=EVENING)
        event.remove(db.engine, "before_cursor_execute", listen)
        return heard

    questions("forst@example.org")
    assert questions(address("ekonomichef")) == questions("okand@example.org")


def test_no_address_that_was_typed_is_kept() -> None:
    ask_for_links("hemlig.person@example.org", HOME, now=EVENING)
    kept = db.session.scalars(select(MailRequest)).one()
    assert "hemlig" not in f"{kept.email_hash} {kept.address}"
    assert (kept.user_id, kept.done_at) == (None, EVENING)


def test_in_july_links_are_sent_to_those_who_ask() -> None:
    plan_id = reminding.responsibility("22").activity.plan_id
    edit_schedule(plan_id, ReminderRules(not_in_july=True), version=0)
    july = reminding.swedish("2023-07-05T10:00")
    ask_for_links(address("ekonomichef"), HOME, now=july)
    work(july)
    assert asked() == 1


def test_the_new_link_opens_the_form() -> None:
    ask_for_links(address("ekonomichef"), HOME, now=EVENING)
    work(EVENING)
    item = mail_to("ekonomichef").items[0]
    target = find_link(token_of(item), now=EVENING)
    assert target is not None
    assert target.responsibility.activity.number == "22"
