"""Colours that can be read: contrast as WCAG 2 counts it."""

import re
from typing import NamedTuple

#: The least contrast of text and of what can be pressed against a white page.
READABLE = 4.5

_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_HOVER = 0.73


class Colour(NamedTuple):
    """Red, green and blue, 0–255."""

    red: int
    green: int
    blue: int

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"


WHITE = Colour(255, 255, 255)


def parse_colour(text: str) -> Colour | None:
    """The colour of "#0b5563", "0B5563" or "#abc"; None for anything else."""
    match = _HEX.fullmatch(text.strip())
    if match is None:
        return None
    digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
    return Colour(*(int(digits[place : place + 2], 16) for place in (0, 2, 4)))


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def closest_readable(colour: Colour) -> Colour:
    """The colour itself, or the lightest shade of it that is readable on white."""
    for step in range(200, -1, -1):
        shade = _scaled(colour, step / 200)
        if contrast(shade, WHITE) >= READABLE:
            return shade
    raise AssertionError("black is always readable")


def hover_of(colour: Colour) -> Colour:
    """What the colour becomes under the pointer: the same, darker."""
    return _scaled(colour, _HOVER)


def _scaled(colour: Colour, factor: float) -> Colour:
    return Colour(*(round(part * factor) for part in colour))


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
