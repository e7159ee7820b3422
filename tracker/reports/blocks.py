"""A text as every format prints it: paragraphs, lists, and only letters that all of them can hold."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_BULLET = re.compile(r"^\s*[•·]\s*(?=\S)")


@dataclass(frozen=True)
class Block:
    """A paragraph with its line breaks kept, or the items of a bulleted list."""

    lines: tuple[str, ...]
    bulleted: bool = False


def blocks(text: str) -> tuple[Block, ...]:
    """Paragraphs at blank lines, line breaks kept; lines that begin with a bullet become lists."""
    found: list[Block] = []
    for paragraph in re.split(r"\n[ \t]*\n", printable(text).strip("\n")):
        found.extend(_parts(paragraph))
    return tuple(found)


def _parts(paragraph: str) -> Iterator[Block]:
    lines: list[str] = []
    bulleted = False
    for line in paragraph.split("\n"):
        if not line.strip():
            continue
        bullet = _BULLET.match(line)
        if lines and bool(bullet) != bulleted:
            yield Block(tuple(lines), bulleted)
            lines = []
        bulleted = bool(bullet)
        lines.append(_BULLET.sub("", line).strip() if bullet else line.strip())
    if lines:
        yield Block(tuple(lines), bulleted)


def printable(text: str) -> str:
    """The text as every format can hold it.

    Word's private-use bullets become bullets. What XML cannot hold is refused on the way in; here it becomes
    the replacement character, so that an old text cannot stop a report.
    """
    # What Python calls printable has none of these; nearly every text is.
    return text if text.isprintable() else "".join(_printable(sign) for sign in text)


def _printable(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Co":
        return "•"
    if category == "Cs" or (category == "Cc" and sign not in "\t\n") or ord(sign) & 0xFFFE == 0xFFFE:
        return "\ufffd"
    return sign
