"""The coordinator reminds those who have not answered, besides the schedule."""

from datetime import date

import pytest

from tests import reminding
from tests.reminding import ASKED, OPENING, mail_to, outbox, swedish
from tracker.domain.terms import FollowUpState
from tracker.services.refusal import Refusal
from tracker.services.reminders.settings.ask_now import ask_now
from tracker.services.reminders.tick import work

WEDNESDAY = swedish("2022-08-31T13:00")


def test_whoever_has_not_answered_is_reminded_once() -> None:
    follow_up_id = reminding.open_follow_up()
    work(OPENING)
    reminding.answer(follow_up_id, "22")
    for _ in range(2):
        ask_now(follow_up_id, today=WEDNESDAY.date())
        work(WEDNESDAY)
    asked = [mail for mail in outbox() if mail.send_on == WEDNESDAY.date()]
    assert len(asked) == len(ASKED) - 1
    assert {item.step.code for mail in asked for item in mail.items} == {"ASKED"}
    work(swedish("2022-09-02T07:00"))
    assert mail_to("utvecklingschef").send_on == date(2022, 9, 2), "the schedule goes on"


def test_who_has_had_a_mail_today_is_not_reminded_again() -> None:
    follow_up_id = reminding.open_follow_up()
    work(OPENING)
    ask_now(follow_up_id, today=OPENING.date())
    work(OPENING.replace(hour=12))
    assert len(outbox()) == len(ASKED)


def test_before_it_opens_nobody_can_be_asked() -> None:
    follow_up_id = reminding.open_follow_up()
    with pytest.raises(Refusal, match="öppnar 29 augusti"):
        ask_now(follow_up_id, today=date(2022, 8, 26))


def test_without_days_nobody_can_be_asked() -> None:
    follow_up_id = reminding.open_follow_up(opens_on=None, answer_by=None)
    with pytest.raises(Refusal, match="saknar datum"):
        ask_now(follow_up_id, today=date(2022, 8, 31))


def test_a_closed_follow_up_asks_nobody() -> None:
    follow_up_id = reminding.open_follow_up(state=FollowUpState.CLOSED)
    with pytest.raises(Refusal):
        ask_now(follow_up_id, today=date(2022, 8, 31))
