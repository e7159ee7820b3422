"""On which days a plan is followed up, and what the occasions are called."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.plan_rhythm import (
    MOST_DAYS,
    PRESETS,
    RhythmDay,
    next_as_of,
    occasion,
    preset_of,
    read,
    rhythm_of,
    rows_of,
    written,
)

TERTIAL = PRESETS["tertial"]
YEAR_2021 = (date(2021, 1, 1), date(2021, 12, 31))


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_known_again_and_can_be_written_and_read(name: str) -> None:
    days = PRESETS[name]
    assert rhythm_of(rows_of(days)) == days
    assert preset_of(days) == name
    assert read(written(days)) == (days, [])


def test_own_days_are_read_in_the_order_of_the_year() -> None:
    days, found = read("\n  helår: 31/12 \n\nDelår 1,  5 maj\r\n")
    assert (days, found) == ((RhythmDay("Delår 1", 5, 5), RhythmDay("Helår", 12, 31)), [])
    assert preset_of(days) == "own"
    assert preset_of(()) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "minst en dag"),
        ("Tertial 1", "Rad 1: Skriv namn, dag och månad"),
        ("Tertial 1, 30 april\nT2, 31 agusti", "Rad 2: Skriv namn"),
        ("Tertial 1, 31 april", "finns inte i almanackan"),
        ("Tertial 1, 1/13", "finns inte i almanackan"),
        ("x" * 61 + ", 1 maj", "högst 60 tecken"),
        ("Ett, 1 maj\nTvå, 1/5", "samma dag"),
        ("Ett, 1 maj\nett, 2 maj", "heter likadant"),
        ("\n".join(f"D{day}, {day} maj" for day in range(1, MOST_DAYS + 2)), "högst 12"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, words: str) -> None:
    found = read(text)[1]
    assert found[0].field == "own_days"
    assert words in found[0].message


@given(st.text(max_size=200))
def test_any_text_gives_days_or_a_sentence(text: str) -> None:
    days, found = read(text)
    assert bool(found) or (days and len(days) <= MOST_DAYS)


def test_the_last_of_february_is_the_29th_when_there_is_one() -> None:
    assert RhythmDay("Två", 2, 28).in_year(2024) == date(2024, 2, 29)
    assert RhythmDay("Två", 2, 29).in_year(2023) == date(2023, 2, 28)


def test_an_occasion_is_called_by_its_name_and_year() -> None:
    assert occasion(TERTIAL, date(2021, 4, 30)) == "Tertial 1 2021"
    assert occasion(TERTIAL, date(2021, 12, 31)) == "Helår 2021"
    assert occasion(TERTIAL, date(2021, 3, 31)) == ""
    assert occasion((), date(2021, 4, 30)) == ""


@pytest.mark.parametrize(
    ("earlier", "today", "day"),
    [
        # Nothing is over yet: the first to come.
        ([], date(2021, 2, 1), date(2021, 4, 30)),
        ([date(2021, 4, 30)], date(2021, 6, 1), date(2021, 8, 31)),
        # The newest that is over, when one was passed by.
        ([], date(2021, 9, 5), date(2021, 8, 31)),
        ([date(2021, 4, 30)], date(2022, 1, 20), date(2021, 12, 31)),
        # The year is followed up.
        ([date(2021, 12, 31)], date(2022, 5, 1), None),
    ],
)
def test_the_next_one_is_what_is_over_and_not_followed_up_else_what_comes(
    earlier: list[date], today: date, day: date | None
) -> None:
    assert next_as_of(TERTIAL, earlier, today, YEAR_2021) == day


def test_a_plan_without_end_goes_on_into_the_next_year() -> None:
    assert next_as_of(TERTIAL, [date(2021, 12, 31)], date(2022, 1, 5)) == date(2022, 4, 30)
    assert next_as_of((), [], date(2022, 1, 5)) is None
