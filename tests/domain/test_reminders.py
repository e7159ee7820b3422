"""When reminders are due: the dates of the steps, and the promises for any schedule and any run pattern."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.domain.calendar import is_working_day
from tracker.domain.reminders import LAST_DAYS, Due, Occasion, Schedule, due, schedule, sending_day
from tracker.domain.terms import Step

FREE = frozenset({date(2022, 6, 6), date(2022, 6, 24), date(2022, 12, 26)})


def at(planned: Schedule, *steps: Step) -> tuple[Occasion, ...]:
    """The occasions of these steps, in this order."""
    by_step = {occasion.step: occasion for occasion in planned.occasions}
    return tuple(by_step[step] for step in steps)


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
    [opened, week_before] = at(planned, Step.OPENED, Step.WEEK_BEFORE)
    assert due(planned, date(2022, 8, 29), [], owes=True) == Due(opened, (week_before,))


def test_of_two_steps_on_one_day_the_newer_one_is_sent() -> None:
    planned = schedule(date(2022, 9, 2), date(2022, 9, 9), FREE)
    [opened, week_before] = at(planned, Step.OPENED, Step.WEEK_BEFORE)
    assert due(planned, date(2022, 9, 2), [], owes=True) == Due(week_before, (opened,))


def test_after_downtime_only_the_newest_is_sent_and_the_missed_one_noted() -> None:
    planned = schedule(date(2022, 8, 22), date(2022, 9, 9), FREE)
    [opened, week_before, day_before] = at(planned, Step.OPENED, Step.WEEK_BEFORE, Step.DAY_BEFORE)
    today = date(2022, 9, 8)
    assert due(planned, today, [opened], owes=True) == Due(day_before, (week_before,))
    assert due(planned, today, [opened, day_before, week_before], owes=True) == Due(None)


def test_a_withdrawn_step_is_sent_anew_and_not_noted_twice() -> None:
    planned = schedule(date(2022, 8, 22), date(2022, 9, 9), FREE)
    [opened, week_before] = at(planned, Step.OPENED, Step.WEEK_BEFORE)
    assert due(planned, date(2022, 8, 23), [], owes=True, released=[opened]) == Due(opened)
    assert due(planned, date(2022, 9, 2), [], owes=True, released=[opened]) == Due(week_before)


def test_a_month_after_the_last_day_nothing_is_sent_any_more() -> None:
    planned = schedule(date(2022, 8, 22), date(2022, 9, 9), FREE)
    last = date(2022, 9, 9) + timedelta(days=LAST_DAYS)
    assert due(planned, last, [], owes=True).send == at(planned, Step.DAY_AFTER)[0]
    assert due(planned, last + timedelta(days=1), [], owes=True) == Due(None, at(planned, *Step))


def test_when_the_last_day_is_moved_on_its_steps_are_said_again_on_their_new_days() -> None:
    first = schedule(date(2026, 9, 28), date(2026, 10, 16), FREE)
    moved = schedule(date(2026, 9, 28), date(2026, 11, 13), FREE)
    recorded = list(at(first, Step.OPENED, Step.WEEK_BEFORE, Step.DAY_BEFORE))
    sent = []
    for offset in range(40):
        today = date(2026, 10, 16) + timedelta(days=offset)
        found = due(moved, today, recorded, owes=True)
        if found.send:
            sent.append((today, found.send.step))
            recorded.append(found.send)
    assert sent == [
        (date(2026, 11, 6), Step.WEEK_BEFORE),
        (date(2026, 11, 12), Step.DAY_BEFORE),
        (date(2026, 11, 16), Step.DAY_AFTER),
    ]


def test_when_a_day_is_moved_back_into_the_past_nothing_is_repeated_because_of_it() -> None:
    first = schedule(date(2022, 8, 29), date(2022, 9, 16), FREE)
    recorded = list(at(first, Step.OPENED))
    earlier_opening = schedule(date(2022, 8, 25), date(2022, 9, 16), FREE)
    assert due(earlier_opening, date(2022, 9, 1), recorded, owes=True) == Due(None)
    # An earlier last day: its newest step has come already, and has never been said.
    earlier_end = schedule(date(2022, 8, 29), date(2022, 9, 6), FREE)
    [day_before, week_before] = at(earlier_end, Step.DAY_BEFORE, Step.WEEK_BEFORE)
    assert due(earlier_end, date(2022, 9, 5), recorded, owes=True) == Due(day_before, (week_before,))


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

    sent: list[tuple[date, Occasion]] = field(default_factory=list)
    noted: list[Occasion] = field(default_factory=list)

    def run(self, planned: Schedule, today: date, *, owes: bool) -> None:
        found = due(planned, today, self.occasions, owes=owes)
        self.noted += found.superseded
        if found.send:
            self.sent.append((today, found.send))

    @property
    def occasions(self) -> list[Occasion]:
        return [occasion for _, occasion in self.sent] + self.noted

    def knows(self, occasion: Occasion) -> bool:
        """Whether the step was sent or noted, for its day or a later one."""
        return any(one.step is occasion.step and one.on >= occasion.on for one in self.occasions)


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
    [opening] = at(planned, Step.OPENED)
    diary = Diary()
    has_answered = False
    for today in runs:
        if not is_working_day(today, free):
            continue
        # An answer is not taken back when the clock is.
        has_answered = has_answered or (answered is not None and today >= answered)
        before = list(diary.occasions)
        diary.run(planned, today, owes=not has_answered)
        if has_answered:
            assert diary.occasions == before, "nothing happens after the answer"
        elif opening.on <= today <= planned.ends_on:
            come = [occasion for occasion in planned.occasions if occasion.on <= today]
            assert set(come) <= set(diary.occasions), "every step that has come is sent or noted"
            if come[-1] not in before:
                assert diary.sent[-1] == (today, come[-1]), "the newest step is never lost"
    steps = [occasion.step for occasion in diary.occasions]
    assert len(steps) == len(set(steps)), "no step twice"
    for day, occasion in diary.sent:
        assert opening.on <= day and occasion.on <= day <= planned.ends_on
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
    assert sorted(diary.occasions) == list(planned.occasions)
    by_day = {occasion.on: occasion for occasion in planned.occasions}  # the newest of a day wins
    [opening] = at(planned, Step.OPENED)
    assert diary.sent == [(day, one) for day, one in sorted(by_day.items()) if day >= opening.on]


@settings(max_examples=1000, deadline=None)
@given(
    opens_on=days,
    lengths=st.lists(st.integers(0, 60), min_size=2, max_size=5),
    moves=st.lists(st.integers(-5, 70), min_size=4, max_size=4),
    downtime=st.sets(st.integers(-5, 150), max_size=40),
)
def test_however_often_the_last_day_is_moved_what_lies_ahead_is_said_and_nothing_twice(
    opens_on: date, lengths: list[int], moves: list[int], downtime: set[int]
) -> None:
    schedules = [schedule(opens_on, opens_on + timedelta(days=length), FREE) for length in lengths]
    moved_on = sorted(opens_on + timedelta(days=offset) for offset in moves)
    diary = Diary()
    for offset in range(-5, 150):
        today = opens_on + timedelta(days=offset)
        number = min(sum(day <= today for day in moved_on), len(schedules) - 1)
        planned = schedules[number]
        if offset in downtime or not is_working_day(today, FREE):
            continue
        before = list(diary.sent)
        diary.run(planned, today, owes=True)
        diary.run(planned, today, owes=True)
        new = diary.sent[len(before) :]
        assert len(new) <= 1, "one thing a day"
        come = [occasion for occasion in planned.occasions if occasion.on <= today]
        assert all(occasion == come[-1] for _, occasion in new), "only the newest that has come"
        [opening] = at(planned, Step.OPENED)
        if opening.on <= today <= planned.ends_on:
            assert all(diary.knows(occasion) for occasion in come)
            if come[-1].on == today:
                assert new == [(today, come[-1])], (
                    "a step whose day has come is said on it, whatever was said"
                )
    occasions = [occasion for _, occasion in diary.sent]
    assert len(occasions) == len(set(occasions)), "nothing twice for the same day"
    assert len(diary.occasions) == len(set(diary.occasions))
