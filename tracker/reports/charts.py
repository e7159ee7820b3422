"""Diagrams: one Vega-Lite specification each, as SVG for pages and PNG for Word, kept by content hash."""

import json
from collections.abc import Callable
from functools import lru_cache, partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import vl_convert

from tracker.reports.chart_spec import specification
from tracker.reports.content import KeyFigureContent
from tracker.reports.figures import describe, has_chart
from tracker.reports.writing import write_atomically

__all__ = ["PAGE_WIDTH", "WORD_WIDTH", "ChartStore", "describe", "png", "svg"]

#: Pixels that a page of 320 has room for, and 15 cm in Word at 96 pixels an inch.
PAGE_WIDTH, WORD_WIDTH = 288, 567
_PAGE_FONT = "'Source Sans 3', 'Segoe UI', Arial, sans-serif"
# vl-convert carries this font itself: the picture has its words, and is the same, on every machine.
_WORD_FONT = "Liberation Sans"
_PNG_SCALE = 2.5
# Part of the hash: a change of how a specification is turned into a file must not find the old file.
_DRAWN_BY = f"1 {version('vl-convert-python')}"
_SVG = "http://www.w3.org/2000/svg"


def svg(
    figure: KeyFigureContent, width: int = PAGE_WIDTH, *, store: "ChartStore | None" = None
) -> str | None:
    """The figure's diagram as an <svg> to put into a page, `width` pixels wide; None below three outcomes.

    It carries a title, a description in words and neither styles nor scripts.
    Its ids follow from content and width: the same diagram twice on a page needs two widths.
    """
    if not has_chart(figure):
        return None
    spec = specification(figure, width, _PAGE_FONT)
    texts = {"title": figure.caption or figure.name, "desc": describe(figure)}
    key = _key({"spec": spec, "slug": figure.slug, **texts})
    draw = partial(_accessible, spec, f"diagram-{key[:12]}", texts)
    return (store or _memory).get(f"{key}.svg", draw).decode()


def png(
    figure: KeyFigureContent, width: int = WORD_WIDTH, *, store: "ChartStore | None" = None
) -> bytes | None:
    """The same diagram as a PNG, two and a half dots per pixel of `width`; None below three outcomes."""
    if not has_chart(figure):
        return None
    spec = specification(figure, width, _WORD_FONT)
    name = f"{_key({'spec': spec, 'scale': _PNG_SCALE})}.png"
    return (store or _memory).get(name, lambda: vl_convert.svg_to_png(_svg(spec), scale=_PNG_SCALE))


class ChartStore:
    """Drawn diagrams by name, in memory and in a folder if there is one; what a name holds never changes."""

    def __init__(self, folder: Path | None = None, *, in_memory: int = 256) -> None:
        self._folder = folder
        self._files = lru_cache(maxsize=in_memory)(_Drawn)

    def get(self, name: str, draw: Callable[[], bytes]) -> bytes:
        """The file of that name, drawn if it is not there. Raises OSError if the folder cannot be written."""
        drawn = self._files(name)
        if drawn.data is None:
            drawn.data = self._read(name) or self._write(name, draw())
        return drawn.data

    def _read(self, name: str) -> bytes | None:
        path = self._folder / name if self._folder else None
        return path.read_bytes() if path and path.is_file() else None

    def _write(self, name: str, data: bytes) -> bytes:
        if self._folder:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_atomically(self._folder / name, data)
        return data


class _Drawn:
    """A place in the memory of a store."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.data: bytes | None = None


_memory = ChartStore()


def _key(content: dict[str, Any]) -> str:
    return sha256(f"{_DRAWN_BY} {json.dumps(content, sort_keys=True)}".encode()).hexdigest()


def _svg(spec: dict[str, Any]) -> str:
    # No host is allowed: a specification never fetches anything.
    return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))


def _accessible(spec: dict[str, Any], name: str, texts: dict[str, str]) -> bytes:
    """The drawing as one named picture: Vega's own roles and empty paths go, title and description come."""
    drawn = ElementTree.fromstring(_svg(spec))
    for parent in drawn.iter():
        for child in [path for path in parent if path.tag == f"{{{_SVG}}}path" and not _visible(path)]:
            parent.remove(child)
        for key in [key for key in parent.attrib if key.startswith("aria-") or key in ("role", "class")]:
            del parent.attrib[key]
    width, height = drawn.get("width", ""), drawn.get("height", "")
    picture = ElementTree.Element(f"{{{_SVG}}}svg", {
        "class": "chart__drawing", "width": width, "viewBox": f"0 0 {width} {height}", "role": "img",
        "aria-labelledby": f"{name}-title", "aria-describedby": f"{name}-desc",
    })  # fmt: skip
    for tag, text in texts.items():
        ElementTree.SubElement(picture, f"{{{_SVG}}}{tag}", {"id": f"{name}-{tag}"}).text = text
    picture.extend(drawn)
    # Without a prefix an HTML parser knows the elements. Said each time: other libraries say it otherwise.
    ElementTree.register_namespace("", _SVG)
    return ElementTree.tostring(picture, encoding="unicode").encode()


def _visible(path: ElementTree.Element) -> bool:
    return bool(path.get("fill") or path.get("stroke"))
