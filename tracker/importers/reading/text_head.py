"""The head of a report in plain text: title, date, dnr, introduction and summary."""

import calendar
import re
from collections.abc import Iterator
from datetime import date

from tracker.domain.swedish.words import MONTHS
from tracker.importers.imported import ImportedHead
from tracker.importers.reading.document import Para
from tracker.importers.reading.page_lines import Pages
from tracker.importers.reading.sections import joined

_TITLE = re.compile(
    rf"(?P<title>[^.\n]{{3,150}}?) per (?P<month>{'|'.join(MONTHS)}) "
    r"(?P<year>(?:19|20|21)\d\d)(?!\d|\))\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_LEGEND = re.compile(r"Statusen för \w+ kommenteras", re.IGNORECASE)
_COUNTED = re.compile(r"Av (?:de|planens) \d+ \w+ (?:bedöms|är) ", re.IGNORECASE)
_OVERVIEW = re.compile(r"(?:\d{1,2} )?(?:Sammanställning|Ändrat sedan|Rapportering)\b")
_SUMMARY = re.compile(r"(?:\d{1,2} )?Sammanfattning")
LEFT_OUT = "Stycket som räknar aktiviteterna (”{}…”) är utelämnat: det räknas fram på nytt."


def read_text_head(pages: Pages, paras: list[Para]) -> tuple[ImportedHead, tuple[str, ...]]:
    """What the text says of itself, and notes about what was left out of it."""
    at, title = _title(paras)
    board = next(
        (sender for sender in pages.senders if sender.casefold().endswith(("nämnden", "nämnd", "styrelsen"))),
        None,
    )
    notes: list[str] = []
    head = ImportedHead(
        board=board,
        report_title=title["title"].strip() if title else None,
        as_of=_month_end(title["month"], int(title["year"])) if title else None,
        report_on=_day(pages.days[-1]) if pages.days else None,
        diarienummer=pages.numbers[-1] if pages.numbers else None,
        introduction=_introduction(title["rest"], paras[at + 1 :]) if title else None,
        summary=_summary(paras, notes),
    )
    return head, tuple(notes)


def _title(paras: list[Para]) -> tuple[int, re.Match[str] | None]:
    """The first paragraph that opens with a title and a month and is no line of a list of enclosures."""
    for place, para in enumerate(paras):
        found = _TITLE.match(para.text)
        if found and not re.match(r"Bilaga|Uppföljningen av|Tjänsteskrivelse", para.text):
            return place, found
    return 0, None


def _month_end(month: str, year: int) -> date:
    number = [name.casefold() for name in MONTHS].index(month.casefold()) + 1
    return date(year, number, calendar.monthrange(year, number)[1])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _introduction(rest: str, paras: list[Para]) -> str | None:
    told = [rest] if rest else []
    for para in paras:
        if para.heading or _LEGEND.match(para.text):
            break
        told.append(para.text)
    return joined(told) or None


def _summary(paras: list[Para], notes: list[str]) -> str | None:
    told: list[str] = []
    for para in _after_summary(paras):
        if _COUNTED.match(para.text):
            notes.append(LEFT_OUT.format(para.text[:40]))
        else:
            told.append(para.text)
    return joined(told) or None


def _after_summary(paras: list[Para]) -> Iterator[Para]:
    start = next((n for n, para in enumerate(paras) if _SUMMARY.fullmatch(para.text)), len(paras))
    for para in paras[start + 1 :]:
        if para.heading or _OVERVIEW.match(para.text):
            return
        yield para
