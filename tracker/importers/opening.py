"""What kind of file it really is: by what it holds, never by its name."""

import re
from dataclasses import dataclass
from enum import StrEnum
from zipfile import ZipFile

from tracker.importers.decoding import decoded
from tracker.importers.imported import FileRefused
from tracker.importers.safe_zip import checked_zip, part

#: The largest file that is taken, in bytes; a report with pictures is a tenth of it.
LARGEST = 20_000_000
#: What an Office file may unpack to, in bytes.
_UNPACKED = 60_000_000
_TAKEN = "Ladda upp rapporten som .docx, .xlsx, .pdf, .csv, .json eller .txt."


class Kind(StrEnum):
    """A kind of file that can be read; the value is what ImportedReport.format says."""

    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    CSV = "csv"
    JSON = "json"
    TEXT = "text"


_ENDINGS = {
    Kind.DOCX: ("docx", "dotx"), Kind.XLSX: ("xlsx", "xltx"), Kind.PDF: ("pdf",), Kind.CSV: ("csv", "tsv", "txt"),
    Kind.JSON: ("json",), Kind.TEXT: ("txt", "text", "md", "csv"),
}  # fmt: skip
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Opened:
    """A file of a known kind. `archive` holds the parts of an Office file, `text` the letters of a plain one."""

    kind: Kind
    data: bytes
    notes: tuple[str, ...] = ()
    archive: ZipFile | None = None
    text: str = ""


def check_size(size: int) -> None:
    """Raises FileRefused when the file is empty or too large, both in bytes."""
    if size == 0:
        raise FileRefused("empty", "Filen är tom. Kontrollera att du valde rätt fil.")
    if size > LARGEST:
        raise FileRefused(
            "too-large",
            "Filen är för stor. Den får vara högst 20 MB. Ta bort bilder eller spara rapporten som text.",
        )


def plain_name(filename: str) -> str:
    """The file's name as it can be stored and handed on: a name may come with a NUL, which no database takes."""
    return "".join(sign for sign in filename if sign.isprintable())[-200:] or "fil"


def opened(data: bytes, filename: str) -> Opened:
    """The file as what it is, with a note when its name says something else.

    Raises FileRefused with what to do for every file that is not read.
    """
    check_size(len(data))
    found = _opened(data, filename)
    ending = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    if ending in _ENDINGS[found.kind]:
        return found
    note = f"Filens namn slutar inte på .{_ENDINGS[found.kind][0]}, men det är vad den innehåller. Så är den läst."
    return Opened(found.kind, found.data, (note, *found.notes), found.archive, found.text)


def _opened(data: bytes, filename: str) -> Opened:
    if data.startswith(b"PK"):
        return _office(data)
    if b"%PDF-" in data[:1024]:
        return Opened(Kind.PDF, data)
    _refuse_known(data)
    text, notes = decoded(data)
    return Opened(_plain_kind(text, filename), data, notes, text=text)


def _office(data: bytes) -> Opened:
    archive = checked_zip(data, largest=_UNPACKED)
    names = {name.lower() for name in archive.namelist()}
    types = part(archive, "[Content_Types].xml") if "[Content_Types].xml" in archive.namelist() else b""
    if b"macroEnabled" in types or any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise FileRefused(
            "macros",
            "Filen innehåller makron och läses inte. Spara den som .docx eller .xlsx och försök igen.",
        )
    if "word/document.xml" in names:
        return Opened(Kind.DOCX, data, archive=archive)
    if "xl/workbook.xml" in names:
        return Opened(Kind.XLSX, data, archive=archive)
    if "mimetype" in names:
        raise FileRefused(
            "other-office", "Filen är sparad i OpenDocument. Spara den som .docx eller .xlsx och försök igen."
        )
    raise FileRefused("zip", f"Filen är ett paket med andra filer. Packa upp det. {_TAKEN}")


def _refuse_known(data: bytes) -> None:
    """Kinds that are met and not read, each with its own way out."""
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(_OLE):
        if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in data:
            raise FileRefused(
                "encrypted",
                "Filen är låst med lösenord. Öppna den i Word eller Excel, spara utan lösenord och försök igen.",
            )
        raise FileRefused(
            "old-office", "Filen är sparad i ett äldre format. Öppna den och spara som .docx eller .xlsx."
        )
    if data.startswith(_IMAGES) or data[8:12] == b"WEBP":
        raise FileRefused("image", f"Filen är en bild, och ur en bild kan ingen text läsas. {_TAKEN}")
    if start.startswith(b"{\\rtf"):
        raise FileRefused("rtf", "Filen är sparad som RTF. Öppna den i Word och spara som .docx.")
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body", b"<table")):
        raise FileRefused(
            "markup",
            "Filen är en webbsida eller XML. Öppna den i Word eller Excel och spara som .docx eller .xlsx.",
        )


def _plain_kind(text: str, filename: str) -> Kind:
    start = text.lstrip()[:1]
    if start in ("{", "["):
        return Kind.JSON
    lines = [line for line in text.splitlines()[:60] if line.strip()]
    if not lines:
        raise FileRefused("empty", "Filen innehåller ingen text. Kontrollera att du valde rätt fil.")
    if filename.lower().endswith((".csv", ".tsv")):
        return Kind.CSV
    parted = sum(1 for line in lines if re.search(r"[;\t]\S*.*[;\t]", line))
    return Kind.CSV if parted * 2 > len(lines) else Kind.TEXT
