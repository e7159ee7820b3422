"""A municipality's own Word template, taken only when all that it brings into a report is harmless.

It is checked twice: the file as it was uploaded, and what of it a report gets (`check_bare`). Run both in the
sandbox: ten megabytes may unpack to a file that asks for much memory.
"""

from collections.abc import Mapping
from zipfile import ZipFile

from tracker.importers.imported import FileRefused
from tracker.importers.safe_zip import checked_zip, is_xml, part
from tracker.importers.template.fields import Fields
from tracker.importers.template.kinds import Kinds, check_beginning, check_kinds
from tracker.importers.template.markup import WORD, Budget, Rules, parted, read
from tracker.importers.template.measures import check_measures
from tracker.importers.template.refusals import linked, macros, not_word
from tracker.importers.template.relations import Outward, Relations, same, source_of

#: The largest template that is taken, in bytes.
LARGEST = 10_000_000
#: What it may unpack to, and how much of that may be XML, in bytes.
_UNPACKED, _MARKUP = 60_000_000, 12_000_000
#: How many elements the XML may have: each costs every report some three hundred bytes of memory for a moment.
_ELEMENTS = 150_000
_TYPES = "[Content_Types].xml"
_MAIN = ("wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml")


def check_name(size: int, filename: str) -> None:
    """Raises FileRefused for what need not be read: by its size in bytes and its name."""
    if not size:
        raise FileRefused("empty", "Filen är tom. Kontrollera att du valde rätt fil.")
    if size > LARGEST:
        raise FileRefused(
            "too-large", "Filen är för stor. En mall får vara högst 10 MB. Gör bilderna mindre."
        )
    ending = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    if ending in ("docm", "dotm"):
        raise macros()
    if ending not in ("docx", "dotx"):
        raise not_word()


def check_template(data: bytes) -> None:
    """Raises FileRefused, with what to do, for a file that is no Word file or brings what no template needs."""
    if not data.startswith(b"PK"):
        raise not_word()
    with checked_zip(data, largest=_UNPACKED) as archive:
        _check_parts(archive, bare=False)


def check_bare(data: bytes) -> None:
    """Raises FileRefused when what a report gets of the template would fetch something, or cannot be used.

    What the template's own text says is of no matter: the report has none of it.
    """
    with checked_zip(data, largest=_UNPACKED) as archive:
        _check_parts(archive, bare=True)


def _check_parts(archive: ZipFile, *, bare: bool) -> None:
    names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
    if _TYPES not in names:
        raise not_word()
    budget, kinds = Budget(_ELEMENTS, _MARKUP), Kinds()
    read(part(archive, _TYPES), kinds, budget)
    check_kinds(kinds, names)
    if not any(kinds.of(name).endswith(_MAIN) for name in names):
        raise not_word()
    outward = _outward(archive, names, budget)
    for name in names:
        data = part(archive, name)
        if name == _TYPES or _is_relations(name):
            continue
        if is_xml(name, data) or kinds.of(name).endswith("xml"):
            rules = (_BareRules if bare else Rules)(outward.get(same(name), Outward()))
            read(data, rules, budget)
        else:
            check_beginning(data)


def _outward(archive: ZipFile, names: list[str], budget: Budget) -> dict[str, Outward]:
    """What each part names outside the file."""
    found: dict[str, Outward] = {}
    for name in names:
        if _is_relations(name):
            target = Relations(found.setdefault(source_of(name), Outward()))
            read(part(archive, name), target, budget)
    return found


def _is_relations(name: str) -> bool:
    return name.lower().endswith(".rels")


class _BareRules(Rules):
    """The rules for what a report gets: its fields and numbers are looked at too, and it was made of no template."""

    def __init__(self, outward: Outward) -> None:
        super().__init__(outward)
        for target in outward.attached.values():
            raise linked(target)
        self._fields = Fields()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        super().start(tag, attributes)
        space, name = parted(tag)
        plain = {parted(key)[1]: value for key, value in attributes.items()}
        if space in WORD:
            check_measures(name, plain)
        self._fields.start(name, plain)

    def end(self, tag: str) -> None:
        self._fields.end(parted(tag)[1])

    def data(self, text: str) -> None:
        super().data(text)
        self._fields.data(text)

    def close(self) -> None:
        super().close()
        self._fields.close()
