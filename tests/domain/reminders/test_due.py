"""When reminders are due: the promises for any schedule, any edit of it and any run pattern."""

import os
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.reminders.days import FREE, at, of
from tracker.domain.calendar import is_working_day
from tracker.domain.reminders.due import Due, Said, due, sending_day
from tracker.domain.reminders.rules import CountedFrom, ReminderRules
from tracker.domain.reminders.schedule import FollowUpDays, Schedule, free_for, of_follow_up
from tracker.domain.reminders.steps import (
    ASKED,
    DAY_AFTER,
    DAY_BEFORE,
    OPENED,
    WEEK_BEFORE,
    Occasion,
    before,
)

#: Plans and run patterns that are tried: a slice here, all of them by `make torture`.
EXAMPLES = int(os.environ.get("TORTURE_EXAMPLES", "1000"))


def said(planned: Schedule, *occasions: Occasion) -> list[Said]:
    return [Said(occasion, planned.counted_from) for occasion in occasions]


def test_nothing_is_due_before_the_opening() -> None:
    planned = of(date(2022, 8, 29), date(2022, 9, 2))
    assert due(planned, date(2022, 8, 26), [], owes=True) == Due(None)


def test_a_week_before_that_lies_before_the_opening_never_replaces_the_opening() -> None:
    planned = of(date(2022, 8, 29), date(2022, 9, 2))
    [opened, week_before] = at(planned, OPENED, WEEK_BEFORE)
    assert due(planned, date(2022, 8, 29), [], owes=True) == Due(opened, (week_before,))


def test_of_two_steps_on_one_day_the_newer_one_is_sent() -> None:
    planned = of(date(2022, 9, 2), date(2022, 9, 9))
    [opened, week_before] = at(planned, OPENED, WEEK_BEFORE)
    assert due(planned, date(2022, 9, 2), [], owes=True) == Due(week_before, (opened,))


def test_after_downtime_only_the_newest_is_sent_and_the_missed_one_noted() -> None:
    planned = of(date(2022, 8, 22), date(2022, 9, 9))
    [opened, week_before, day_before] = at(planned, OPENED, WEEK_BEFORE, DAY_BEFORE)
    today = date(2022, 9, 8)
    assert due(planned, today, said(planned, opened), owes=True) == Due(day_before, (week_before,))
    assert due(planned, today, said(planned, opened, day_before, week_before), owes=True) == Due(None)


def test_a_withdrawn_step_is_sent_anew_and_not_noted_twice() -> None:
    planned = of(date(2022, 8, 22), date(2022, 9, 9))
    [opened, week_before] = at(planned, OPENED, WEEK_BEFORE)
    withdrawn = said(planned, opened)
    assert due(planned, date(2022, 8, 23), [], owes=True, released=withdrawn) == Due(opened)
    assert due(planned, date(2022, 9, 2), [], owes=True, released=withdrawn) == Due(week_before)


def test_a_month_after_the_last_step_nothing_is_sent_any_more() -> None:
    planned = of(date(2022, 8, 22), date(2022, 9, 9))
    last = date(2022, 9, 12) + timedelta(days=30)
    assert due(planned, last, [], owes=True).send == at(planned, DAY_AFTER)[0]
    assert due(planned, last + timedelta(days=1), [], owes=True) == Due(None, planned.occasions)


def test_when_the_last_day_is_moved_on_its_steps_are_said_again_on_their_new_days() -> None:
    first = of(date(2026, 9, 28), date(2026, 10, 16))
    moved = of(date(2026, 9, 28), date(2026, 11, 13))
    recorded = said(first, *at(first, OPENED, WEEK_BEFORE, DAY_BEFORE))
    sent = []
    for offset in range(40):
        today = date(2026, 10, 16) + timedelta(days=offset)
        found = due(moved, today, recorded, owes=True)
        if found.send:
            sent.append((today, found.send.step))
            recorded += said(moved, found.send)
    assert sent == [
        (date(2026, 11, 6), WEEK_BEFORE),
        (date(2026, 11, 12), DAY_BEFORE),
        (date(2026, 11, 16), DAY_AFTER),
    ]


def test_when_a_day_is_moved_back_into_the_past_nothing_is_repeated_because_of_it() -> None:
    first = of(date(2022, 8, 29), date(2022, 9, 16))
    recorded = said(first, *at(first, OPENED))
    earlier_opening = of(date(2022, 8, 25), date(2022, 9, 16))
    assert due(earlier_opening, date(2022, 9, 1), recorded, owes=True) == Due(None)
    # An earlier last day: its newest step has come already, and has never been said.
    earlier_end = of(date(2022, 8, 29), date(2022, 9, 6))
    [day_before, week_before] = at(earlier_end, DAY_BEFORE, WEEK_BEFORE)
    assert due(earlier_end, date(2022, 9, 5), recorded, owes=True) == Due(day_before, (week_before,))


def test_an_edited_schedule_brings_no_second_mail_about_a_day_that_has_had_one() -> None:
    first = of(date(2022, 8, 22), date(2022, 9, 9))
    recorded = said(first, *at(first, OPENED, WEEK_BEFORE))
    # Five days before is a Sunday and moves to the Friday on which a week before was said.
    edited = of(date(2022, 8, 22), date(2022, 9, 9), before=(5, 1))
    [five_before, day_before] = at(edited, before(5), DAY_BEFORE)
    assert five_before.on == date(2022, 9, 2)
    assert due(edited, date(2022, 9, 2), recorded, owes=True) == Due(None, (five_before,))
    assert due(edited, date(2022, 9, 8), recorded, owes=True).send == day_before


def test_asked_by_hand_everybody_who_has_not_had_a_mail_that_day_is_reminded() -> None:
    asked = FollowUpDays(date(2022, 8, 22), date(2022, 9, 9), asked_on=date(2022, 9, 5))
    planned = of_follow_up(asked, ReminderRules(), FREE)
    [opened, week_before] = at(planned, OPENED, WEEK_BEFORE)
    recorded = said(planned, opened, week_before)
    today = date(2022, 9, 5)
    by_hand = Occasion(today, ASKED)
    assert due(planned, today, recorded, owes=True) == Due(by_hand)
    assert due(planned, today, recorded + said(planned, by_hand), owes=True) == Due(None)
    assert due(planned, today, recorded + said(planned, Occasion(today, DAY_BEFORE)), owes=True).send is None


def test_asked_by_hand_long_after_the_last_step_a_mail_still_goes() -> None:
    planned = of_follow_up(
        FollowUpDays(date(2022, 8, 22), date(2022, 9, 9), asked_on=date(2022, 12, 1)), ReminderRules(), FREE
    )
    recorded = said(planned, *at(planned, OPENED, WEEK_BEFORE, DAY_BEFORE, DAY_AFTER))
    assert due(planned, date(2022, 12, 1), recorded, owes=True).send == Occasion(date(2022, 12, 1), ASKED)


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

    sent: list[tuple[date, Said]] = field(default_factory=list)
    noted: list[Said] = field(default_factory=list)

    def run(self, planned: Schedule, today: date, *, owes: bool) -> None:
        found = due(planned, today, self.everything, owes=owes)
        self.noted += said(planned, *found.superseded)
        if found.send:
            self.sent.append((today, Said(found.send, planned.counted_from)))

    @property
    def everything(self) -> list[Said]:
        return [one for _, one in self.sent] + self.noted

    @property
    def occasions(self) -> list[Occasion]:
        return [one.occasion for one in self.everything]

    def knows(self, occasion: Occasion) -> bool:
        """Whether the step was sent or noted, for its day or a later one."""
        return any(one.step == occasion.step and one.on >= occasion.on for one in self.occasions)

    def covers(self, planned: Schedule, occasion: Occasion) -> bool:
        """Whether a mail about the same last day has gone for that day or a later one."""
        return any(
            one.counted_from == planned.counted_from and one.occasion.on >= occasion.on
            for _, one in self.sent
        )


@st.composite
def rules(draw: st.DrawFn) -> ReminderRules:
    """Any schedule that a coordinator may choose."""
    lead = st.lists(st.integers(1, 45), max_size=4, unique=True).map(lambda n: tuple(sorted(n, reverse=True)))
    return ReminderRules(
        counted_from=draw(st.sampled_from(CountedFrom)),
        opening=draw(st.booleans()),
        before=draw(lead),
        after=draw(st.lists(st.integers(1, 30), max_size=3, unique=True).map(tuple)),
        not_in_july=draw(st.booleans()),
    )


@st.composite
def follow_ups(draw: st.DrawFn) -> FollowUpDays:
    """Any days of a follow-up, with or without stoppdatum."""
    opens_on = draw(days)
    answer_by = opens_on + timedelta(days=draw(st.integers(0, 60)))
    papers = draw(st.none() | st.integers(0, 30))
    return FollowUpDays(opens_on, answer_by, None if papers is None else answer_by + timedelta(days=papers))


@dataclass(frozen=True)
class History:
    """A schedule with its free days, the days of the runs in any order (missed, repeated, clock back), the answer."""

    planned: Schedule
    free: frozenset[date]
    runs: list[date]
    answered: date | None


@st.composite
def histories(draw: st.DrawFn) -> History:
    of_plan, of_days = draw(rules()), draw(follow_ups())
    opens_on = of_days.opens_on
    holidays = frozenset(
        opens_on + timedelta(days=n) for n in draw(st.sets(st.integers(-12, 90), max_size=12))
    )
    free = free_for(of_plan, holidays, opens_on, of_days.answer_by)
    offsets = draw(st.lists(st.integers(-20, 150), max_size=60))
    runs = [opens_on + timedelta(days=offset) for offset in offsets]
    if draw(st.booleans()):
        runs.sort()
    answered = draw(st.none() | st.integers(-5, 90).map(lambda n: opens_on + timedelta(days=n)))
    return History(of_follow_up(of_days, of_plan, free), free, runs, answered)


@settings(max_examples=EXAMPLES, deadline=None)
@given(histories())
def test_whatever_the_runs_nothing_is_doubled_early_late_lost_or_unrecorded(history: History) -> None:
    planned, diary, has_answered = history.planned, Diary(), False
    for today in history.runs:
        if not is_working_day(today, history.free):
            continue
        # An answer is not taken back when the clock is.
        has_answered = has_answered or (history.answered is not None and today >= history.answered)
        earlier = list(diary.occasions)
        diary.run(planned, today, owes=not has_answered)
        if has_answered:
            assert diary.occasions == earlier, "nothing happens after the answer"
        elif planned.begins_on <= today <= planned.ends_on:
            come = [occasion for occasion in planned.occasions if occasion.on <= today]
            assert set(come) <= set(diary.occasions), "every step that has come is sent or noted"
            if come and come[-1] not in earlier:
                assert diary.covers(planned, come[-1]), "the newest step is never lost"
    steps = [(one.step, one.on) for one in diary.occasions]
    assert len(steps) == len(set(steps)), "no step twice"
    assert len({day for day, _ in diary.sent}) == len(diary.sent), "one mail a day about one thing"
    for day, one in diary.sent:
        assert planned.begins_on <= day and one.occasion.on <= day <= planned.ends_on, "never early or late"
        assert is_working_day(day, history.free)


@settings(max_examples=EXAMPLES // 2, deadline=None)
@given(histories())
def test_run_every_day_without_an_answer_each_step_is_sent_on_its_own_day_or_noted(history: History) -> None:
    planned, diary = history.planned, Diary()
    first = min([planned.begins_on, *(one.on for one in planned.occasions)]) - timedelta(days=3)
    for offset in range((planned.ends_on - first).days + 10):
        today = first + timedelta(days=offset)
        if is_working_day(today, history.free):
            diary.run(planned, today, owes=True)
            diary.run(planned, today, owes=True)
    assert sorted(diary.occasions) == list(planned.occasions)
    by_day = {occasion.on: occasion for occasion in planned.occasions}  # the newest of a day wins
    on_time = [(day, one) for day, one in sorted(by_day.items()) if day >= planned.begins_on]
    overtaken = [one for day, one in by_day.items() if day < planned.begins_on]
    caught_up = [(planned.begins_on, max(overtaken))] if overtaken else []
    if on_time and on_time[0][0] == planned.begins_on:
        caught_up = []  # what opens today is newer than what should have been said before
    assert [(day, one.occasion) for day, one in diary.sent] == caught_up + on_time


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    opens_on=days,
    lengths=st.lists(st.integers(0, 60), min_size=2, max_size=5),
    edits=st.lists(
        rules().map(lambda r: replace(r, counted_from=CountedFrom.ANSWER_BY, not_in_july=False)),
        min_size=2,
        max_size=5,
    ),
    moves=st.lists(st.integers(-5, 70), min_size=4, max_size=4),
    downtime=st.sets(st.integers(-5, 150), max_size=40),
)
def test_however_often_days_and_schedule_are_changed_what_lies_ahead_is_said_and_nothing_twice(
    opens_on: date,
    lengths: list[int],
    edits: list[ReminderRules],
    moves: list[int],
    downtime: set[int],
) -> None:
    schedules = [
        of_follow_up(FollowUpDays(opens_on, opens_on + timedelta(days=length)), edited, FREE)
        for length, edited in zip(lengths, edits, strict=False)
    ]
    moved_on = sorted(opens_on + timedelta(days=offset) for offset in moves)
    diary = Diary()
    for offset in range(-5, 150):
        today = opens_on + timedelta(days=offset)
        planned = schedules[min(sum(day <= today for day in moved_on), len(schedules) - 1)]
        if offset in downtime or not is_working_day(today, FREE):
            continue
        earlier = list(diary.sent)
        diary.run(planned, today, owes=True)
        diary.run(planned, today, owes=True)
        new = diary.sent[len(earlier) :]
        assert len(new) <= 1, "one thing a day"
        come = [occasion for occasion in planned.occasions if occasion.on <= today]
        assert all(one.occasion == come[-1] for _, one in new), "only the newest that has come"
        if come and planned.begins_on <= today <= planned.ends_on:
            assert all(diary.knows(occasion) for occasion in come)
            if come[-1].on == today:
                assert diary.covers(planned, come[-1]) or diary.knows(come[-1]), (
                    "a step whose day has come is said on it, or that day has had its mail"
                )
    sent = [(one.occasion, one.counted_from) for _, one in diary.sent]
    assert len(sent) == len(set(sent)), "nothing twice for the same day"
    assert len(diary.everything) == len(set(diary.everything))
    for planned in schedules:
        same = [one.occasion for _, one in diary.sent if one.counted_from == planned.counted_from]
        assert same == sorted(same, key=lambda one: one.on), "about one last day never an older step again"
