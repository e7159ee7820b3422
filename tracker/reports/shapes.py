"""The shapes of the statuses as pictures of their own, for formats without the pages' style sheets."""

from functools import cache

import vl_convert

from tracker.domain.terms import Meaning
from tracker.reports.html import arrow_svg, shape_svg

_COLOURS: dict[Meaning | None, str] = {
    Meaning.COMPLETED: "#14532d",
    Meaning.STARTED: "#1b4583",
    Meaning.DEVIATES: "#9c3a00",
    Meaning.STOPPED: "#18242a",
    Meaning.NOT_STARTED: "#4a5960",
    None: "#18242a",
}
_PAPER, _TEXT = "#ffffff", "#18242a"


def svg(meaning: Meaning | None, *, on_tag: bool = False) -> str:
    """The shape as an SVG file; `on_tag` as it stands on a dark tag."""
    colour, cut = _COLOURS[meaning], _PAPER
    return _alone(shape_svg(meaning), *((cut, colour) if on_tag else (colour, cut)))


def arrow() -> str:
    """The arrow from what was to what is, as an SVG file."""
    return _alone(arrow_svg(), _TEXT, _PAPER)


@cache
def png(meaning: Meaning | None) -> bytes:
    """The shape as a PNG of eighty dots across."""
    return vl_convert.svg_to_png(svg(meaning), scale=4)


def _alone(drawing: str, colour: str, cut: str) -> str:
    coloured = drawing.replace("currentColor", colour).replace('stroke="#fff"', f'stroke="{cut}"')
    return coloured.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
