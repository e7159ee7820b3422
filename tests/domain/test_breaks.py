"""Lines may end after a slash."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.swedish.breaks import at_slashes


@given(st.text(alphabet="abcå -/1<", max_size=80))
def test_nothing_is_changed(text: str) -> None:
    assert "".join(at_slashes(text)) == text


def test_lines_may_end_after_a_slash() -> None:
    assert at_slashes("arbetsmarknads-/socialsekreterare.") == ["arbetsmarknads-/", "socialsekreterare."]
    assert at_slashes("utan") == ["utan"]
