"""What the parts of a template name: the file's own parts, and what lies outside it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.importers.template.refusals import bad_link, damaged, embedded, linked, macros

_BASES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/",
)
_HYPERLINK = tuple(f"{base}hyperlink" for base in _BASES)
_ATTACHED = tuple(f"{base}attachedTemplate" for base in _BASES)
_OUTSIDE = re.compile(r"[\s\0]*(?:[a-z][a-z0-9+.\-]*:|[/\\]{2})", re.IGNORECASE)
_FOLLOWED = re.compile(r"\s*(?:https?:|mailto:|tel:)", re.IGNORECASE)
_MACROS = ("vbaproject", "vbadata", "extensibility")
_EMBEDDED = {
    "oleobject": "ett inbäddat objekt",
    "package": "en inbäddad fil",
    "control": "en ActiveX-kontroll",
    "afchunk": "en inbäddad fil",
    "subdocument": "ett underdokument",
    "frame": "en ram med en annan fil",
}


@dataclass
class Outward:
    """What a part names outside the file, by the relation's id: links to follow, and the template it was made of."""

    links: dict[str, str] = field(default_factory=dict)
    attached: dict[str, str] = field(default_factory=dict)


def outside(target: str) -> bool:
    """Whether an address leads out of the file."""
    return _OUTSIDE.match(target) is not None


def may_be_followed(target: str) -> bool:
    """Whether a link may lead there: to a page, an address, a telephone, or a place in the file."""
    return _FOLLOWED.match(target) is not None or not outside(target)


def source_of(name: str) -> str:
    """The part whose relations the .rels part of that name holds, as `same` writes it; "" is the whole file."""
    folder, _, file = same(name).rpartition("/")
    return f"{folder.removesuffix('_rels')}{file.removesuffix('.rels')}"


def same(name: str) -> str:
    """The name of a part, equal for all the ways in which it can be written."""
    return name.replace("\\", "/").lstrip("/").lower()


class Relations:
    """Reads a .rels part (a target of markup.read) and refuses what no template needs."""

    def __init__(self, found: Outward) -> None:
        self._found = found
        self._depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A relation, or the element around them."""
        self._depth += 1
        name = tag.rpartition("}")[2]
        if name != ("Relationships" if self._depth == 1 else "Relationship") or self._depth > 2:
            raise damaged()
        if self._depth == 2:
            self._relation(attributes)

    def end(self, tag: str) -> None:
        """The end of an element."""
        self._depth -= 1

    def close(self) -> None:
        """The end of the part."""

    def _relation(self, attributes: Mapping[str, str]) -> None:
        kind, target = attributes.get("Type", ""), attributes.get("Target", "")
        _check_kind(kind.lower())
        named = attributes.get("Id", "")
        mode = attributes.get("TargetMode", "Internal")
        if mode == "Internal" and not outside(target):
            return
        if kind in _HYPERLINK:
            if not may_be_followed(target):
                raise bad_link(target)
            self._found.links[named] = target
        elif kind in _ATTACHED and mode == "External":
            self._found.attached[named] = target
        else:
            raise linked(target)


def _check_kind(kind: str) -> None:
    if any(word in kind for word in _MACROS):
        raise macros()
    tail = kind.rpartition("/")[2]
    if tail in _EMBEDDED:
        raise embedded(_EMBEDDED[tail])
    if "oleobject" in kind or "activex" in kind:
        raise embedded("ett inbäddat objekt")
