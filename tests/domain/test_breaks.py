"""Long words are divided with a hyphen, and after a slash without one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.swedish.breaks import SOFT_HYPHEN, at_slashes, hyphenated


@pytest.mark.parametrize(
    ("word", "divided"),
    [
        ("Arbetsmarknadsnämnden", "Arbets-marknads-nämnden"),
        ("Samhällsbyggnadsnämnden", "Samhälls-byggnads-nämnden"),
        ("socialsekreterare", "social-sek-re-terare"),
        ("ÄLDREOMSORGSFÖRVALTNINGEN", "ÄLDREOMSORGS-FÖRVALTNINGEN"),
        ("arbetsmarknadssekreterare", "arbets-marknads-sekreterare"),
        ("Arbetsförmedlingen", "Arbets-förmedlingen"),
        ("Kommunstyrelsen", "Kommunstyrelsen"),
        ("", ""),
    ],
)
def test_long_words_are_divided_between_syllables(word: str, divided: str) -> None:
    assert hyphenated(word) == divided.replace("-", SOFT_HYPHEN)


@given(st.text(alphabet="abcdeåäöÅßİkng -/1<", max_size=80))
def test_nothing_else_is_changed(text: str) -> None:
    assert hyphenated(text).replace(SOFT_HYPHEN, "") == text
    assert "".join(at_slashes(text)) == text


def test_lines_may_end_after_a_slash() -> None:
    assert at_slashes("arbetsmarknads-/socialsekreterare.") == ["arbetsmarknads-/", "socialsekreterare."]
    assert at_slashes("utan") == ["utan"]
