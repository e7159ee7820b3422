"""The trend in a word: the rule of tracker/domain/trend.py, for any values."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.terms import Direction
from tracker.domain.trend import Trend, trend, turned

VALUES = st.lists(st.none() | st.decimals(-1000, 1000, places=2), max_size=40)
MIRROR = {Trend.POSITIVE: Trend.NEGATIVE, Trend.NEGATIVE: Trend.POSITIVE}


def numbers(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


@pytest.mark.parametrize(
    ("values", "direction", "word"),
    [
        # The goal of the 26-punktsplan: fewer with ekonomiskt bistånd is better.
        (numbers("5", "4.7", "4.3"), Direction.DOWN, Trend.POSITIVE),
        (numbers("5", "4.7", "4.3"), Direction.UP, Trend.NEGATIVE),
        (numbers("5", "4.7", "4.3"), Direction.NONE, Trend.FALLING),
        (numbers("5", "4.3"), Direction.DOWN, Trend.TOO_FEW),
        (numbers("4", "5", "4"), Direction.UP, Trend.UNCHANGED),
        (numbers("4", "4", "4", "4"), Direction.UP, Trend.UNCHANGED),
        # One odd month does not turn it.
        (numbers("50", "52", "54", "40", "57", "60", "62"), Direction.UP, Trend.POSITIVE),
    ],
)
def test_the_word_for_the_values(values: list[Decimal], direction: Direction, word: Trend) -> None:
    assert trend(values, direction) is word


@given(VALUES, st.sampled_from(Direction))
def test_a_missing_value_says_nothing(values: list[Decimal | None], direction: Direction) -> None:
    known = [value for value in values if value is not None]
    assert trend(values, direction) is trend(known, direction)


@given(VALUES)
def test_what_is_good_upwards_is_bad_downwards(values: list[Decimal | None]) -> None:
    up, down = trend(values, Direction.UP), trend(values, Direction.DOWN)
    assert MIRROR.get(up, up) is down


@given(VALUES, st.decimals("0.1", 10, places=1), st.integers(-100, 100))
def test_the_unit_and_the_level_do_not_matter(
    values: list[Decimal | None], factor: Decimal, level: int
) -> None:
    other = [None if value is None else value * factor + level for value in values]
    assert trend(other, Direction.UP) is trend(values, Direction.UP)


def test_only_the_opposite_is_a_turn() -> None:
    assert turned(Trend.POSITIVE, Trend.NEGATIVE) and turned(Trend.FALLING, Trend.RISING)
    assert not turned(Trend.POSITIVE, Trend.UNCHANGED) and not turned(Trend.TOO_FEW, Trend.NEGATIVE)
    assert not turned(Trend.POSITIVE, Trend.POSITIVE)
