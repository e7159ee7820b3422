"""The trend of a key figure, in a word and by a stated rule."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import combinations

from tracker.domain.terms import Direction

#: A year of months: what lies further back says nothing of where it goes now.
WINDOW = 12
#: Below so many known values nothing can be said.
ENOUGH = 3
#: The share of pairs that must agree, over those that do not, for a trend.
_AGREED = Decimal("0.5")


class Trend(StrEnum):
    """Where a key figure goes; the value is the word that is printed.

    Without a direction nobody has said what is good: then it rises or falls.
    """

    POSITIVE = "positiv"
    NEGATIVE = "negativ"
    RISING = "ökande"
    FALLING = "minskande"
    UNCHANGED = "oförändrad"
    TOO_FEW = "för få värden"


def trend(values: Sequence[Decimal | None], direction: Direction) -> Trend:
    """The trend of the values, oldest first; None is a missing value, and is left out, never taken for 0.

    The rule: of the last twelve known values every pair is compared. τ is the number of pairs in which the later
    value is higher, less that in which it is lower, divided by the number of pairs. From 0,5 up it rises, from
    −0,5 down it falls, between them it is unchanged; below three values they are too few.

    Source: τ is M. G. Kendall's rank correlation with time (Biometrika 30, 1938; as a test of trend H. B. Mann,
    Econometrica 13, 1945): it needs no straight line, and one odd month does not turn it. The bounds ±0,5 (three
    pairs in four agree) are our own, because their test of significance cannot be met with three or four
    values, which is what a plan has in its first years. A municipality's "Trend positiv" follows from the
    direction: fewer may be better.
    """
    known = [value for value in values if value is not None][-WINDOW:]
    if len(known) < ENOUGH:
        return Trend.TOO_FEW
    pairs = [(later > earlier) - (later < earlier) for earlier, later in combinations(known, 2)]
    tau = Decimal(sum(pairs)) / len(pairs)
    if abs(tau) < _AGREED:
        return Trend.UNCHANGED
    rising = tau > 0
    if direction is Direction.NONE:
        return Trend.RISING if rising else Trend.FALLING
    return Trend.POSITIVE if rising == (direction is Direction.UP) else Trend.NEGATIVE


def turned(before: Trend, now: Trend) -> bool:
    """Whether a trend has become its opposite."""
    opposites = ({Trend.POSITIVE, Trend.NEGATIVE}, {Trend.RISING, Trend.FALLING})
    return before is not now and {before, now} in opposites
