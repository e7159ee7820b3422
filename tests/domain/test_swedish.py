"""Rule 11: Swedish as a person would write it."""

from datetime import date
from decimal import Decimal

import pytest

from tracker.domain.numbering import sort_key as number_key
from tracker.domain.swedish.words import (
    counted,
    decimal_comma,
    joined,
    long_date,
    month_year,
    number_word,
    sort_key,
    weekday_date,
)  # fmt: skip


def test_numbers_in_sentences() -> None:
    assert [number_word(n) for n in (0, 1, 2, 12, 13, 26)] == ["noll", "en", "två", "tolv", "13", "26"]
    assert counted(1, "svar", "svar", neuter=True) == "ett svar"
    assert counted(3, "aktivitet", "aktiviteter") == "tre aktiviteter"


def test_lists_in_sentences() -> None:
    assert [joined(list(letters)) for letters in ("", "a", "ab", "abc")] == ["", "a", "a och b", "a, b och c"]


def test_dates() -> None:
    assert long_date(date(2022, 4, 20)) == "20 april 2022"
    assert month_year(date(2022, 3, 31)) == "mars 2022"
    assert weekday_date(date(2022, 9, 9)) == "fredag 9 september"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("4.7", None, "4,7"),
        ("4.000000", None, "4"),
        ("469", None, "469"),
        ("20", None, "20"),
        ("1234567.5", 1, "1\u00a0234\u00a0567,5"),
        ("-3", None, "\u22123"),
    ],
)
def test_decimal_comma(value: str, decimals: int | None, text: str) -> None:
    assert decimal_comma(Decimal(value), decimals) == text


def test_swedish_letters_sort_last_and_case_does_not_matter() -> None:
    assert sorted(["Öland", "ängen", "Åre", "zebra", "Adam"], key=sort_key) == [
        "Adam", "zebra", "Åre", "ängen", "Öland",
    ]  # fmt: skip


def test_activity_numbers_sort_as_a_person_would() -> None:
    assert sorted(["10", "1b", "2", "1a", "1"], key=number_key) == ["1", "1a", "1b", "2", "10"]
