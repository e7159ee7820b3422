"""Rules 2 and 3: an activity counts once, as its worst part, in disjoint groups."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.counting import Numbered, State, count, roll_up
from tracker.domain.terms import Meaning

DONE, STARTED, DEVIATES = Meaning.COMPLETED, Meaning.STARTED, Meaning.DEVIATES
STOPPED, NOT_STARTED, UNANSWERED = Meaning.STOPPED, Meaning.NOT_STARTED, None

states = st.builds(
    State,
    meaning=st.sampled_from([*Meaning, None]),
    target_year=st.none() | st.integers(2020, 2030),
    ongoing=st.booleans(),
)


@pytest.mark.parametrize(
    ("parts", "counts_as"),
    [
        ([DEVIATES, STARTED], DEVIATES),
        ([DEVIATES, UNANSWERED], DEVIATES),
        ([UNANSWERED, STARTED], UNANSWERED),
        ([UNANSWERED, DONE], UNANSWERED),
        ([STARTED, DONE], STARTED),
        ([DONE, DONE], DONE),
        ([NOT_STARTED, NOT_STARTED], NOT_STARTED),
        ([NOT_STARTED, DONE], STARTED),
        ([NOT_STARTED, STARTED], STARTED),
        ([NOT_STARTED, UNANSWERED], UNANSWERED),
        ([STOPPED, DONE], DONE),
        ([STOPPED, NOT_STARTED], NOT_STARTED),
        ([STOPPED, STOPPED], STOPPED),
    ],
)
def test_an_activity_counts_as_its_worst_part(parts: list[Meaning | None], counts_as: Meaning | None) -> None:
    rolled = roll_up([State(part) for part in parts])
    assert rolled is not None
    assert rolled.meaning is counts_as


def test_the_target_year_is_the_latest_of_the_open_parts() -> None:
    parts = [State(STARTED, 2024), State(STARTED, 2023), State(DONE, 2030), State(STOPPED, 2031)]
    assert roll_up(parts) == State(STARTED, 2024)


def test_ongoing_only_when_no_open_part_has_a_year() -> None:
    assert roll_up([State(STARTED, ongoing=True), State(STARTED, 2024)]) == State(STARTED, 2024)
    assert roll_up([State(STARTED, ongoing=True), State(DONE)]) == State(STARTED, ongoing=True)


def test_ongoing_is_never_counted_as_done() -> None:
    groups = count([Numbered("12", State(STARTED, ongoing=True)), Numbered("2", State(DONE))])
    assert [(group.meaning, group.ongoing, group.count) for group in groups] == [
        (DONE, False, 1),
        (STARTED, True, 1),
    ]


def test_nothing_to_count() -> None:
    assert roll_up([]) is None
    assert count([]) == []


@given(st.lists(states))
def test_every_activity_stands_in_exactly_one_group(given_states: list[State]) -> None:
    activities = [Numbered(str(index), state) for index, state in enumerate(given_states)]
    numbers = [number for group in count(activities) for number in group.numbers]
    assert sorted(numbers) == sorted(activity.number for activity in activities)


@given(st.lists(states, min_size=1))
def test_the_order_of_the_parts_does_not_matter(parts: list[State]) -> None:
    assert roll_up(parts) == roll_up(list(reversed(parts)))


@given(st.lists(states, min_size=1))
def test_silence_is_never_according_to_plan(parts: list[State]) -> None:
    silent = [*parts, State(UNANSWERED)]
    rolled = roll_up(silent)
    assert rolled is not None
    assert rolled.meaning in (UNANSWERED, DEVIATES)


@given(st.lists(states), st.lists(states))
def test_groups_have_keys_of_their_own(first: list[State], second: list[State]) -> None:
    groups = count(Numbered(str(index), state) for index, state in enumerate(first + second))
    assert len({group.key for group in groups}) == len(groups)
