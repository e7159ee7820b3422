"""Where the lines of a page may end, and where not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from tracker.reports.html import breakable, together
from tracker.reports.hyphens import SOFT_HYPHEN


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("beslut § 41", "beslut §\u00a041"),
        ("Uppföljning per mars 2022", "Uppföljning per\u00a0mars\u00a02022"),
        ("mars och april", "mars och april"),
        ("i AMN-2022-00099.", 'i <span class="whole">AMN-2022-00099</span>.'),
        ("KS 2022/123 & <b>", '<span class="whole">KS 2022/123</span> &amp; &lt;b&gt;'),
        ("dagen 2022-03-31", "dagen 2022-03-31"),
    ],
)
def test_what_belongs_together_is_kept_together(text: str, shown: str) -> None:
    assert together(text) == shown


def test_a_line_may_end_after_a_slash_and_inside_a_long_word() -> None:
    shown = breakable("arbetsmarknads-/socialsekreterare")
    assert shown.startswith("arbetsmarknads-/<wbr>social")
    assert SOFT_HYPHEN in shown


@given(st.text(alphabet="abcåä§ AKS-/:0129<&mars", max_size=60))
def test_no_letter_is_lost(text: str) -> None:
    for shown in (together(text), breakable(text)):
        plain = Markup(shown).striptags()
        assert plain.replace("\u00a0", " ").replace(SOFT_HYPHEN, "").split() == text.split()
