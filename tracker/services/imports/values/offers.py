"""Key figures that a file names and nobody has made yet: what its words say of them, for a person to look at."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.domain.aimed_names import likely_unit, split_name
from tracker.domain.exchange.value_columns import GENDER_WORDS, MEASURE_WORDS
from tracker.domain.terms import Direction, KeyFigureKind
from tracker.importers.imported import ImportedFigure, ImportedValue, ImportedValues
from tracker.services.plans.describe_key_figure import MOST_DECIMALS, Description

#: So many are offered; more are made one by one.
MOST_OFFERS = 50
_DECIMALS = re.compile(r"[.,](\d+)")
#: "Andel i arbete, kvinnor" is one key figure with "Andel i arbete, män".
_LAST_PART = re.compile(r"(?P<name>.+?)\s*[,(–:-]\s*(?P<word>[^,(–:-]+?)\)?\s*")


@dataclass(frozen=True)
class Offer:
    """A key figure as the file speaks of it; `values` is how many values it would have."""

    said: Description
    values: int


def offered_figures(read: ImportedValues, unknown: Iterable[str]) -> tuple[Offer, ...]:
    """What could be made of the unknown names, each once."""
    told = {figure.name: figure for figure in read.figures}
    names = {name: _plain(name) for name in unknown}
    found: list[Offer] = []
    for plain in list(dict.fromkeys(names.values()))[:MOST_OFFERS]:
        lines = [line for line in read.values if names.get(line.figure) == plain and not line.why]
        if lines:
            found.append(Offer(_guessed(plain, told.get(plain), lines), len(lines)))
    return tuple(found)


def _plain(name: str) -> str:
    """The name without where it is to go, its unit, and "kvinnor" or "mål" behind it."""
    for _ in range(2):
        match = _LAST_PART.fullmatch(name)
        if match and match["word"].strip().casefold() in {*GENDER_WORDS, *MEASURE_WORDS}:
            name = match["name"]
    return split_name(name).name


def _guessed(name: str, told: ImportedFigure | None, lines: list[ImportedValue]) -> Description:
    aimed = split_name(lines[0].figure)
    unit, short = (told.unit, told.unit_short) if told else (aimed.unit, aimed.unit_short)
    if not unit:
        unit = lines[0].unit.strip()
        unit, short = (unit, "") if unit else likely_unit(name)
    direction = told.direction if told else aimed.direction
    # An indicator has a direction; nobody is guessed one.
    indicator = direction is not Direction.NONE
    return Description(
        name=name,
        unit=unit,
        unit_short=short,
        decimals=min(max(map(_decimals, lines)), MOST_DECIMALS),
        direction=direction,
        kind=KeyFigureKind.INDICATOR if indicator else KeyFigureKind.MEASURE,
        caption="",
        source="",
        mean=False,
        heading=told.heading if told else "",
        focus_area=told.focus_area if told else "",
    )


def _decimals(line: ImportedValue) -> int:
    match = _DECIMALS.search(line.value)
    return len(match[1]) if match else 0
