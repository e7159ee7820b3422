"""Tables "Uppdrag  Status  Kommentar" in plain text: where they begin and end, and their paragraphs."""

import re
from collections.abc import Iterator

from tracker.importers.raw_tables import TextTable
from tracker.importers.reading.headings import Headings
from tracker.importers.reading.page_lines import without_furniture

_HEADING = re.compile(r"Uppdrag\b.{0,40}\bStatus\b.{0,120}", re.IGNORECASE)
#: What a document has beside uppdrag: a line like this ends the table.
_ENDS = re.compile(
    r"(?:Kommunfullmäktiges|Verksamhetens|Nämndens)\s+(?:indikatorer|mått|nyckeltal)\b.*"
    r"|(?:Utfall|Verksamhetsmått|Indikator)\b.{0,60}|\d{1,2} [A-ZÅÄÖ][^.]{2,80}",
    re.IGNORECASE,
)
_MOST_PARAGRAPHS = 20_000


def text_tables(text: str) -> Iterator[TextTable]:
    """Every such table of the text, with the headings it stands under."""
    lines = [line.lstrip("\f").strip() for line in without_furniture(text).lines]
    headings, place = Headings(), 0
    while place < len(lines):
        line = lines[place]
        place += 1
        if _HEADING.fullmatch(line):
            paragraphs, place = _paragraphs(lines, place, line)
            if paragraphs:
                yield TextTable(line, paragraphs, headings.focus_area, headings.given_by)
        else:
            headings.add(line)


def _paragraphs(lines: list[str], place: int, heading: str) -> tuple[tuple[tuple[int, str], ...], int]:
    """The paragraphs from the line on, and the line after the table. The heading of a next page is left out."""
    found: list[tuple[int, str]] = []
    now: list[str] = []
    first = place
    while place < len(lines) and len(found) < _MOST_PARAGRAPHS:
        line = lines[place]
        if Headings().add(line) or _ENDS.fullmatch(line):
            break
        place += 1
        if line and not _HEADING.fullmatch(line):
            first = first if now else place
            now.append(line)
        elif now:
            found.append((first, " ".join(now)))
            now = []
    if now:
        found.append((first, " ".join(now)))
    return tuple(found), place
