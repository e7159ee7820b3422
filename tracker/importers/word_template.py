"""A municipality's own Word template, taken only when a report can be written into it."""

from xml.etree import ElementTree
from zipfile import ZipFile

from tracker.importers.imported import FileRefused
from tracker.importers.safe_zip import checked_zip, part

#: The largest template that is taken, in bytes.
LARGEST = 10_000_000
#: What it may unpack to, in bytes.
_UNPACKED = 60_000_000
_TYPES = "[Content_Types].xml"
_MAIN = (b"wordprocessingml.document.main+xml", b"wordprocessingml.template.main+xml")
_NOT_WORD = "Filen är inte en Wordmall. Spara mallen i Word som .docx eller .dotx och försök igen."


def check_template(data: bytes, filename: str) -> None:
    """Raises FileRefused, with what to do, for everything but a harmless .docx or .dotx of at most 10 MB."""
    if not data:
        raise FileRefused("empty", "Filen är tom. Kontrollera att du valde rätt fil.")
    if len(data) > LARGEST:
        raise FileRefused(
            "too-large", "Filen är för stor. En mall får vara högst 10 MB. Gör bilderna mindre."
        )
    ending = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    if ending in ("docm", "dotm"):
        raise _macros()
    if ending not in ("docx", "dotx") or not data.startswith(b"PK"):
        raise FileRefused("not-word", _NOT_WORD)
    with checked_zip(data, largest=_UNPACKED) as archive:
        _check_parts(archive)


def _check_parts(archive: ZipFile) -> None:
    names = archive.namelist()
    if _TYPES not in names:
        raise FileRefused("not-word", _NOT_WORD)
    types = part(archive, _TYPES)
    if any("vbaproject" in name.lower() for name in names) or b"macroEnabled" in types:
        raise _macros()
    if not any(kind in types for kind in _MAIN):
        raise FileRefused("not-word", _NOT_WORD)
    if any(_fetches(part(archive, name)) for name in names if name.endswith(".rels")):
        raise FileRefused(
            "linked",
            "Mallen hämtar något utifrån, till exempel en länkad bild. Lägg in bilden i mallen i stället för att "
            "länka till den, spara och försök igen.",
        )


def _fetches(relations: bytes) -> bool:
    """Whether a part names something outside that Word would fetch by itself: a link to be followed is not.

    The template that a template was made of is named too; it is not fetched without asking, and is taken away.
    """
    for relation in ElementTree.fromstring(relations):
        kind = relation.get("Type", "").rpartition("/")[2]
        if relation.get("TargetMode") == "External" and kind not in ("hyperlink", "attachedTemplate"):
            return True
    return False


def _macros() -> FileRefused:
    return FileRefused(
        "macros",
        "Mallen innehåller makron. Spara den i Word som .docx eller .dotx utan makron och försök igen.",
    )
