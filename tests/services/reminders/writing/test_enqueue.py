"""What is written into the outbox: who gets which mail, once, and never untimely."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from tests import reminding
from tests.reminding import ASKED, OPENING, address, mail_to, outbox, person, responsibility, swedish
from tracker.domain.reminders.steps import DAY_AFTER, DAY_BEFORE, OPENED, WEEK_BEFORE
from tracker.domain.terms import FollowUpState, MessageState
from tracker.models import AnswerLink, FollowUp, Message, MessageItem, db
from tracker.services.reminders.due.survey import plan_mails, unreachable_rows
from tracker.services.reminders.free_days import free_days, free_days_around
from tracker.services.reminders.writing.enqueue import enqueue


@pytest.fixture(autouse=True)
def context(any_app: Flask) -> Iterator[None]:
    """Inside the app, on each database."""
    with any_app.app_context():
        yield


def sent_all() -> None:
    """As if everything that waits had been delivered."""
    for message in outbox():
        if message.state is MessageState.PENDING:
            message.state = MessageState.SENT
    db.session.commit()


def numbers(message: Message) -> list[str]:
    return [item.responsibility.activity.number for item in message.items]


def test_one_mail_per_person_with_all_that_is_unanswered() -> None:
    reminding.open_follow_up()
    assert enqueue(OPENING) == len(ASKED)
    found = {message.to_address: numbers(message) for message in outbox()}
    assert found == {address(role): rows for role, rows in ASKED.items()}
    first = mail_to("rektor.vuxenutbildningen")
    assert first.subject == "Tre svar till 26-punktsplanen, senast fredag 9 september"
    assert first.key == f"{first.user_id}/2022-08-29/1"
    assert first.reply_to == "controller@uppsala.example.org"
    assert first.from_header == '"Uppsala kommun, planer och uppföljning" <plan@example.org>'
    assert {item.step for message in outbox() for item in message.items} == {OPENED}


def test_a_second_run_writes_nothing() -> None:
    reminding.open_follow_up()
    enqueue(OPENING)
    assert enqueue(OPENING) == 0
    assert enqueue(OPENING + timedelta(hours=9)) == 0
    assert len(outbox()) == len(ASKED)


@pytest.mark.parametrize(
    "moment", ["2022-08-29T06:59", "2022-08-28T12:00", "2022-08-27T12:00", "2022-08-26T12:00"]
)
def test_nothing_before_seven_on_weekends_or_before_the_opening(moment: str) -> None:
    reminding.open_follow_up()
    assert enqueue(swedish(moment)) == 0
    assert outbox() == []


@pytest.mark.parametrize("state", [FollowUpState.PLANNED, FollowUpState.CLOSED, FollowUpState.DECIDED])
def test_only_open_follow_ups_are_reminded_of(state: FollowUpState) -> None:
    reminding.open_follow_up(state=state)
    assert enqueue(OPENING) == 0


def test_a_follow_up_without_dates_is_not_reminded_of() -> None:
    reminding.open_follow_up(answer_by=None)
    reminding.open_follow_up(as_of=date(2022, 9, 30), opens_on=None)
    assert enqueue(OPENING) == 0


def test_every_step_reaches_those_who_have_not_answered() -> None:
    follow_up = reminding.open_follow_up()
    enqueue(OPENING)
    sent_all()
    reminding.answer(follow_up, "8")
    reminding.answer(follow_up, "10")
    for day, subject in (
        ("2022-09-02", "Två svar till 26-punktsplanen, senast fredag 9 september"),
        ("2022-09-08", "Två svar till 26-punktsplanen, senast fredag 9 september"),
        ("2022-09-12", "Två svar till 26-punktsplanen saknas fortfarande"),
    ):
        assert enqueue(swedish(f"{day}T07:00")) == len(ASKED) - 1
        newest = mail_to("rektor.vuxenutbildningen")
        assert (newest.send_on.isoformat(), newest.subject) == (day, subject)
        assert numbers(newest) == ["1a", "1b"]
        sent_all()
    assert enqueue(swedish("2022-09-13T07:00")) == 0
    assert mail_to("omradeschef.arbetsmarknad").send_on == date(2022, 8, 29)


def test_after_downtime_the_newest_is_sent_and_the_missed_ones_are_noted() -> None:
    reminding.open_follow_up()
    enqueue(swedish("2022-09-12T09:30"))
    of_25 = {step: state for number, step, state in reminding.said() if number == "25"}
    assert of_25 == {DAY_AFTER: "PENDING", OPENED: "-", WEEK_BEFORE: "-", DAY_BEFORE: "-"}


def test_a_mail_that_still_waits_is_replaced_by_the_next_step() -> None:
    reminding.open_follow_up()
    enqueue(OPENING)
    assert enqueue(swedish("2022-09-02T07:00")) == len(ASKED)
    old, new = [m for m in outbox() if m.to_address == address("rektor.vuxenutbildningen")]
    assert (old.state, new.state) == (MessageState.SUPERSEDED, MessageState.PENDING)
    assert old.reason
    assert {item.step for item in new.items} == {WEEK_BEFORE}


def test_a_mail_that_waits_over_night_is_written_in_the_words_of_the_new_day() -> None:
    reminding.open_follow_up(answer_by=date(2022, 9, 7))
    enqueue(swedish("2022-09-06T07:00"))
    assert "Svara senast i morgon, onsdag 7 september." in mail_to("ekonomichef").text
    enqueue(swedish("2022-09-07T07:00"))
    newest = mail_to("ekonomichef")
    assert "Svara senast i dag, onsdag 7 september." in newest.text
    assert [(item.step, item.series) for item in newest.items] == [(DAY_BEFORE, 2)]
    assert reminding.states().count(MessageState.PENDING) == len(ASKED)


def test_a_withdrawn_mail_is_written_anew_but_not_without_end() -> None:
    reminding.open_follow_up()
    for _ in range(8):
        enqueue(OPENING)
        for message in outbox():
            message.state = MessageState.CANCELLED
        db.session.commit()
    to_one = [m.key for m in outbox() if m.to_address == address("ekonomichef")]
    assert [key.rsplit("/", 1)[1] for key in to_one] == ["1", "2", "3", "4", "5"]


def test_at_most_one_mail_a_day_to_a_person() -> None:
    reminding.open_follow_up()
    enqueue(OPENING)
    sent_all()
    row = responsibility("22")
    row.owner_id = person("rektor.vuxenutbildningen").id
    db.session.commit()
    assert enqueue(OPENING + timedelta(hours=2)) == 0
    assert enqueue(OPENING + timedelta(days=1)) == 1
    assert numbers(mail_to("rektor.vuxenutbildningen")) == ["22"]


def test_two_plans_come_in_one_mail() -> None:
    reminding.open_follow_up()
    reminding.open_follow_up(as_of=date(2022, 9, 30), answer_by=date(2022, 9, 7))
    assert enqueue(OPENING) == len(ASKED)
    message = mail_to("ekonomichef")
    assert numbers(message) == ["22", "22"]
    assert message.subject == "Två svar till 26-punktsplanen, senast onsdag 7 september"


def test_the_deputy_is_asked_when_the_owner_has_left() -> None:
    reminding.open_follow_up()
    person("rektor.vuxenutbildningen").active = False
    db.session.commit()
    enqueue(OPENING)
    message = mail_to("rektor.sfi")
    assert numbers(message) == ["1a", "1b", "8"]
    assert "Du får mejlet för att du är ersättare i 26-punktsplanen." in message.text


def test_an_activity_that_nobody_can_be_asked_about_is_told() -> None:
    reminding.open_follow_up()
    person("ekonomichef").email = "två adresser@example.org, a@example.org"
    person("utvecklingschef").active = False
    responsibility("25").owner_id = None
    for number in ("22", "23", "25"):
        responsibility(number).deputy_id = None
    db.session.commit()
    assert enqueue(OPENING) == len(ASKED) - 3
    assert unreachable_rows() == [f"26-punktsplan {number}" for number in ("22", "23", "25")]


def test_the_database_holds_only_the_hash_of_a_token() -> None:
    reminding.open_follow_up()
    enqueue(OPENING)
    links = db.session.scalars(select(AnswerLink).order_by(AnswerLink.id)).all()
    assert len(links) == sum(map(len, ASKED.values()))
    assert {len(link.token_hash) for link in links} == {64}
    assert {link.expires_at for link in links} == {OPENING + timedelta(days=60)}
    for message in outbox():
        assert "/svara/" not in message.text + message.html
        for item in message.items:
            assert f"{{{{link:{item.id}}}}}" in message.text


def test_the_plan_for_a_day_is_what_is_written_on_it() -> None:
    reminding.open_follow_up()
    planned = {
        mail.user.email: [row.matter.responsibility.activity.number for row in mail.rows]
        for mail in plan_mails(date(2022, 8, 29))
    }
    assert db.session.scalar(select(func.count()).select_from(MessageItem)) == 0
    enqueue(OPENING)
    assert planned == {message.to_address: numbers(message) for message in outbox()}
    assert plan_mails(date(2022, 8, 28)) == []


def test_several_processes_at_once_write_each_mail_once(any_app: Flask) -> None:
    reminding.open_follow_up()
    start = threading.Barrier(4)
    faults: list[BaseException] = []

    def run() -> None:
        try:
            with any_app.app_context():
                start.wait(timeout=10)
                enqueue(OPENING)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    assert len(outbox()) == len(ASKED)


def test_free_days_hold_the_eves_that_are_free_in_practice() -> None:
    assert {date(2022, 6, 24), date(2022, 12, 24), date(2022, 12, 31), date(2022, 6, 6)} <= free_days(2022)
    assert date(2022, 8, 29) not in free_days(2022)
    assert {date(2022, 12, 26), date(2023, 1, 6)} <= free_days_around(date(2022, 12, 28))


def move_last_day(follow_up_id: int, answer_by: date) -> None:
    db.session.get_one(FollowUp, follow_up_id).answer_by = answer_by
    db.session.commit()


def test_the_last_day_can_be_moved_and_the_steps_follow() -> None:
    follow_up = reminding.open_follow_up()
    enqueue(OPENING)
    sent_all()
    move_last_day(follow_up, date(2022, 9, 16))
    assert enqueue(swedish("2022-09-02T07:00")) == 0
    assert enqueue(swedish("2022-09-09T07:00")) == len(ASKED)


def test_a_last_day_moved_on_after_the_day_before_is_reminded_of_anew() -> None:
    follow_up = reminding.open_follow_up()
    for day in ("2022-08-29", "2022-09-02", "2022-09-08"):
        assert enqueue(swedish(f"{day}T07:00")) == len(ASKED)
        sent_all()
    move_last_day(follow_up, date(2022, 10, 14))
    assert enqueue(swedish("2022-09-12T07:00")) == 0
    for day, step in (
        ("2022-10-07", WEEK_BEFORE),
        ("2022-10-13", DAY_BEFORE),
        ("2022-10-17", DAY_AFTER),
    ):
        assert enqueue(swedish(f"{day}T07:00")) == len(ASKED)
        assert enqueue(swedish(f"{day}T08:00")) == 0
        newest = mail_to("ekonomichef")
        assert [(item.step, item.step_on.isoformat(), item.series) for item in newest.items] == [
            (step, day, 1)
        ]
        sent_all()
    assert "fredag 14 oktober" in next(m.text for m in outbox() if m.send_on == date(2022, 10, 7))


def test_the_same_step_of_the_same_day_is_stored_once() -> None:
    follow_up = reminding.open_follow_up()
    enqueue(OPENING)
    first = mail_to("ekonomichef").items[0]
    told = {
        "kind": first.kind,
        "identity": first.identity,
        "plan_id": first.plan_id,
        "follow_up_id": follow_up,
        "responsibility_id": first.responsibility_id,
        "user_id": first.user_id,
        "step": first.step,
        "counted_from": first.counted_from,
        "created_at": OPENING,
    }
    db.session.add(MessageItem(**told, step_on=date(2022, 8, 30)))
    db.session.commit()
    db.session.add(MessageItem(**told, step_on=first.step_on))
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()
