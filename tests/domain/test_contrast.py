"""Colours that can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.accounts.contrast import (
    READABLE,
    WHITE,
    Colour,
    closest_readable,
    contrast,
    hover_of,
    parse_colour,
)

colours = st.builds(Colour, *[st.integers(0, 255)] * 3)


@pytest.mark.parametrize(
    ("text", "ratio"), [("#0B5563", 8.4), ("#083E49", 11.7), ("#18242A", 15.9), ("#fff", 1.0), ("#000", 21.0)]
)
def test_contrast_is_as_measured(text: str, ratio: float) -> None:
    colour = parse_colour(text)
    assert colour and round(contrast(colour, WHITE), 1) == ratio


@given(colours)
def test_the_offered_colour_can_be_read_and_its_hover_too(colour: Colour) -> None:
    offered = closest_readable(colour)
    assert contrast(offered, WHITE) >= READABLE
    assert contrast(hover_of(offered), WHITE) >= contrast(offered, WHITE)
    if contrast(colour, WHITE) >= READABLE:
        assert offered == colour


@given(colours)
def test_a_colour_reads_as_it_is_written(colour: Colour) -> None:
    assert parse_colour(str(colour)) == colour
    assert parse_colour(f" {str(colour).upper()[1:]} ") == colour


@pytest.mark.parametrize("text", ["", "#", "#12", "#12345", "#1234567", "red", "#ggg", "#０００", "#000;"])
def test_anything_else_is_no_colour(text: str) -> None:
    assert parse_colour(text) is None
