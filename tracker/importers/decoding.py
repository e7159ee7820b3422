"""Bytes to text: UTF-8, UTF-16, or what older Windows programs write."""

import codecs
import re

from tracker.importers.imported import FileRefused

_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
OLD_LETTERS = "Filen är inte sparad som UTF-8. Den är läst som Windows-text: kontrollera å, ä och ö."
DROPPED = "Tecken som inte syns och inte kan sparas är borttagna."


def decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text with line ends as LF, and what a person should know about it.

    Raises FileRefused ("not-text") when it is no text: it holds NUL, or more than a few control characters.
    """
    text, notes = _letters(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    controls = len(_CONTROLS.findall(text))
    if "\0" in text or controls > max(3, len(text) // 500):
        raise FileRefused(
            "not-text",
            "Filen är inget dokument som kan läsas. Ladda upp den som .docx, .xlsx, .pdf, .csv eller .txt.",
        )
    if controls:
        return _CONTROLS.sub("", text), (*notes, DROPPED)
    return text, notes


def _letters(data: bytes) -> tuple[str, tuple[str, ...]]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), ()
    wide = _wide(data)
    if wide:
        return data.decode(wide, "replace"), ()
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        # The five bytes that cp1252 leaves open are rare and no letters.
        return data.decode("cp1252", "replace"), (OLD_LETTERS,)


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: every other byte is nearly always zero in Swedish text."""
    sample = data[:4000]
    half = len(sample) // 2
    if half < 4:
        return ""
    if sample[1::2].count(0) > half * 0.7 and sample[::2].count(0) < half * 0.1:
        return "utf-16-le"
    if sample[::2].count(0) > half * 0.7 and sample[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return ""
