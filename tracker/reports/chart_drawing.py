"""What a diagram is drawn of: texts, dots, lines and rules, and where there is room for more."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import hypot
from typing import Any

TEXT = "#18242A"
#: The floor of the look: no text is ever smaller.
SIZE = 15
#: From one line of text to the next.
LINE = 19
# Widths of Arial in em, rounded up: wide enough for every font that the pages fall back to.
_NARROW = frozenset(" ijltf.,:;'|!()")
_WIDE = frozenset("mwMW%ÅÄÖO")


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether they overlap."""
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.bottom <= other.top or other.bottom <= self.top)


@dataclass(frozen=True)
class Text:
    """One to three lines of text, centred on x (or beginning there); y is the middle of the first line."""

    lines: tuple[str, ...]
    x: float
    y: float
    align: str = "center"
    bold: bool = False
    colour: str = TEXT

    @property
    def box(self) -> Box:
        """The room that the text takes."""
        width = max(text_width(line, self.bold) for line in self.lines)
        left = self.x - (width / 2 if self.align == "center" else 0)
        return Box(left, self.y - LINE / 2, left + width, self.y + LINE * (len(self.lines) - 0.5))


@dataclass
class Drawing:
    """What is to be drawn, in pixels from the upper left corner."""

    width: float
    height: float
    lines: list[dict[str, Any]] = field(default_factory=list)
    dots: list[dict[str, Any]] = field(default_factory=list)
    rules: list[dict[str, Any]] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def free(self, text: Text) -> bool:
        """Whether the text fits without covering a text, a dot or a line, and within the drawing."""
        box = text.box
        if box.left < 0 or box.right > self.width or box.top < 0:
            return False
        taken = [other.box for other in self.texts] + [_around(dot["x"], dot["y"], 6) for dot in self.dots]
        return not any(box.meets(other) for other in (*taken, *self._line_boxes()))

    def belongs(self, text: Text, x: float, y: float) -> bool:
        """Whether the text stands nearer to the dot at x, y than to any other, and cannot be taken for its value."""
        own = hypot(text.x - x, text.y - y)
        return all(own <= hypot(text.x - dot["x"], text.y - dot["y"]) for dot in self.dots)

    def _line_boxes(self) -> Iterable[Box]:
        for before, after in zip(self.lines, self.lines[1:], strict=False):
            if before["run"] == after["run"]:
                for step in range(21):
                    x = before["x"] + (after["x"] - before["x"]) * step / 20
                    y = before["y"] + (after["y"] - before["y"]) * step / 20
                    yield _around(x, y, 1)
        for rule in self.rules:
            if rule["dash"]:
                yield Box(rule["x"], rule["y"] - 1, rule["x2"], rule["y"] + 1)


def _around(x: float, y: float, distance: float) -> Box:
    return Box(x - distance, y - distance, x + distance, y + distance)


def text_width(text: str, bold: bool = False) -> float:
    """About how many pixels wide the text is at the diagram's size, rather too many than too few."""
    ems = sum(0.3 if sign in _NARROW else 0.88 if sign in _WIDE else 0.57 for sign in text)
    return ems * SIZE * (1.07 if bold else 1)


def apart(wanted: Iterable[tuple[float, int, Text]], room: float, bottom: float) -> list[tuple[Text, int]]:
    """Texts at heights that they want, none over another: pushed up from the lowest one, and down again at the top."""
    placed = []
    lowest = bottom - room + LINE
    for y, number, text in sorted(wanted, key=lambda item: (-item[0], item[1])):
        placed.append((min(y, lowest), number, text))
        lowest = min(y, lowest) - room
    found = []
    highest = LINE / 2
    for y, number, text in reversed(placed):
        found.append((replace(text, y=max(y, highest)), number))
        highest = max(y, highest) + room
    return found[::-1]
