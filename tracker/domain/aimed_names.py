"""The name of an indicator as documents print it: "Andel sjukfrånvaro … ska minska, %." tells three things."""

import re
from dataclasses import dataclass

from tracker.domain.terms import Direction

#: Where a key figure is to go, after its name.
AIMS = {Direction.UP: "ska öka", Direction.DOWN: "ska minska", Direction.NONE: ""}
_UNIT = re.compile(
    r"\s*[;,]\s*(?P<unit>%|procent|antal|st|kr|tkr|mnkr|dagar|timmar|årsarbeten)\s*\.?\s*$", re.IGNORECASE
)
_AIM = re.compile(r"\s+(?:ska|skall|bör)\s+(?P<way>öka|minska)\s*\.?\s*$", re.IGNORECASE)
_COUNTED = re.compile(r"antal(?:et)?\s+(?P<unit>[^\W\d_]{3,30})\b", re.IGNORECASE)
#: How a unit is written in full, and after a number.
_UNITS = {"%": ("procent", "%"), "procent": ("procent", "%")}


@dataclass(frozen=True)
class AimedName:
    """A name with what stood behind it. Unit in full and in short; "" is what was not said."""

    name: str
    direction: Direction = Direction.NONE
    unit: str = ""
    unit_short: str = ""


def split_name(text: str) -> AimedName:
    """The name without "ska öka; %." at its end; a name that says nothing of it stays as it is, without full stop."""
    name, unit, direction = " ".join(text.split()), "", Direction.NONE
    if match := _UNIT.search(name):
        unit, name = match["unit"].casefold(), name[: match.start()]
    if match := _AIM.search(name):
        direction = Direction.UP if match["way"].casefold() == "öka" else Direction.DOWN
        name = name[: match.start()]
    if direction is not Direction.NONE or unit:
        name = name.rstrip(" ;,.")
    full, short = _UNITS.get(unit, (unit, ""))
    return AimedName(name, direction, full, short)


def likely_unit(name: str) -> tuple[str, str]:
    """What a name counts, "hushåll" of "Antal hushåll med …", or "procent" and "%" of a share; "" for neither."""
    if re.match(r"andel(?:en)?\b", name, re.IGNORECASE):
        return "procent", "%"
    match = _COUNTED.match(name)
    return (match["unit"].casefold(), "") if match else ("", "")


def aimed(name: str, direction: Direction) -> str:
    """The name with where it is to go: "Andel sjukfrånvaro ska minska"; as it is when it says so or nobody has said."""
    plain = name.strip().rstrip(".")
    if direction is Direction.NONE or _AIM.search(plain):
        return plain
    return f"{plain} {AIMS[direction]}"


def the_noun(name: str) -> tuple[str, str]:
    """What a sentence calls the figure, and the pronoun for it: "andelen" and "den", "antalet" and "det"."""
    first = name.split(" ", 1)[0].casefold()
    if first.startswith("andel"):
        return "andelen", "den"
    return ("antalet", "det") if first.startswith("antal") else ("värdet", "det")
