"""A zip from outside, opened only when unpacking it can do no harm (.docx, .dotx and .xlsx are zips)."""

import re
import zipfile
from io import BytesIO
from zipfile import ZipFile, ZipInfo

from tracker.importers.imported import FileRefused

_ENTRIES = 2_000
#: Real Office files stay under 1:50; deflate itself cannot pass 1:1032.
_RATIO = 200
_SMALL = 1_000_000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCODINGS = ("utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "windows-1252")
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,40})[\"']")
#: How XML begins, in whatever width the letters are; a part's name says nothing of what a program reads it as.
_XML = re.compile(rb"[\xef\xbb\xbf\xfe\xff\0\s]*<")
_XML_ENDINGS = (".xml", ".rels", ".vml")
_DAMAGED = (
    "Filen är skadad och går inte att öppna. Öppna den i Word eller Excel, spara en ny kopia och försök igen."
)


def checked_zip(data: bytes, *, largest: int) -> ZipFile:
    """The zip, when all of it unpacks to at most `largest` bytes and its XML declares nothing of its own.

    Raises FileRefused: damaged, encrypted, zip-bomb or entities. Sizes are those that the zip states: zipfile
    reads no more than that.
    """
    try:
        archive = ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as problem:
        raise FileRefused("damaged", _DAMAGED) from problem
    _check_sizes(archive.infolist(), largest)
    for entry in archive.infolist():
        data = part(archive, entry.filename)
        if is_xml(entry.filename, data):
            _check_xml(data)
    return archive


def is_xml(name: str, data: bytes) -> bool:
    """Whether a part is XML, by what it holds or by its name."""
    return name.lower().endswith(_XML_ENDINGS) or _XML.match(data) is not None


def part(archive: ZipFile, name: str) -> bytes:
    """What the zip holds under the name. Raises FileRefused when it is missing or damaged."""
    try:
        return archive.read(name)
    except Exception as problem:  # zlib, CRC, offsets: zipfile has no common class for what a bad file can do
        raise FileRefused("damaged", _DAMAGED) from problem


def _check_sizes(entries: list[ZipInfo], largest: int) -> None:
    too_much = FileRefused(
        "zip-bomb",
        "Filen packar upp sig till mer än vad en rapport kan vara. "
        "Kopiera innehållet till ett nytt dokument, spara och försök igen.",
    )
    if len(entries) > _ENTRIES or sum(entry.file_size for entry in entries) > largest:
        raise too_much
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        # Of two parts with one name, one program would read what another has not seen.
        raise FileRefused("damaged", _DAMAGED)
    for entry in entries:
        if entry.flag_bits & 1:
            raise FileRefused(
                "encrypted", "Filen är låst med lösenord. Spara den utan lösenord och försök igen."
            )
        if entry.compress_type not in _METHODS:
            raise FileRefused("damaged", _DAMAGED)
        if entry.file_size > _SMALL and entry.file_size > _RATIO * max(entry.compress_size, 1):
            raise too_much


def _check_xml(data: bytes) -> None:
    """No document type and no entities, in whatever width the letters are, and an encoding that shows them."""
    plain = data.replace(b"\0", b"")
    declared = _ENCODING.search(plain[:400])
    unknown = declared and declared.group(1).decode("ascii", "replace").lower() not in _ENCODINGS
    if unknown or b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise FileRefused(
            "entities",
            "Filen innehåller XML-deklarationer som Word och Excel aldrig skriver, och läses därför inte. "
            "Kopiera innehållet till ett nytt dokument, spara och försök igen.",
        )
