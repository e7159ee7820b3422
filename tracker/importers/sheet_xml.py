"""The sheets of an .xlsx as typed cells, straight from its XML: stored values only, nothing is computed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree

from tracker.importers.cells import EMPTY, MAX_COLUMNS, MAX_ROWS, Cell, CellKind, GridRow, Sheet, too_many
from tracker.importers.imported import FileRefused
from tracker.importers.safe_zip import part

#: Number formats that Excel counts among dates without spelling them out (ISO/IEC 29500-1, 18.8.30).
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PERCENT_FORMATS = {9, 10}
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_NO_VALUE = "Cellen har en formel utan sparat värde. Öppna filen i Excel, spara den och ladda upp den igen."
_ERROR = "Cellen visar ett fel. Rätta den i filen."
_NUMBER = "Cellen har ett tal som inte går att läsa."


def parsed(data: bytes) -> Any:
    """The root of an XML document; entities and the network stay closed. Raises FileRefused when it is damaged."""
    try:
        return etree.fromstring(
            data, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
        )
    except etree.XMLSyntaxError as problem:
        raise FileRefused(
            "damaged", "Filen är skadad. Öppna den, spara en ny kopia och försök igen."
        ) from problem


def named(root: Any, name: str) -> Iterator[Any]:
    """All elements of that local name: transitional and strict files differ in namespace only."""
    return root.iter(f"{{*}}{name}")  # type: ignore[no-any-return]


def sheets(archive: ZipFile) -> Iterator[Sheet]:
    """Every sheet in the order of the workbook."""
    book = parsed(part(archive, "xl/workbook.xml"))
    targets = _targets(archive)
    texts = _shared(archive)
    looks = _looks(archive)
    first = date(1904, 1, 1) if _is_1904(book) else date(1899, 12, 30)
    for number, sheet in enumerate(named(book, "sheet"), 1):
        path = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT) or "", "")
        if path in archive.namelist() and "worksheets/" in path:
            yield Sheet(
                sheet.get("name") or f"Blad {number}", tuple(_rows(part(archive, path), texts, looks, first))
            )


def _is_1904(book: Any) -> bool:
    return any(about.get("date1904") in ("1", "true") for about in named(book, "workbookPr"))


def _targets(archive: ZipFile) -> dict[str, str]:
    relations = parsed(part(archive, "xl/_rels/workbook.xml.rels"))
    found = {}
    for relation in named(relations, "Relationship"):
        target = relation.get("Target") or ""
        found[relation.get("Id") or ""] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _shared(archive: ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    return [_text(entry) for entry in named(parsed(part(archive, "xl/sharedStrings.xml")), "si")]


def _text(entry: Any) -> str:
    """The runs of a text; how it is pronounced (rPh) is no part of it."""
    runs = (run for run in named(entry, "t") if etree.QName(run.getparent()).localname != "rPh")
    return _unescaped("".join(run.text or "" for run in runs))


def _unescaped(text: str) -> str:
    """ "_x0041_" is how Excel writes a letter that XML cannot hold (ISO/IEC 29500-1, 22.4.2.4)."""
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)


@dataclass(frozen=True)
class _Looks:
    """Which of the book's cell styles show a number as a day, and which as per cent."""

    dates: frozenset[int] = frozenset()
    percents: frozenset[int] = frozenset()


def _looks(archive: ZipFile) -> _Looks:
    if "xl/styles.xml" not in archive.namelist():
        return _Looks()
    styles = parsed(part(archive, "xl/styles.xml"))
    dates, percents = set(_DATE_FORMATS), set(_PERCENT_FORMATS)
    for own in named(styles, "numFmt"):
        code = _QUOTED.sub("", own.get("formatCode") or "").split(";")[0]
        if "%" in code:
            percents.add(_whole(own.get("numFmtId")))
        elif re.search(r"[dmyhså]", code, re.IGNORECASE) and "general" not in code.lower():
            dates.add(_whole(own.get("numFmtId")))
    formats = [_whole(style.get("numFmtId")) for style in next(named(styles, "cellXfs"), ())]
    return _Looks(
        frozenset(n for n, style in enumerate(formats) if style in dates),
        frozenset(n for n, style in enumerate(formats) if style in percents),
    )


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _rows(data: bytes, texts: list[str], looks: _Looks, first: date) -> Iterator[GridRow]:
    number = 0
    events = etree.iterparse(BytesIO(data), tag="{*}row", resolve_entities=False, no_network=True)
    try:
        for _, row in events:
            number = _whole(row.get("r")) or number + 1
            cells = _cells(row, texts, looks, first)
            if number > MAX_ROWS or len(cells) > MAX_COLUMNS:
                raise too_many()
            if any(cell.kind is not CellKind.EMPTY for cell in cells):
                yield GridRow(number, cells)
            row.clear()
    except etree.XMLSyntaxError as problem:
        raise FileRefused(
            "damaged", "Filen är skadad. Öppna den, spara en ny kopia och försök igen."
        ) from problem


def _cells(row: Any, texts: list[str], looks: _Looks, first: date) -> tuple[Cell, ...]:
    found: list[Cell] = []
    for cell in row.iterchildren("{*}c"):
        place = _column(cell.get("r")) or len(found) + 1
        if place > MAX_COLUMNS:
            raise too_many()
        found.extend([EMPTY] * (place - 1 - len(found)))
        del found[place - 1 :]
        found.append(_cell(cell, texts, looks, first))
    return tuple(found)


def _column(place: str | None) -> int:
    number = 0
    for letter in re.match(r"[A-Z]{0,3}", place or "").group():  # type: ignore[union-attr]
        number = number * 26 + ord(letter) - 64
    return number


def _cell(cell: Any, texts: list[str], looks: _Looks, first: date) -> Cell:
    kind = cell.get("t") or "n"
    if kind == "inlineStr":
        return _worded(_text(cell))
    value = next(cell.iterchildren("{*}v"), None)
    stored = (value.text or "") if value is not None else ""
    formula = next(cell.iterchildren("{*}f"), None)
    if formula is not None and not stored:
        return Cell(CellKind.UNREADABLE, f"={(formula.text or '')[:200]}", _NO_VALUE)
    if kind == "s":
        place = _whole(stored)
        return _worded(texts[place]) if place < len(texts) else EMPTY
    if kind == "e":
        return Cell(CellKind.UNREADABLE, stored, _ERROR)
    if kind in ("str", "b"):
        return _worded(_unescaped(stored) if kind == "str" else ("Ja" if stored == "1" else "Nej"))
    if kind == "d":
        return Cell(CellKind.DATE, stored[:10])
    style = _whole(cell.get("s"))
    found = _number(stored, style in looks.dates, first)
    return replace(found, percent=found.kind is CellKind.NUMBER and style in looks.percents)


def _worded(text: str) -> Cell:
    return Cell(CellKind.TEXT, text) if text.strip() else EMPTY


def _number(stored: str, is_date: bool, first: date) -> Cell:
    if not stored.strip():
        return EMPTY
    try:
        number = Decimal(stored)
        if not number.is_finite() or abs(number) >= Decimal("1E30"):
            return Cell(CellKind.UNREADABLE, stored, _NUMBER)
        if is_date and 0 < number < 2_900_000:
            return Cell(CellKind.DATE, (first + timedelta(days=int(number))).isoformat())
    except (InvalidOperation, OverflowError):
        return Cell(CellKind.UNREADABLE, stored, _NUMBER)
    # Excel keeps 15 digits: what comes after is the rounding of binary numbers.
    return Cell(CellKind.NUMBER, _plain(Decimal(f"{number:.15g}")))


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
