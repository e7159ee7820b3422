"""The XML of a template's parts, read element by element: nothing is kept, so that size costs no memory."""

import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

from tracker.importers.template.refusals import damaged, embedded, linked, mail_merge, too_much
from tracker.importers.template.relations import Outward, outside

WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_VML = "urn:schemas-microsoft-com:"
_SVG = "http://www.w3.org/2000/svg"
#: What is not fetched before somebody follows it.
_FOLLOWED = ("hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver")
_FETCHING = ("src", "href", "althref")
_EMBEDDED = {
    "OLEObject": "ett inbäddat objekt",
    "ocx": "en ActiveX-kontroll",
    "altChunk": "en inbäddad fil",
    "subDoc": "ett underdokument",
    "webVideoPr": "en video från webben",
}
#: Names that others use for harmless things.
_EMBEDDED_OF = {
    **{(space, "control"): "en ActiveX-kontroll" for space in WORD},
    (_SVG, "script"): "ett program i en bild",
    (_SVG, "foreignObject"): "en webbsida i en bild",
}
_STYLED = re.compile(r"url\(\s*['\"]?(?!\s*['\"]?#)|@import", re.IGNORECASE)


class Budget:
    """How much more XML the file may have: every element takes some hundred bytes in a report's memory."""

    def __init__(self, elements: int, size: int) -> None:
        self._elements, self._size = elements, size

    def element(self) -> None:
        """Takes an element off. Raises FileRefused when it is one too many."""
        self._elements -= 1
        if self._elements < 0:
            raise too_much()

    def part(self, size: int) -> None:
        """Takes a part of so many bytes off. Raises FileRefused when it is too large."""
        self._size -= size
        if self._size < 0:
            raise too_much()


def read(data: bytes, target: Any, budget: Budget) -> None:
    """Hands the part's elements to the target, as ElementTree does. Raises FileRefused when it is no XML."""
    budget.part(len(data))
    parser = ElementTree.XMLParser(target=_Counted(target, budget))
    try:
        parser.feed(data)
        parser.close()
    except (SyntaxError, ValueError, LookupError) as problem:
        raise damaged() from problem


class _Counted:
    """A target that takes every element off the budget first."""

    def __init__(self, target: Any, budget: Budget) -> None:
        self._target, self._budget = target, budget
        for name in ("end", "data", "pi", "close"):
            if hasattr(target, name):
                setattr(self, name, getattr(target, name))

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element."""
        self._budget.element()
        self._target.start(tag, attributes)


def parted(tag: str) -> tuple[str, str]:
    """The namespace, "" for none, and the name."""
    space, _, name = tag.rpartition("}")
    return space[1:], name


class Rules:
    """Refuses what a part may not have wherever it stands: other programs' files, and what is fetched."""

    def __init__(self, outward: Outward) -> None:
        self._outward = outward
        self.root = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element."""
        space, name = parted(tag)
        self.root = self.root or name
        if name == "mailMerge":
            raise mail_merge()
        if what := _EMBEDDED.get(name) or _EMBEDDED_OF.get((space, name)):
            raise embedded(what)
        for key, value in attributes.items():
            self._attribute(space, name, key, value)

    def end(self, tag: str) -> None:
        """The end of an element."""

    def data(self, text: str) -> None:
        """Text. Styles of a picture may fetch fonts and more."""
        if self.root == "svg" and _STYLED.search(text):
            raise linked(text)

    def pi(self, target: str, text: str | None = None) -> None:
        """An instruction to the program that reads: only web browsers obey any, and fetch."""
        if target == "xml-stylesheet":
            raise linked(text or "")

    def close(self) -> None:
        """The end of the part. The template that this one was made of is named in the settings only."""
        if self._outward.attached and self.root != "settings":
            raise linked(next(iter(self._outward.attached.values())))

    def _attribute(self, space: str, element: str, key: str, value: str) -> None:
        of, name = parted(key)
        if of in _RELATIONS and (name == "link" or value in self._outward.links):
            if element not in _FOLLOWED:
                raise linked(self._outward.links.get(value, "en länkad fil"))
        elif space.startswith(_VML) or of.startswith(_VML):
            if name.lower() in _FETCHING and outside(value):
                raise linked(value)
        elif name == "manifestLocation" and outside(value):
            # Of a "smart document": Word would fetch the list of its programs.
            raise linked(value)
        elif space == _SVG:
            fetched = name in _FETCHING and outside(value) and not value.startswith("data:image/")
            if fetched or _STYLED.search(value):
                raise linked(value)
