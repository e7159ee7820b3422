"""Long words are divided with a hyphen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.reports.hyphens import SOFT_HYPHEN, column_heading, hyphenated


@pytest.mark.parametrize(
    ("word", "divided"),
    [
        ("Arbetsmarknadsnämnden", "Arbets-mark-nads-nämnden"),
        ("arbetskraftsbrist", "arbets-krafts-brist"),
        ("Kommunstyrelsen", "Kommunstyrelsen"),
        ("", ""),
    ],
)
def test_long_words_are_divided_between_syllables(word: str, divided: str) -> None:
    assert hyphenated(word) == divided.replace("-", SOFT_HYPHEN)


@given(st.text(alphabet="abcdeåäöÅßİkng -/1<", max_size=80))
def test_nothing_else_is_changed(text: str) -> None:
    assert hyphenated(text).replace(SOFT_HYPHEN, "") == text


@pytest.mark.parametrize(
    ("board", "divided"),
    [
        ("Kommunstyrelsen", "Kommun-styrelsen"),
        ("Arbetslivsnämnden", "Arbetslivs-nämnden"),
        ("Gymnasie- och vuxenutbildningsnämnden", "Gymnasie+ och vuxen-utbildnings-nämnden"),
        ("Individ- och familjeomsorgsnämnden", "Individ+ och familje-omsorgs-nämnden"),
        ("Nämnden för arbete", "Nämnden för arbete"),
    ],
)
def test_a_boards_name_is_divided_between_its_words(board: str, divided: str) -> None:
    assert column_heading(board) == divided.replace("-", SOFT_HYPHEN).replace("+", "-")
