"""Where everything in a diagram stands, in pixels."""

from tracker.reports.chart_drawing import LINE, TEXT, Box, Drawing, Text, text_width
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

ACCENT, MUTED, HAIRLINE = "#0B5563", "#4A5960", "#D3DBDD"
#: Told apart by dash and shape, not by colour alone: colour, dash, shape.
_STYLES: tuple[tuple[str, list[int], str], ...] = (
    (ACCENT, [], "circle"),
    (TEXT, [7, 4], "square"),
    (MUTED, [2, 3], "triangle-up"),
    (ACCENT, [10, 3, 2, 3], "diamond"),
)
# The turns of a line's last, first, highest and lowest value: rather a little away from the point than left out.
_EXTREMES = 3
#: A year of months. A line of more values has dots and values at its ends and extremes only.
_MANY = 12


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
        self._fewer_dots()

    def _fewer_dots(self) -> None:
        """Of a line of many values only what is written out, and what no line leads to, keeps its dot."""
        kept = []
        dots = iter(zip(self.drawing.lines, self.drawing.dots, strict=True))
        runs = [line["run"] for line in self.drawing.lines]
        for series in self.series:
            told = self._told(series)
            for point in series.known:
                line, dot = next(dots)
                if point in told or runs.count(line["run"]) == 1:
                    kept.append(dot)
        self.drawing.dots = kept

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
        # With several lines the last value stands at the line's end, with the name.
        return [(turn, point) for turn, point in enumerate(self._told(series)) if turn or not self.several]

    def _told(self, series: Series) -> list[Point]:
        """The last, the first, the highest and the lowest point, and of a line of few values all the others."""
        known = series.known
        by_value = sorted(known[1:-1], key=lambda point: point.value or 0, reverse=True)
        ordered = [*known[-1:], *(known[:1] if known[1:] else []), *by_value[:1], *by_value[:0:-1]]
        return ordered[: _EXTREMES + 1] if len(known) > _MANY else ordered

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
