"""Where everything in a diagram stands, in pixels."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import hypot
from typing import Any

from tracker.reports.content import KeyFigureContent, Point
from tracker.reports.figures import (
    Series,
    number_text,
    scale_note,
    scale_range,
    series_of,
    target_text,
    value_text,
)

ACCENT, TEXT, MUTED, HAIRLINE = "#0B5563", "#18242A", "#4A5960", "#D3DBDD"
#: The floor of the look: no text is ever smaller.
SIZE = 15
#: From one line of text to the next.
LINE = 19
#: Told apart by dash and shape, not by colour alone: colour, dash, shape.
_STYLES: tuple[tuple[str, list[int], str], ...] = (
    (ACCENT, [], "circle"),
    (TEXT, [7, 4], "square"),
    (MUTED, [2, 3], "triangle-up"),
    (ACCENT, [10, 3, 2, 3], "diamond"),
)
# Widths of Arial in em, rounded up: wide enough for every font that the pages fall back to.
_NARROW = frozenset(" ijltf.,:;'|!()")
_WIDE = frozenset("mwMW%ÅÄÖO")
# The turns of a line's last, first, highest and lowest value: rather a little away from the point than left out.
_EXTREMES = 3


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


class Layout:
    """Places the lines, dots and words of a figure that has a diagram, in a drawing of a given width."""

    def __init__(self, figure: KeyFigureContent, width: int) -> None:
        self.figure = figure
        self.series = [series for series in series_of(figure) if series.known]
        self.low, self.high = scale_range(figure)
        self.periods = self._periods()
        self.several = len(self.series) > 1
        plot = 150 if width < 400 else 180
        self.top, self.bottom = 30.0, 30.0 + plot
        self.left, self.right = self._sides(width)
        # What stands under the labels of the periods.
        self.feet: list[str] = []
        self.drawing = Drawing(float(width), self.bottom)

    def _periods(self) -> list[tuple[float, str]]:
        """Each period's middle as a day number and its label, in time order."""
        found = {_middle(point): point.label for series in self.series for point in series.points}
        return sorted(found.items())

    def _sides(self, width: int) -> tuple[float, float]:
        begins = (*self._wrapped(self.periods[0][1]), self._value(self._points()[0]))
        first = max(text_width(line) for line in begins)
        if self.several:
            ends = [line for series in self.series for line in self._end_lines(series, width)]
            return first / 2 + 2, width - max(text_width(line, True) for line in ends) - 14
        last = (*self._wrapped(self.periods[-1][1]), self._value(self._points()[-1]))
        return first / 2 + 2, width - max(text_width(line, True) for line in last) / 2 - 2

    def _points(self) -> list[Point]:
        return [point for series in self.series for point in series.known]

    def x(self, point: Point) -> float:
        """Where the middle of the point's period is."""
        first, last = self.periods[0][0], self.periods[-1][0]
        share = (_middle(point) - first) / (last - first)
        return round(self.left + share * (self.right - self.left), 1)

    def y(self, value: float) -> float:
        """Where the value is on the scale; downwards."""
        return round(self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top), 1)

    def _value(self, point: Point) -> str:
        assert point.value is not None
        if self.figure.unit_short:
            return value_text(self.figure, point.value)
        return number_text(self.figure, point.value)

    def _wrapped(self, label: str) -> tuple[str, ...]:
        """A period's label on two lines when it has two words."""
        first, _, rest = label.partition(" ")
        return (first, rest) if rest else (first,)

    def _end_lines(self, series: Series, width: float) -> tuple[str, ...]:
        value = self._value(series.known[-1])
        if width >= 400:
            return (f"{series.name} {value}",)
        # A long name on two lines leaves the lines room.
        return (*(series.name.rsplit(" ", 1) if len(series.name) > 10 else [series.name]), value)

    def draw(self) -> Drawing:
        """The drawing, as high as it needs to be. To be called once."""
        self._lines_and_dots()
        self._target()
        if self.several:
            self._end_labels()
        self._values()
        self._period_labels()
        if note := scale_note(self.figure):
            self.feet.append(note)
        for foot in self.feet:
            y = self._lowest() + LINE / 2 + 4
            self.drawing.texts.append(Text((foot,), 0, y, "left", colour=MUTED))
        self.drawing.height = round(self._lowest() + 2)
        return self.drawing

    def _lowest(self) -> float:
        return max(self.bottom + 6, *(text.box.bottom for text in self.drawing.texts))

    def _lines_and_dots(self) -> None:
        if self.low <= 0 <= self.high:
            self._rule(self.y(0), HAIRLINE, [], 1)
        run = 0
        for number, series in enumerate(self.series):
            colour, dash, shape = _STYLES[number % len(_STYLES)]
            for point in series.points:
                if point.value is None:
                    run += 1
                    continue
                place = {"x": self.x(point), "y": self.y(float(point.value))}
                fill = colour if point is series.known[-1] else "#FFFFFF"
                self.drawing.lines.append({**place, "run": run, "colour": colour, "dash": dash})
                self.drawing.dots.append({**place, "colour": colour, "fill": fill, "shape": shape})
            run += 1

    def _rule(self, y: float, colour: str, dash: list[int], width: float) -> None:
        end = self.right + 8 if self.several else self.drawing.width
        rule = {"x": 0, "x2": end, "y": y, "y2": y, "colour": colour, "dash": dash, "width": width}
        self.drawing.rules.append(rule)

    def _target(self) -> None:
        target = self.figure.target
        if target is None or target.value is None:
            return
        y = self.y(float(target.value))
        self._rule(y, TEXT, [3, 3], 1.5)
        words = target_text(self.figure)
        room = (self.right if self.several else self.drawing.width) - text_width(words)
        places = [Text((words,), room * share / 8, y + dy, "left") for dy in (12, -12) for share in range(9)]
        fitting = next((text for text in places if self.drawing.free(text)), None)
        if fitting:
            self.drawing.texts.append(fitting)
        else:
            self.feet.append(f"{words} (streckad linje)")

    def _end_labels(self) -> None:
        """Names and last values at the lines' ends, pushed apart where the lines end close together."""
        wanted = []
        for number, series in enumerate(self.series):
            lines = self._end_lines(series, self.drawing.width)
            last = series.known[-1]
            assert last.value is not None
            y = self.y(float(last.value)) - LINE * (len(lines) - 1) / 2
            colour = _STYLES[number % len(_STYLES)][0]
            wanted.append((y, number, Text(lines, self.x(last) + 12, y, "left", True, colour)))
        room = LINE * max(len(text.lines) for _, _, text in wanted) + 2
        lowest = self.bottom - room + LINE
        for _, _, text in sorted(wanted, key=lambda item: (-item[0], item[1])):
            y = min(text.y, lowest)
            self.drawing.texts.append(Text(text.lines, text.x, y, "left", True, text.colour))
            lowest = y - room

    def _values(self) -> None:
        """Values at the points: the first and the last of a single line always, others where they cover nothing."""
        widest = max(text_width(self._value(point)) for point in self._points())
        step = (self.right - self.left) / (len(self.periods) - 1)
        turns = [(number, *turn) for number, series in enumerate(self.series) for turn in self._turns(series)]
        # First what every line must tell, then what there is room for; the first place before the others.
        for number, turn, point in sorted(turns, key=lambda turn: turn[1]):
            assert point.value is not None
            known = self.series[number].known
            last = point is known[-1]
            ends = point in (known[0], known[-1])
            short = number_text(self.figure, point.value)
            text = self._value(point) if ends or step > widest + 4 else short
            must = ends and not self.several
            self._place_value(point, text, bold=last, must=must, number=number, far=turn <= _EXTREMES)

    def _turns(self, series: Series) -> list[tuple[int, Point]]:
        """The points whose values are to be written, with their turns: last, first, highest, lowest, others."""
        known = series.known
        by_value = sorted(known[1:-1], key=lambda point: point.value or 0, reverse=True)
        ordered = [*known[-1:], *known[:1], *by_value[:1], *by_value[:0:-1]]
        # With several lines the last value stands at the line's end, with the name.
        return [(turn, point) for turn, point in enumerate(ordered) if turn or not self.several]

    def _place_value(
        self, point: Point, text: str, *, bold: bool, must: bool, number: int, far: bool
    ) -> None:
        x, y = self.x(point), self.y(float(point.value or 0))
        colour = _STYLES[number % len(_STYLES)][0] if self.several else TEXT
        aside = text_width(text, bold) * 0.45
        beside = [(sign * (text_width(text, bold) / 2 + 8), dy) for dy in (0, -7, 8) for sign in (1, -1)]
        around = [(0, -17), (0, 18), (aside, -17), (-aside, -17), (aside, 18), (-aside, 18), *beside]
        if far:
            around += [(dx, dy) for dy in (29, -28, 33, -32, 42) for dx in (0, -2, 2, -5, 5)]
        places = [Text((text,), x + dx, y + dy, bold=bold, colour=colour) for dx, dy in around]
        own = (place for place in places if self.drawing.belongs(place, x, y))
        fitting = next((place for place in own if self.drawing.free(place)), None)
        if fitting or must:
            self.drawing.texts.append(fitting or places[0])

    def _period_labels(self) -> None:
        """The last and the first period always, the others where there is room."""
        first, last = self.periods[0], self.periods[-1]
        y = self._lowest() + LINE / 2 + 5
        for middle, label in (last, first, *self.periods[1:-1]):
            share = (middle - first[0]) / (last[0] - first[0])
            x = self.left + share * (self.right - self.left)
            text = Text(self._wrapped(label), round(x, 1), y, colour=MUTED)
            wide = Box(text.box.left - 5, text.box.top, text.box.right + 5, text.box.bottom)
            covers = any(wide.meets(other.box) for other in self.drawing.texts)
            if middle in (first[0], last[0]) or not covers:
                self.drawing.texts.append(text)


def _middle(point: Point) -> float:
    return (point.period_start.toordinal() + point.period_end.toordinal()) / 2
