"""A Word file as a report: what is visible in it, and beneath it the originals that a file of ours carries."""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any
from zipfile import ZipFile

from tracker.importers.imported import FileRefused, ImportedReport
from tracker.importers.known_kinds import KnownKind
from tracker.importers.opening import Opened
from tracker.importers.reading.assembled import assemble
from tracker.importers.reading.document import Para, Said, TableOf
from tracker.importers.reading.docx_head import read_docx_head
from tracker.importers.reading.headings import Headings
from tracker.importers.reading.kind_table import read_kind_table
from tracker.importers.reading.originals import Originals, originals, restored, restored_of_kind
from tracker.importers.reading.rows import Found, read_table
from tracker.importers.reading.sections import Sections, row_word
from tracker.importers.safe_zip import part
from tracker.importers.sheet_xml import parsed

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
#: Deleted and moved away, field codes, and the second copy of a text box for old programs.
_UNSEEN = {f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sectPr")}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CONTENTS = ("toc", "innehåll")
_LEVEL = re.compile(r"(?:heading|rubrik) (\d)")
#: The style of the labels in a report of ours.
_LABELS = ("etikett",)


def read_docx(file: Opened, kinds: Sequence[KnownKind] = ()) -> ImportedReport:
    """The report in the Word file. Raises FileRefused when it has neither rows nor sections."""
    assert file.archive is not None
    archive = file.archive
    body = _body(archive)
    kept = originals(archive)
    found = Found()
    tables, styles = list(_tables(body)), _style_names(archive)
    areas, slug = list(_areas(body, styles)), ""
    for table, area in zip(tables, areas, strict=True):
        if kind := read_kind_table(table, kinds, found, area):
            slug = slug or kind.slug
        else:
            read_table(table, found, kept.headings if kept else None)
    paras = list(_paras(body, styles))
    sections = Sections(
        row_word(paras, found.numbers()), *(kept.labels if kept else ()), ours=kept is not None
    )
    for para in paras:
        sections.add(para)
    assemble(found, sections.found)
    head = read_docx_head(paras, tables)
    return _report(file, found, kept, head, slug)


def headed_tables(file: Opened) -> Iterator[tuple[TableOf, Headings]]:
    """Every table of the document, and the headings that it stands under."""
    assert file.archive is not None
    body = _body(file.archive)
    names, tables = _style_names(file.archive), list(_tables(body))
    under: dict[int, Headings] = {}
    now = Headings()
    for element in body.iter(f"{_W}p", f"{_W}tbl"):
        if element.tag == f"{_W}tbl":
            under[len(under)] = deepcopy(now)
        elif _holder(element, "tbl") is None:
            now.add(_text(element), _heading_level(element, names))
    for number, table in enumerate(tables):
        yield table, under[number]


def _heading_level(para: Any, names: dict[str, str]) -> int | None:
    """The level of a paragraph whose style is a heading: "heading 2" is 2."""
    style = para.find(f"{_W}pPr/{_W}pStyle")
    name = names.get(style.get(f"{_W}val") or "", "") if style is not None else ""
    level = name.rpartition(" ")[2]
    return int(level) if name.startswith(("heading", "rubrik")) and level.isdecimal() else None


def _report(file: Opened, found: Found, kept: Originals | None, head: Any, kind: str) -> ImportedReport:
    rows = tuple(found.rows)
    if kept and kind:
        rows = restored_of_kind(kept, rows)
        head, _ = restored(kept, head, ())
    elif kept:
        head, rows = restored(kept, head, rows)
    return ImportedReport("docx", head, rows, tuple(found.unreadable), found.columns, file.notes, kind)


def _body(archive: ZipFile) -> Any:
    data = part(archive, "word/document.xml").replace(_STRICT, _W[1:-1].encode())
    body = parsed(data).find(f"{_W}body")
    if body is None:
        raise FileRefused("empty", "Dokumentet är tomt. Kontrollera att du valde rätt fil.")
    return body


def _style_names(archive: ZipFile) -> dict[str, str]:
    """The name of each style by its id: a Swedish template calls Heading1 "Rubrik1", the name stays "heading 1"."""
    if "word/styles.xml" not in archive.namelist():
        return {}
    data = part(archive, "word/styles.xml").replace(_STRICT, _W[1:-1].encode())
    names = {}
    for style in parsed(data).iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None:
            names[style.get(f"{_W}styleId") or ""] = (name.get(f"{_W}val") or "").casefold()
    return names


def _tables(body: Any) -> Iterator[TableOf]:
    """Every table of the document, also one inside another."""
    for number, table in enumerate(body.iter(f"{_W}tbl"), 1):
        rows = (row for row in table.iter(f"{_W}tr") if _holder(row, "tbl") is table and not _dropped(row))
        yield TableOf(f"tabell {number}", tuple(tuple(_cells(row)) for row in rows))


def _areas(body: Any, names: dict[str, str]) -> Iterator[str]:
    """For each table the heading below the chapter's that it stands under; "" for none."""
    area = ""
    for element in body.iter(f"{_W}p", f"{_W}tbl"):
        if element.tag == f"{_W}tbl":
            yield area
        elif _holder(element, "tbl") is None:
            style = element.find(f"{_W}pPr/{_W}pStyle")
            name = names.get(style.get(f"{_W}val") or "", "") if style is not None else ""
            if level := _LEVEL.match(name):
                area = _text(element).strip() if int(level[1]) > 1 else ""


def _holder(element: Any, name: str) -> Any:
    return next(element.iterancestors(f"{_W}{name}"), None)


def _dropped(row: Any) -> bool:
    """A row whose deletion is tracked."""
    return row.find(f"{_W}trPr/{_W}del") is not None


def _cells(row: Any) -> Iterator[Said]:
    """The cells; one that spans columns keeps its place for all of them, its text stands in the first."""
    for cell in row.iter(f"{_W}tc"):
        if _holder(cell, "tr") is not row:
            continue
        merged = cell.find(f"{_W}tcPr/{_W}vMerge")
        goes_on = merged is not None and merged.get(f"{_W}val") != "restart"
        paragraphs = [para for para in cell.iter(f"{_W}p") if _holder(para, "tc") is cell]
        texts = [_text(para) for para in paragraphs]
        struck = " ".join(_text(para, struck=True) for para in paragraphs)
        yield Said(
            "" if goes_on else "\n".join(text for text in texts if text.strip()).strip(), struck.strip()
        )
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        wide = span.get(f"{_W}val") if span is not None else "1"
        yield from [Said("")] * (min(int(wide), 100) - 1 if wide and wide.isdecimal() else 0)


def _paras(body: Any, names: dict[str, str]) -> Iterator[Para]:
    """The paragraphs outside of tables of rows, without the table of contents."""
    for para in body.iter(f"{_W}p"):
        if any(True for _ in para.iterancestors(_FALLBACK)) or _in_rows(para):
            continue
        style = para.find(f"{_W}pPr/{_W}pStyle")
        name = names.get(style.get(f"{_W}val") or "", "") if style is not None else ""
        text = _text(para)
        if not text.strip() or name.startswith(_CONTENTS):
            continue
        heading = (
            name.startswith(("heading", "rubrik", "title", "caption"))
            or para.find(f"{_W}pPr/{_W}outlineLvl") is not None
        )
        listed = name.startswith("list") or para.find(f"{_W}pPr/{_W}numPr") is not None
        shown = f"• {text.strip()}" if listed and not heading else text.strip()
        yield Para(
            _bulleted(shown),
            heading=heading,
            label=(_bold(para) and len(shown) < 80) or name.startswith(_LABELS),
        )


def _in_rows(para: Any) -> bool:
    """Inside a table that has several columns: a frame of one cell is only a frame."""
    table = _holder(para, "tbl")
    return table is not None and len(table.findall(f"{_W}tblGrid/{_W}gridCol")) > 1


def _bulleted(text: str) -> str:
    return f"• {text[1:].lstrip()}" if text[:1] in "·▪◦" or 0xE000 <= ord(text[0]) <= 0xF8FF else text


def _bold(para: Any) -> bool:
    runs = [run for run in para.iter(f"{_W}r") if "".join(run.itertext()).strip()]
    return bool(runs) and all(_on(run, "b") for run in runs)


def _on(run: Any, name: str) -> bool:
    mark = run.find(f"{_W}rPr/{_W}{name}")
    return mark is not None and mark.get(f"{_W}val") not in ("0", "false", "off")


def _text(para: Any, *, struck: bool = False) -> str:
    """The visible text of the paragraph: inserted counts, deleted does not; struck text only when asked for."""
    return "".join(_pieces(para, struck))


def _pieces(element: Any, struck: bool) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or tag in _UNSEEN or tag in (_FALLBACK, f"{_W}txbxContent"):
            continue
        if tag == f"{_W}r" and (_on(child, "strike") or _on(child, "dstrike")) is not struck:
            continue
        if tag == f"{_W}r" and _on(child, "vanish"):
            continue
        if tag == f"{_W}t":
            yield child.text or ""
        elif tag in (f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
            yield {"tab": "\t", "noBreakHyphen": "-"}.get(tag.removeprefix(_W), "\n")
        else:
            yield from _pieces(child, struck)
