"""Lines of plain text without what only belongs to a page: page numbers, and the block with date and dnr."""

import re
from dataclasses import dataclass, field

_PAGE = re.compile(r"\s*(?:Sida\s+)?\d{1,4}\s*(?:\(\d{1,4}\)|av\s+\d{1,4})\s*")
_BLOCK = re.compile(r"(?P<sender>.*?)\s*Datum:\s+Diarienummer:")
_DAY = re.compile(r"\b(?:19|20|21)\d\d-\d\d-\d\d\b")
_DNR = re.compile(r"\b[A-ZÅÄÖ]{2,6}-(?:19|20|21)\d\d-\d{3,6}\b")
_LONGEST_BLOCK = 12


@dataclass
class Pages:
    """The lines that are left, and what the page blocks said. A line that begins a page begins with a form feed."""

    lines: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)


def without_furniture(text: str) -> Pages:
    """The lines of the text, page by page. A line that begins with one space is how pdftotext shows a new page."""
    pages = Pages()
    rest = 0
    for raw in text.split("\n"):
        begins = raw.startswith("\f") or bool(re.match(r" \S", raw))
        line = raw.replace("\f", "").strip()
        block = _BLOCK.match(line)
        if block:
            pages.senders.append(block["sender"].strip())
            rest = _LONGEST_BLOCK
        elif _PAGE.fullmatch(line) and ("(" in line or "av" in line):
            rest, line = 0, ""
            if pages.lines and not pages.lines[-1]:
                continue
        elif begins:
            rest = 0
        if rest:
            rest -= 1
            pages.days += _DAY.findall(line)
            pages.numbers += _DNR.findall(line)
        else:
            pages.lines.append(("\f" if begins else "") + line)
    return pages
