"""A cell that a spreadsheet would run leaves as text and comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.exchange.guarded import guarded, unguarded


@pytest.mark.parametrize("text", ["=1+1", "+46", "-5", "@SUM(A1)", "\t=1", "'=1"])
def test_no_cell_begins_with_what_a_spreadsheet_runs(text: str) -> None:
    assert guarded(text) == "'" + text


@given(st.text(alphabet="'=+-@ab\t\n1"))
def test_every_text_comes_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in tuple("=+-@\t\r\n")


def test_an_apostrophe_before_a_word_is_no_guard() -> None:
    assert unguarded("'tis") == "'tis"
