"""When reminders are due: the dates of the steps, and the promises for any schedule and any run pattern."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.domain.calendar import is_working_day
from tracker.domain.reminders import LAST_DAYS, Due, Schedule, due, schedule, sending_day
from tracker.domain.terms import Step

FREE = frozenset({date(2022, 6, 6), date(2022, 6, 24), date(2022, 12, 26)})


def dates(opens_on: date, answer_by: date) -> dict[Step, date]:
    return {occasion.step: occasion.on for occasion in schedule(opens_on, answer_by, FREE).occasions}


def test_the_steps_of_the_autumn_follow_up() -> None:
    assert dates(date(2022, 8, 29), date(2022, 9, 9)) == {
        Step.OPENED: date(2022, 8, 29),
        Step.WEEK_BEFORE: date(2022, 9, 2),
        Step.DAY_BEFORE: date(2022, 9, 8),
        Step.DAY_AFTER: date(2022, 9, 12),
    }


def test_a_step_on_a_free_day_moves_back_but_the_opening_and_the_day_after_move_forward() -> None:
    # Opens on a Saturday; a week before is Sunday 5 June, the day before is Saturday 11, the day after Monday.
    assert dates(date(2022, 5, 21), date(2022, 6, 12)) == {
        Step.OPENED: date(2022, 5, 23),
        Step.WEEK_BEFORE: date(2022, 6, 3),
        Step.DAY_BEFORE: date(2022, 6, 10),
        Step.DAY_AFTER: date(2022, 6, 13),
    }
    # Answers by midsommarafton: the day after is a Saturday, the next working day the Monday.
    assert dates(date(2022, 6, 6), date(2022, 6, 24))[Step.OPENED] == date(2022, 6, 7)
    assert dates(date(2022, 6, 6), date(2022, 6, 24))[Step.DAY_AFTER] == date(2022, 6, 27)


def test_nothing_is_due_before_the_opening() -> None:
    planned = schedule(date(2022, 8, 29), date(2022, 9, 2), FREE)
    assert due(planned, date(2022, 8, 26), [], owes=True) == Due(None)


def test_a_week_before_that_lies_before_the_opening_never_replaces_the_opening() -> None:
    planned = schedule(date(2022, 8, 29), date(2022, 9, 2), FREE)
    assert due(planned, date(2022, 8, 29), [], owes=True) == Due(Step.OPENED, (Step.WEEK_BEFORE,))


def test_of_two_steps_on_one_day_the_newer_one_is_sent() -> None:
    planned = schedule(date(2022, 9, 2), date(2022, 9, 9), FREE)
    assert due(planned, date(2022, 9, 2), [], owes=True) == Due(Step.WEEK_BEFORE, (Step.OPENED,))


def test_after_downtime_only_the_newest_is_sent_and_the_missed_one_noted() -> None:
    planned = schedule(date(2022, 8, 22), date(2022, 9, 9), FREE)
    today = date(2022, 9, 8)
    assert due(planned, today, [Step.OPENED], owes=True) == Due(Step.DAY_BEFORE, (Step.WEEK_BEFORE,))
    recorded = [Step.OPENED, Step.DAY_BEFORE, Step.WEEK_BEFORE]
    assert due(planned, today, recorded, owes=True) == Due(None)


def test_a_withdrawn_step_is_sent_anew_and_not_noted_twice() -> None:
    planned = schedule(date(2022, 8, 22), date(2022, 9, 9), FREE)
    opened = {"released": [Step.OPENED]}
    assert due(planned, date(2022, 8, 23), [], owes=True, **opened) == Due(Step.OPENED)
    assert due(planned, date(2022, 9, 2), [], owes=True, **opened) == Due(Step.WEEK_BEFORE)


def test_a_month_after_the_last_day_nothing_is_sent_any_more() -> None:
    planned = schedule(date(2022, 8, 22), date(2022, 9, 9), FREE)
    last = date(2022, 9, 9) + timedelta(days=LAST_DAYS)
    assert due(planned, last, [], owes=True).send is Step.DAY_AFTER
    assert due(planned, last + timedelta(days=1), [], owes=True) == Due(None, tuple(Step))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2022-09-05T04:59:59", None),  # 06:59:59 in summer time
        ("2022-09-05T05:00:00", date(2022, 9, 5)),
        ("2022-12-05T05:59:59", None),  # 06:59:59 in winter time
        ("2022-12-05T06:00:00", date(2022, 12, 5)),
        ("2022-09-05T21:59:59", date(2022, 9, 5)),
        ("2022-09-05T22:30:00", None),  # half past midnight on Tuesday
        ("2022-09-10T10:00:00", None),  # Saturday
        ("2022-06-24T10:00:00", None),  # midsommarafton
        ("2022-10-31T06:00:00", date(2022, 10, 31)),  # the day after the clocks went back
    ],
)
def test_mails_leave_on_working_days_from_seven(moment: str, day: date | None) -> None:
    assert sending_day(datetime.fromisoformat(moment).replace(tzinfo=UTC), FREE) == day


days = st.dates(date(2024, 1, 1), date(2036, 12, 31))


@dataclass
class Diary:
    """What one person has been sent and what was noted about one activity, as the outbox would keep it."""

    sent: list[tuple[date, Step]] = field(default_factory=list)
    noted: list[Step] = field(default_factory=list)

    def run(self, planned: Schedule, today: date, *, owes: bool) -> None:
        found = due(planned, today, [*(step for _, step in self.sent), *self.noted], owes=owes)
        self.noted += found.superseded
        if found.send:
            self.sent.append((today, found.send))

    @property
    def steps(self) -> list[Step]:
        return [step for _, step in self.sent] + self.noted


@st.composite
def histories(draw: st.DrawFn) -> tuple[Schedule, frozenset[date], list[date], date | None]:
    """A schedule, free days, the days of the runs in any order (missed, repeated, clock back), and the answer."""
    opens_on = draw(days)
    answer_by = opens_on + timedelta(days=draw(st.integers(0, 60)))
    free = frozenset(opens_on + timedelta(days=n) for n in draw(st.sets(st.integers(-12, 90), max_size=12)))
    offsets = draw(st.lists(st.integers(-20, 120), max_size=60))
    runs = [opens_on + timedelta(days=offset) for offset in offsets]
    if draw(st.booleans()):
        runs.sort()
    answered = draw(st.none() | st.integers(-5, 90).map(lambda n: opens_on + timedelta(days=n)))
    return schedule(opens_on, answer_by, free), free, runs, answered


@settings(max_examples=1000, deadline=None)
@given(histories())
def test_whatever_the_runs_nothing_is_doubled_early_late_or_unrecorded(
    history: tuple[Schedule, frozenset[date], list[date], date | None],
) -> None:
    planned, free, runs, answered = history
    on = {occasion.step: occasion.on for occasion in planned.occasions}
    diary = Diary()
    has_answered = False
    for today in runs:
        if not is_working_day(today, free):
            continue
        # An answer is not taken back when the clock is.
        has_answered = has_answered or (answered is not None and today >= answered)
        before = list(diary.steps)
        diary.run(planned, today, owes=not has_answered)
        if has_answered:
            assert diary.steps == before, "nothing happens after the answer"
        elif on[Step.OPENED] <= today <= planned.ends_on:
            come = [occasion.step for occasion in planned.occasions if occasion.on <= today]
            assert set(come) <= set(diary.steps), "every step that has come is sent or noted"
            if come[-1] not in before:
                assert diary.sent[-1] == (today, come[-1]), "the newest step is never lost"
    assert len(diary.steps) == len(set(diary.steps)), "no step twice"
    for day, step in diary.sent:
        assert on[Step.OPENED] <= day and on[step] <= day <= planned.ends_on
        assert is_working_day(day, free)


@settings(max_examples=500, deadline=None)
@given(histories())
def test_run_every_day_without_an_answer_each_step_is_sent_on_its_own_day_or_noted(
    history: tuple[Schedule, frozenset[date], list[date], date | None],
) -> None:
    planned, free, _, _ = history
    diary = Diary()
    first = planned.occasions[0].on - timedelta(days=3)
    for offset in range((planned.ends_on - first).days + 10):
        today = first + timedelta(days=offset)
        if is_working_day(today, free):
            diary.run(planned, today, owes=True)
            diary.run(planned, today, owes=True)
    assert sorted(diary.steps) == sorted(Step)
    by_day = {occasion.on: occasion.step for occasion in planned.occasions}  # the newest of a day wins
    opening = next(occasion.on for occasion in planned.occasions if occasion.step is Step.OPENED)
    assert diary.sent == [(day, step) for day, step in sorted(by_day.items()) if day >= opening]
