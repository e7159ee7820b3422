"""The days of the steps: what moves over free days and which way, stoppdatum, July, lists, and the other kinds."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.reminders.days import FREE, dates
from tracker.domain.calendar import is_working_day
from tracker.domain.reminders.rules import CountedFrom, ListTo, ReminderRules
from tracker.domain.reminders.schedule import (
    FollowUpDays,
    free_for,
    of_assignment,
    of_follow_up,
    of_list,
    of_news,
    of_review,
    of_value,
)
from tracker.domain.reminders.steps import (
    DAY_AFTER,
    DAY_BEFORE,
    DUE,
    OPENED,
    TOLD,
    WEEK_BEFORE,
    Occasion,
    Step,
    after,
    before,
)

AUTUMN = FollowUpDays(date(2022, 8, 29), date(2022, 9, 9), papers_by=date(2022, 9, 21))


def test_the_steps_of_the_autumn_follow_up() -> None:
    assert dates(date(2022, 8, 29), date(2022, 9, 9)) == {
        OPENED: date(2022, 8, 29),
        WEEK_BEFORE: date(2022, 9, 2),
        DAY_BEFORE: date(2022, 9, 8),
        DAY_AFTER: date(2022, 9, 12),
    }


def test_a_step_on_a_free_day_moves_back_but_the_opening_and_the_days_after_move_forward() -> None:
    # Opens on a Saturday; a week before is Sunday 5 June, the day before is Saturday 11, the day after Monday.
    assert dates(date(2022, 5, 21), date(2022, 6, 12)) == {
        OPENED: date(2022, 5, 23),
        WEEK_BEFORE: date(2022, 6, 3),
        DAY_BEFORE: date(2022, 6, 10),
        DAY_AFTER: date(2022, 6, 13),
    }
    # Answers by midsommarafton: the day after is a Saturday, the next working day the Monday.
    assert dates(date(2022, 6, 6), date(2022, 6, 24))[OPENED] == date(2022, 6, 7)
    assert dates(date(2022, 6, 6), date(2022, 6, 24))[DAY_AFTER] == date(2022, 6, 27)


def test_a_coordinator_may_choose_other_days_and_no_opening_mail() -> None:
    chosen = dates(date(2022, 8, 1), date(2022, 9, 9), opening=False, before=(14, 3), after=(1, 7))
    assert chosen == {
        before(14): date(2022, 8, 26),
        before(3): date(2022, 9, 6),
        DAY_AFTER: date(2022, 9, 12),
        after(7): date(2022, 9, 16),
    }


def test_counted_from_stoppdatum_the_steps_follow_that_day() -> None:
    rules = ReminderRules(counted_from=CountedFrom.PAPERS_BY)
    planned = of_follow_up(AUTUMN, rules, FREE)
    assert {one.step: one.on for one in planned.occasions} == {
        OPENED: date(2022, 8, 29),
        WEEK_BEFORE: date(2022, 9, 14),
        DAY_BEFORE: date(2022, 9, 20),
        DAY_AFTER: date(2022, 9, 22),
    }
    without = FollowUpDays(AUTUMN.opens_on, AUTUMN.answer_by)
    assert of_follow_up(without, rules, FREE) == of_follow_up(without, ReminderRules(), FREE)


def test_a_plan_that_rests_in_july_moves_its_steps_out_of_it() -> None:
    rules = ReminderRules(not_in_july=True)
    days = FollowUpDays(date(2022, 7, 4), date(2022, 7, 29))
    free = free_for(rules, FREE, days.opens_on)
    assert {one.step: one.on for one in of_follow_up(days, rules, free).occasions} == {
        OPENED: date(2022, 8, 1),
        WEEK_BEFORE: date(2022, 6, 30),
        DAY_BEFORE: date(2022, 6, 30),
        DAY_AFTER: date(2022, 8, 1),
    }
    assert [rules.rests_on(date(2022, month, 15)) for month in (6, 7, 8)] == [False, True, False]
    assert not ReminderRules().rests_on(date(2022, 7, 15))


def test_the_list_comes_after_the_last_step_and_never_before_the_last_day_to_answer() -> None:
    listed = of_list(AUTUMN, ReminderRules(list_after=3), FREE)
    assert listed is not None and listed.occasions == (Occasion(date(2022, 9, 15), TOLD),)
    early = of_list(AUTUMN, ReminderRules(before=(), after=(), list_after=1), FREE)
    assert early is not None and early.begins_on == date(2022, 9, 12)
    assert of_list(AUTUMN, ReminderRules(list_to=ListTo.NOBODY), FREE) is None


def test_asked_by_hand_the_list_does_not_wait_longer() -> None:
    by_hand = FollowUpDays(AUTUMN.opens_on, AUTUMN.answer_by, asked_on=date(2022, 9, 30))
    listed = of_list(by_hand, ReminderRules(), FREE)
    assert listed is not None and listed.begins_on == date(2022, 9, 15)


def test_a_review_is_asked_for_every_year_and_once_more_a_month_later() -> None:
    first = of_review(date(2021, 9, 6), date(2022, 9, 6), FREE)
    assert first.occasions == (Occasion(date(2022, 9, 6), DUE), Occasion(date(2022, 10, 6), after(30)))
    third = of_review(date(2021, 9, 6), date(2024, 12, 1), FREE)
    assert third.occasions[0].on == date(2024, 9, 5)


def test_a_value_is_asked_for_when_it_is_due_and_two_weeks_later() -> None:
    # 30 September is a Friday, two weeks later too; a Saturday moves on to the Monday.
    assert [one.on for one in of_value(date(2022, 9, 30), FREE).occasions] == [
        date(2022, 9, 30),
        date(2022, 10, 14),
    ]
    assert of_value(date(2022, 10, 1), FREE).begins_on == date(2022, 10, 3)


def test_an_uppdrag_is_reminded_of_before_its_own_day() -> None:
    planned = of_assignment(date(2022, 9, 30), (30, 7), FREE)
    assert planned.occasions == (
        Occasion(date(2022, 8, 31), before(30)),
        Occasion(date(2022, 9, 23), before(7)),
    )


def test_news_of_a_saturday_is_told_on_monday() -> None:
    assert of_news(date(2022, 9, 3), FREE).occasions == (Occasion(date(2022, 9, 5), TOLD),)


@settings(max_examples=300, deadline=None)
@given(
    opens_on=st.dates(date(2024, 1, 1), date(2036, 12, 31)),
    length=st.integers(0, 60),
    numbers=st.lists(st.integers(1, 60), max_size=5, unique=True).map(tuple),
    july=st.booleans(),
)
def test_every_step_lies_on_a_working_day(
    opens_on: date, length: int, numbers: tuple[int, ...], july: bool
) -> None:
    rules = ReminderRules(before=numbers, after=(1, 14), not_in_july=july)
    days = FollowUpDays(opens_on, opens_on + timedelta(days=length))
    free = free_for(rules, FREE, days.opens_on, days.answer_by)
    listed = of_list(days, rules, free)
    assert listed is not None
    for occasion in (*of_follow_up(days, rules, free).occasions, *listed.occasions):
        assert is_working_day(occasion.on, free)
        assert not (july and occasion.on.month == 7)


@pytest.mark.parametrize(
    "code", ["OPENED", "WEEK_BEFORE", "DAY_BEFORE", "DAY_AFTER", "BEFORE_14", "AFTER_30", "TOLD"]
)
def test_a_step_is_read_from_its_code(code: str) -> None:
    assert Step.from_code(code).code == code


@pytest.mark.parametrize("code", ["", "BEFORE", "AFTER_0", "BEFORE_1000", "BEFORE_x", "opened", "SOON"])
def test_any_other_word_is_no_step(code: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Step.from_code(code)
