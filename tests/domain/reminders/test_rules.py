"""A plan's rules: what may be chosen, and how days are read and printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.reminders.rules import (
    LONGEST_AFTER,
    LONGEST_BEFORE,
    MOST_STEPS,
    ListTo,
    ReminderRules,
    parsed_days,
    printed_days,
    rules_faults,
)


def test_the_usual_rules_have_no_fault() -> None:
    assert rules_faults(ReminderRules()) == []


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"before": (0,)}, "before", "från 1 till 90"),
        ({"before": (91,)}, "before", "från 1 till 90"),
        ({"before": (7, 7)}, "before", "Samma tal står två gånger: 7."),
        ({"before": (6, 5, 4, 3, 2, 1)}, "before", "högst fem"),
        ({"after": (31,)}, "after", "från 1 till 30"),
        ({"opening": False, "before": (), "after": ()}, "before", "Välj minst ett tillfälle"),
        ({"hour": 6}, "hour", "från 7 till 16"),
        ({"hour": 17}, "hour", "från 7 till 16"),
        ({"list_after": 0}, "list_after", "från 1 till 30"),
        ({"assignment_before": (365,)}, "assignment_before", "från 1 till 90"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field_named(
    changed: dict[str, object], field: str, words: str
) -> None:
    [fault] = rules_faults(ReminderRules(**changed))  # type: ignore[arg-type]
    assert fault.field == field
    assert words in fault.message


def test_without_a_list_nobody_asks_when_it_is_due() -> None:
    assert rules_faults(ReminderRules(list_to=ListTo.NOBODY, list_after=0)) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [("7, 1", (7, 1)), ("1 7", (7, 1)), ("14 och 3 dagar", (14, 3)), ("", ()), (" ; ", ()), ("2,2", (2, 2))],
)
def test_days_are_read_as_people_write_them(text: str, days: tuple[int, ...]) -> None:
    assert parsed_days(text) == days


@pytest.mark.parametrize("text", ["sju", "7.5", "-1", "７", "12345", "7/1", "1e3", "\x00"])
def test_what_are_no_days_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="siffror"):
        parsed_days(text)


@given(st.lists(st.integers(1, LONGEST_BEFORE), max_size=MOST_STEPS, unique=True))
def test_printed_days_are_read_back(days: list[int]) -> None:
    ordered = tuple(sorted(days, reverse=True))
    assert parsed_days(printed_days(ordered)) == ordered


@given(st.lists(st.integers(1, LONGEST_AFTER), max_size=MOST_STEPS, unique=True).map(tuple))
def test_any_days_within_the_limits_are_taken(after: tuple[int, ...]) -> None:
    assert rules_faults(ReminderRules(after=after)) == []
