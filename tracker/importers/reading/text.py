"""Plain text as a report: what a PDF reader or a copy out of Word leaves of one."""

import re
from collections.abc import Iterator

from tracker.importers.imported import ImportedReport
from tracker.importers.reading.assembled import assemble
from tracker.importers.reading.document import Para, TableOf
from tracker.importers.reading.page_lines import without_furniture
from tracker.importers.reading.rows import Found, read_table
from tracker.importers.reading.sections import Sections, row_word
from tracker.importers.reading.text_head import read_text_head
from tracker.importers.reading.text_table import read_text_table

_BULLET = re.compile(r"[\ue000-\uf8ff•·▪◦]\s*")
_LABEL = re.compile(r"(?:Status|Bedöms blir? färdig\w*\b.*)\s*$", re.IGNORECASE)
#: A line that is shorter than the page is wide ended its paragraph.
_SHORT = 60
_SECTION = re.compile(r"[A-ZÅÄÖ][^\W\d_]{2,24} \d{1,3} ?[a-zåäö]?[.:] ")
_CHAPTER = re.compile(
    r"(?:\d{1,2} )?(?:Nyckeltal|Rapportering|Sammanfattning|Innehåll|Bilagor)\s*$|DIAGRAM \d+\b"
)


def read_text(
    text: str, format_name: str = "text", notes: tuple[str, ...] = (), tables: tuple[TableOf, ...] = ()
) -> ImportedReport:
    """The report in the text; `tables` are those that the file drew, for which the text is not asked.

    Raises FileRefused when it has neither rows nor sections.
    """
    pages = without_furniture(text)
    paras = list(_paragraphs(pages.lines))
    found = Found()
    for table in tables:
        read_table(table, found)
    sections = Sections(row_word(paras, set()))
    for para in paras:
        sections.add(para)
    if not found.rows:
        read_text_table(pages.lines, [one.status for one in sections.found if one.status], found)
    assemble(found, sections.found)
    head, said = read_text_head(pages, paras)
    return ImportedReport(
        format_name, head, tuple(found.rows), tuple(found.unreadable), found.columns, (*notes, *said)
    )


def _paragraphs(lines: list[str]) -> Iterator[Para]:
    """Lines joined with a space up to an empty line, a heading, a label or a bullet."""
    now: list[str] = []
    alone = label = False
    for raw in lines:
        line = raw.lstrip("\f")
        if not line:
            # A paragraph may run on over the end of a page, but not over an empty line.
            yield from _ended(now)
            continue
        bullet = _BULLET.match(line)
        # A status stands alone on its line, whatever follows it.
        if alone or _opens(line) or (raw != line and now and _new_page(now[-1], line)):
            yield from _ended(now)
        alone = label or bool(_LABEL.match(line) or _CHAPTER.fullmatch(line))
        label = line.casefold() == "status"
        now.append(f"• {line[bullet.end() :]}" if bullet else line)
    yield from _ended(now)


def _new_page(before: str, line: str) -> bool:
    """Whether the first line of a page opens a paragraph, and does not run on from the page before."""
    return not line[0].islower() and (len(before) < _SHORT or before[-1] in ".!?:”")


def _opens(line: str) -> bool:
    return any(pattern.match(line) for pattern in (_BULLET, _SECTION, _LABEL, _CHAPTER))


def _ended(now: list[str]) -> Iterator[Para]:
    if now:
        yield _para(now)
        now.clear()


def _para(lines: list[str]) -> Para:
    # U+2010 at the end of a line is a program's hyphenation; a person's own hyphen is "-" and stays.
    text = " ".join(" ".join(lines).replace("\u2010 ", "").replace("\u00ad ", "").split())
    return Para(text, heading=bool(_CHAPTER.match(text)))
