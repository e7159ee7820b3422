"""What the lines of a diagram look like: told apart by dash and shape, not by colour alone; the own one stands out."""

from tracker.reports.chart_drawing import TEXT
from tracker.reports.figures import Series

ACCENT, MUTED, HAIRLINE = "#0B5563", "#4A5960", "#D3DBDD"
#: Told apart by dash and shape, not by colour alone: colour, dash, shape.
_STYLES: tuple[tuple[str, list[int], str], ...] = (
    (ACCENT, [], "circle"),
    (TEXT, [7, 4], "square"),
    (MUTED, [2, 3], "triangle-up"),
    (ACCENT, [10, 3, 2, 3], "diamond"),
)
#: Beside the own municipality's line, which alone has the accent, the others are muted.
_OTHERS: tuple[tuple[str, list[int], str], ...] = (
    (MUTED, [7, 4], "square"),
    (MUTED, [2, 3], "triangle-up"),
    (MUTED, [10, 3, 2, 3], "diamond"),
    (MUTED, [4, 2], "triangle-down"),
    (MUTED, [12, 4], "cross"),
    (MUTED, [1, 4], "triangle-right"),
    (MUTED, [6, 2, 2, 2], "triangle-left"),
)


def style_of(number: int, own: int | None) -> tuple[str, list[int], str]:
    """Colour, dash and shape of a line; `own` is which one is the own municipality's among others."""
    if own is None:
        return _STYLES[number % len(_STYLES)]
    if number == own:
        return _STYLES[0]
    return _OTHERS[(number - (number > own)) % len(_OTHERS)]


def few(series: list[Series], most: int) -> list[Series]:
    """At most so many: the first ones, and the last, which is the whole country where it is compared with."""
    return series if len(series) <= most else [*series[: most - 1], series[-1]]
