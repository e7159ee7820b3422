"""The fields in what a report gets of a template: only such as show what the document itself knows.

A field may be split over many elements, have others inside, and be changed by tracked changes or alternatives: its
name must stand in one piece before any of these.
"""

import re
from collections.abc import Mapping

from tracker.importers.template.refusals import bad_field
from tracker.importers.template.relations import may_be_followed

_ALLOWED = {
    "PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE",
    "STYLEREF", "REF", "PAGEREF", "DOCPROPERTY", "TITLE", "SUBJECT", "AUTHOR",
    "KEYWORDS", "COMMENTS", "LASTSAVEDBY", "FILENAME", "HYPERLINK", "IF", "=",
}  # fmt: skip
#: Stands in a field's code for what is not its own text.
_OTHER = "\ufffc"
_NAME = re.compile(r'\s*(=|[A-Za-z]+(?![^\s"\\]))')
_ARGUMENTS = re.compile(r'"([^"]*)"|(\S+)')
_SWITCH = re.compile(r"\\[a-z*#@!]", re.IGNORECASE)
#: What a reader may leave out, or choose one of.
_APART = ("Choice", "Fallback", "del", "moveFrom")
_CODE = ("instrText", "delInstrText")
_SPACES = ("tab", "br", "cr")
_NO_TEXT = ("sym", "softHyphen", "noBreakHyphen", "drawing", "pict", "object")
_WHERE = {"hdr": "Mallens sidhuvud", "ftr": "Mallens sidfot"}


class _Open:
    """A field that has begun, or (`apart`) a piece that is judged by itself."""

    def __init__(self, *, apart: bool) -> None:
        self.apart = apart
        self.code = ""
        self.is_code = not apart


class Fields:
    """Follows the fields of one part, element by element, and refuses those that are not allowed."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._text: list[str] | None = None
        self._where = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element of the part, and its attributes by their names without namespace."""
        self._where = self._where or _WHERE.get(name, "Mallen")
        if name in _APART:
            self._add(_OTHER)
            self._open.append(_Open(apart=True))
        elif name == "fldSimple":
            self._add(_OTHER)
            self._check(attributes.get("instr", ""))
        elif name == "fldChar":
            self._mark(attributes.get("fldCharType", ""))
        elif name in (*_CODE, "t"):
            self._text = []
        elif name in _SPACES:
            self._add(" ")
        elif name in _NO_TEXT:
            self._add(_OTHER)

    def data(self, text: str) -> None:
        """Text of the element."""
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        """The end of an element."""
        if name in _APART:
            self._close_apart()
        elif name in (*_CODE, "t") and self._text is not None:
            text, self._text = "".join(self._text), None
            inside = self._add(text)
            if name in _CODE and not inside:
                self._check(text)

    def close(self) -> None:
        """The end of the part: what has no end is judged too."""
        for found in self._open:
            self._check(found.code)

    def _add(self, text: str) -> bool:
        """Adds to the code of the field at hand; False when none is."""
        if not self._open or not self._open[-1].is_code:
            return False
        self._open[-1].code += text
        return True

    def _mark(self, kind: str) -> None:
        if kind == "begin":
            self._add(_OTHER)
            self._open.append(_Open(apart=False))
        elif self._open and not self._open[-1].apart:
            self._open[-1].is_code = False
            if kind == "end":
                self._check(self._open.pop().code)

    def _close_apart(self) -> None:
        while self._open:
            found = self._open.pop()
            if found.apart:
                return
            self._check(found.code)

    def _check(self, code: str) -> None:
        if not code.strip():
            return
        found = _NAME.match(code)
        name = found.group(1).upper() if found else ""
        if name not in _ALLOWED:
            raise bad_field(name or code.replace(_OTHER, "").split(" ")[0], self._where)
        if name == "HYPERLINK" and not _harmless_link(code[len(found.group(0)) :] if found else ""):
            raise bad_field(code.strip(), self._where)


def _harmless_link(rest: str) -> bool:
    arguments = [quoted or bare for quoted, bare in _ARGUMENTS.findall(rest)]
    targets = [each for each in arguments if not _SWITCH.fullmatch(each)]
    return _OTHER not in rest and all(may_be_followed(each) for each in targets)
