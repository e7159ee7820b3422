"""A period as a sentence says it, where a table has a short label."""

import re

from tracker.domain.swedish.words import MONTHS

_ORDINALS = ("första", "andra", "tredje", "fjärde")
#: Letter of the label: the part of the year in words, and how many a year has.
_PARTS = {"T": ("tertialet", 3), "K": ("kvartalet", 4), "H": ("halvåret", 2)}
_LABEL = re.compile(r"([TKHM])([0-9]{1,2}) ([0-9]{4})")


def spoken_period(label: str) -> str:
    """ "andra tertialet 2022" for "T2 2022", "oktober 2022" for "M10 2022"; other labels as they are."""
    found = _LABEL.fullmatch(label)
    if found is None:
        return label
    letter, number, year = found[1], int(found[2]), found[3]
    if letter == "M":
        return f"{MONTHS[number - 1]} {year}" if 1 <= number <= 12 else label
    part, most = _PARTS[letter]
    return f"{_ORDINALS[number - 1]} {part} {year}" if 1 <= number <= most else label
