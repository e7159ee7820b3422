"""The status bar as a picture for Word: one cell per activity, told apart by shape as well as colour."""

from collections.abc import Sequence

import vl_convert

from tracker.domain.counting import Group
from tracker.domain.terms import Meaning

_WIDTH = 605
_GAP, _GROUP_GAP, _LARGEST, _SMALLEST = 3, 8, 22, 10
_EDGES: dict[Meaning | None, str] = {
    Meaning.COMPLETED: "#2C7A4B",
    Meaning.STARTED: "#2B5FA8",
    Meaning.DEVIATES: "#9C3A00",
    Meaning.STOPPED: "#18242A",
    Meaning.NOT_STARTED: "#7D8A8F",
    None: "#18242A",
}
_FILLED = frozenset({Meaning.COMPLETED, Meaning.DEVIATES})


def png(groups: Sequence[Group]) -> bytes:
    """The bar as a PNG of three dots per pixel; the words stand beside it."""
    return vl_convert.svg_to_png(svg(groups), scale=3)


def svg(groups: Sequence[Group]) -> str:
    """The bar as SVG, as wide as the report's text; on several lines when the cells would be too small."""
    total = sum(group.count for group in groups)
    room = (_WIDTH - _GROUP_GAP * (len(groups) - 1)) / max(total, 1) - _GAP
    size = max(_SMALLEST, min(_LARGEST, int(room)))
    shapes: list[str] = []
    x, y = 0, 4
    for group in groups:
        for _ in group.numbers:
            if x + size > _WIDTH:
                x, y = 0, y + size + 8
            shapes.append(_cell(group, x, y, size))
            x += size + _GAP
        x += _GROUP_GAP - _GAP
    height = y + size + 2
    body = "".join(shapes)
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}">{body}</svg>'


def _cell(group: Group, x: int, y: int, size: int) -> str:
    colour = _EDGES[group.meaning]
    top, high = (y - 4, size + 4) if group.meaning is Meaning.DEVIATES else (y, size)
    fill = colour if group.meaning in _FILLED else "none"
    dash = ' stroke-dasharray="3 2"' if group.meaning is None else ""
    frame = (
        f'<rect x="{x + 1}" y="{top + 1}" width="{size - 2}" height="{high - 2}" rx="1" '
        f'fill="{fill}" stroke="{colour}" stroke-width="2"{dash}/>'
    )
    if group.meaning is Meaning.STARTED and not group.ongoing:
        return (
            frame
            + f'<rect x="{x + 1}" y="{y + 1}" width="{size / 2 - 1}" height="{size - 2}" fill="{colour}"/>'
        )
    if group.meaning is Meaning.STOPPED:
        middle = y + size / 2 - 1.5
        return (
            frame
            + f'<rect x="{x + size * 0.25}" y="{middle}" width="{size / 2}" height="3" fill="{colour}"/>'
        )
    return frame
