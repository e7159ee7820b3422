"""Where everything in a diagram stands, in pixels."""

from tracker.domain.swedish.words import capitalised, number_word
from tracker.reports.chart_drawing import LINE, TEXT, Box, Drawing, Text, apart, text_width
from tracker.reports.chart_styles import ACCENT, HAIRLINE, MUTED, few, style_of
from tracker.reports.content import KeyFigureContent, Point
from tracker.reports.figures import (
    Series,
    drawn_series,
    number_text,
    scale_note,
    scale_range,
    target_text,
    value_text,
)

#: More lines than these nobody tells apart, on a page and on a small screen; the first and the last are kept.
_MOST_LINES, _MOST_LINES_NARROW = 8, 5
# The turns of a line's last, first, highest and lowest value: rather a little away from the point than left out.
_EXTREMES = 3
#: A year of months. A line of more values has dots and values at its ends and extremes only.
_MANY = 12


class Layout:
    """Places the lines, dots and words of a figure that has a diagram, in a drawing of a given width."""

    def __init__(self, figure: KeyFigureContent, width: int) -> None:
        self.figure = figure
        known = [series for series in drawn_series(figure) if series.known]
        self.series = few(known, _MOST_LINES_NARROW if width < 400 else _MOST_LINES)
        self.low, self.high = scale_range(figure)
        self.periods = self._periods()
        self.several = len(self.series) > 1
        #: The own municipality's line among others.
        self.own = (
            [series.name for series in self.series].index(figure.own_place) if self._has_own() else None
        )
        self.crowded = self.own is not None and len(self.series) > 2
        plot = 150 if width < 400 else 180
        self.top = 30.0
        self.bottom = self.top + max(plot, self._room(width) * len(self.series) if self.several else 0)
        self.left, self.right = self._sides(width)
        # What stands under the labels of the periods.
        left_out = len(known) - len(self.series)
        self.feet: list[str] = (
            [f"{capitalised(number_word(left_out))} till visas inte här."] if left_out else []
        )
        self.drawing = Drawing(float(width), self.bottom)

    def _has_own(self) -> bool:
        names = [series.name for series in self.series]
        return len(names) > 1 and self.figure.own_place != "" and self.figure.own_place in names

    def style(self, number: int) -> tuple[str, list[int], str]:
        """Colour, dash and shape of a line."""
        return style_of(number, self.own)

    def _stands_out(self, number: int) -> bool:
        """Whether the line's name is bold: of the own municipality alone, else of all."""
        return self.own in (None, number)

    def _room(self, width: float) -> float:
        """How high the names at the lines' ends are, each."""
        return LINE * max(len(self._end_lines(series, width)) for series in self.series) + 2

    @property
    def _gap(self) -> float:
        """From a line's end to its name; further where names are pushed apart."""
        return 26 if self.crowded else 12

    def _periods(self) -> list[tuple[float, str]]:
        """Each period's middle as a day number and its label, in time order."""
        found = {_middle(point): point.label for series in self.series for point in series.points}
        return sorted(found.items())

    def _sides(self, width: int) -> tuple[float, float]:
        begins = (*self._wrapped(self.periods[0][1]), self._value(self._points()[0]))
        first = max(text_width(line) for line in begins)
        if self.several:
            ends = [line for series in self.series for line in self._end_lines(series, width)]
            return first / 2 + 2, width - max(text_width(line, True) for line in ends) - self._gap - 2
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
        for number, series in self._in_drawing_order():
            colour, dash, shape = self.style(number)
            wide = {} if self.own is None else {"width": 3 if number == self.own else 1.75}
            for point in series.points:
                if point.value is None:
                    run += 1
                    continue
                place = {"x": self.x(point), "y": self.y(float(point.value))}
                fill = colour if point is series.known[-1] else "#FFFFFF"
                self.drawing.lines.append({**place, "run": run, "colour": colour, "dash": dash, **wide})
                self.drawing.dots.append({**place, "colour": colour, "fill": fill, "shape": shape})
            run += 1
        self._fewer_dots()

    def _in_drawing_order(self) -> list[tuple[int, Series]]:
        """The lines as they lie upon each other: the own one on top."""
        return sorted(enumerate(self.series), key=lambda each: each[0] == self.own)

    def _fewer_dots(self) -> None:
        """Of a line of many values only what is written out, and what no line leads to, keeps its dot."""
        kept = []
        dots = iter(zip(self.drawing.lines, self.drawing.dots, strict=True))
        runs = [line["run"] for line in self.drawing.lines]
        for _, series in self._in_drawing_order():
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
            x = (self.right if self.crowded else self.x(last)) + self._gap
            bold = self._stands_out(number)
            wanted.append((y, number, Text(lines, x, y, "left", bold, self.style(number)[0])))
        room = LINE * max(len(text.lines) for _, _, text in wanted) + 2
        for text, number in apart(wanted, room, self.bottom):
            self.drawing.texts.append(text)
            if self.crowded:
                self._leader(self.series[number].known[-1], text, number)

    def _leader(self, last: Point, text: Text, number: int) -> None:
        """A thin line from where a line ends to its name."""
        middle = text.y + LINE * (len(text.lines) - 1) / 2
        rule = {"x": self.x(last) + 6, "x2": text.x - 4, "y": self.y(float(last.value or 0)), "y2": middle}
        colour = ACCENT if number == self.own else MUTED
        self.drawing.rules.append({**rule, "colour": colour, "dash": [], "width": 1})

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
        """The last, the first, the highest and the lowest point, and of a line of few values all the others.

        Of the others beside the own municipality only the last: the table has all.
        """
        known = series.known
        if self.crowded and series.name != self.figure.own_place:
            return known[-1:]
        by_value = sorted(known[1:-1], key=lambda point: point.value or 0, reverse=True)
        ordered = [*known[-1:], *(known[:1] if known[1:] else []), *by_value[:1], *by_value[:0:-1]]
        return ordered[: _EXTREMES + 1] if len(known) > _MANY else ordered

    def _place_value(
        self, point: Point, text: str, *, bold: bool, must: bool, number: int, far: bool
    ) -> None:
        x, y = self.x(point), self.y(float(point.value or 0))
        colour = self.style(number)[0] if self.several else TEXT
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
