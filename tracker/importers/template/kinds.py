"""What the parts of a template are: by the list of types that the file keeps, and by how they begin."""

from collections.abc import Iterable, Mapping

from tracker.importers.template.refusals import embedded, macros
from tracker.importers.template.relations import same

_MACROS = ("macroenabled", "vbaproject", "vbadata")
_OBJECTS = ("oleobject", "activex")
_BEGINNINGS = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ett inbäddat objekt",
    b"PK\x03\x04": "en inbäddad fil",
    b"MZ": "ett program",
    b"%PDF-": "en inbäddad PDF",
    b"{\\rtf": "en inbäddad fil",
}


class Kinds:
    """Reads [Content_Types].xml (a target of markup.read)."""

    def __init__(self) -> None:
        self._endings: dict[str, str] = {}
        self._parts: dict[str, str] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A type for an ending or for a part."""
        name, kind = tag.rpartition("}")[2], attributes.get("ContentType", "").strip().lower()
        if name == "Default":
            self._endings[attributes.get("Extension", "").lower()] = kind
        elif name == "Override":
            self._parts[same(attributes.get("PartName", ""))] = kind

    def of(self, name: str) -> str:
        """The type of a part in small letters, "" when the file names none."""
        own = self._parts.get(same(name))
        return own if own is not None else self._endings.get(name.rpartition(".")[2].lower(), "")


def check_kinds(kinds: Kinds, names: Iterable[str]) -> None:
    """Raises FileRefused for parts that are programs or other programs' files, whatever they are called."""
    for name in names:
        kind = kinds.of(name)
        if any(word in kind for word in _MACROS) or any(word in name.lower() for word in _MACROS[1:]):
            raise macros()
        if any(word in kind for word in _OBJECTS):
            raise embedded("ett inbäddat objekt")


def check_beginning(data: bytes) -> None:
    """Raises FileRefused for a part that begins like another program's file, whatever its type says."""
    for beginning, what in _BEGINNINGS.items():
        if data.startswith(beginning):
            raise embedded(what)
