"""The originals inside a Word file of ours: taken where what is visible still says the same."""

import json
import unicodedata
from dataclasses import dataclass, fields, replace
from typing import Any
from zipfile import ZipFile

from tracker.domain.exchange.columns import ORIGINALS_NAMESPACE, Column
from tracker.domain.text import squeezed
from tracker.importers.imported import FileRefused, ImportedHead, ImportedReport, ImportedRow
from tracker.importers.reading.columns import folded
from tracker.importers.reading.json_report import read_json
from tracker.importers.safe_zip import part
from tracker.importers.sheet_xml import parsed

_TEXTS = ("short_text", "full_text", "comment", "cause", "remaining_work")
_SHOWN_FACTS = ("report_title", "as_of", "report_on", "diarienummer")


@dataclass(frozen=True)
class Originals:
    """The report that the file was made of, and the plan kind's own headings."""

    report: ImportedReport
    headings: dict[str, Column]
    labels: tuple[str, str]


def originals(archive: ZipFile) -> Originals | None:
    """What the file carries; None when it carries nothing, or nothing that can be read."""
    for name in archive.namelist():
        if name.startswith("customXml/item") and name.endswith(".xml"):
            data = part(archive, name)
            if ORIGINALS_NAMESPACE.encode() in data:
                return _read("".join(parsed(data).itertext()))
    return None


def _read(text: str) -> Originals | None:
    try:
        report = read_json(text)
        words: dict[str, Any] = json.loads(text)["content"]["words"]
    except (FileRefused, ValueError, KeyError, TypeError):
        # Somebody has changed what nobody sees: what is visible is read alone.
        return None
    own = {
        folded(str(words.get(name, ""))): column
        for name, column in (
            ("number_heading", Column.NUMBER),
            ("text_heading", Column.SHORT_TEXT),
            ("status_heading", Column.STATUS),
            ("target_heading", Column.TARGET),
        )
    }
    return Originals(
        report, own, (str(words.get("status_heading", "")), str(words.get("target_heading", "")))
    )


def restored(
    kept: Originals, head: ImportedHead, rows: tuple[ImportedRow, ...]
) -> tuple[ImportedHead, tuple[ImportedRow, ...]]:
    """Head and rows with the exact originals wherever the visible text is alike."""
    by_number = {_alike(row.number): row for row in kept.report.rows}
    return _head(kept.report.head, head), tuple(
        _row(row, by_number[_alike(row.number)]) if _alike(row.number) in by_number else row for row in rows
    )


def restored_of_kind(kept: Originals, rows: tuple[ImportedRow, ...]) -> tuple[ImportedRow, ...]:
    """The same for a kind of plan with columns of its own, whose rows may have no visible number."""
    waiting: dict[tuple[str, ...], list[ImportedRow]] = {}
    # The table has no column of boards when all its rows are one board's.
    boards = {row.board for row in kept.report.rows} if any(row.board for row in rows) else set()
    for row in kept.report.rows:
        waiting.setdefault(_place(row, boards), []).append(row)
    found = []
    for row in rows:
        same = waiting.get(_place(row, boards)) or waiting.get(_place(replace(row, board=None), boards), [])
        # A row that is told of twice in the same words is told of in the same order.
        found.append(_row_of_kind(row, same.pop(0)) if same else row)
    return tuple(found)


def _place(row: ImportedRow, boards: set[str | None]) -> tuple[str, ...]:
    board = row.board if row.board in boards else None
    return (_alike(row.short_text), _alike(row.focus_area), board or "")


def _row_of_kind(seen: ImportedRow, kept: ImportedRow) -> ImportedRow:
    texts: dict[str, Any] = {
        name: getattr(kept, name)
        if getattr(seen, name) is None or _alike(getattr(seen, name)) == _alike(getattr(kept, name))
        else getattr(seen, name)
        for name in _TEXTS
    }
    said = seen.field_values or {}
    own = kept.field_values or {}
    values = {
        key: own.get(key, "") if key not in said or _alike(said[key]) == _alike(own.get(key)) else said[key]
        for key in {**own, **said}
    }
    alike = seen.status is None or _alike(seen.status) == _alike(kept.status)
    year = (
        {}
        if _year(seen) != _year(kept) and seen.target_year is not None
        else _fields(kept, ("target_year", "ongoing", "earlier_years", "year_uncertain"))
    )
    return replace(
        seen,
        number=kept.number,
        parent=kept.parent,
        status=kept.status if alike else seen.status,
        focus_area=kept.focus_area,
        board=kept.board,
        field_values=values,
        **texts,
        **year,
    )


def _row(seen: ImportedRow, kept: ImportedRow) -> ImportedRow:
    # A heading ends without the full stop that the table prints.
    heading = _alike(seen.short_text).rstrip(".")
    if _alike(seen.full_text).rstrip(".") == heading and not _alike(kept.full_text):
        # The heading of the section, which is the short text: no decided text was printed.
        seen = replace(seen, full_text=None)
    texts: dict[str, Any] = {name: _text(getattr(seen, name), getattr(kept, name), name) for name in _TEXTS}
    year = (
        {}
        if _year(seen) != _year(kept)
        else _fields(kept, ("target_year", "ongoing", "earlier_years", "year_uncertain"))
    )
    label = kept.status if _alike(seen.status) == _alike(kept.status) else seen.status
    return replace(seen, number=kept.number, parent=kept.parent, status=label, **texts, **year)


def _fields(row: ImportedRow, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _year(row: ImportedRow) -> tuple[int | None, bool]:
    """What the report shows of the year; a settled row shows none, whatever is stored."""
    return row.target_year, row.ongoing


def _text(seen: str | None, kept: str | None, name: str) -> str | None:
    if name == "full_text" and seen is None:
        # The report prints the decided text only when it differs from the short one.
        return kept
    return kept if _alike(seen) == _alike(kept) else seen


def _head(kept: ImportedHead, seen: ImportedHead) -> ImportedHead:
    changed: dict[str, Any] = {}
    for name in _SHOWN_FACTS:
        shown, own = getattr(seen, name), getattr(kept, name)
        if name == "as_of" and shown and own and (shown.year, shown.month) == (own.year, own.month):
            continue  # the title names the month only
        if shown is not None and _alike(str(shown)) != _alike(str(own or "")):
            changed[name] = shown
    for name in ("introduction", "summary"):
        shown, own = getattr(seen, name), getattr(kept, name)
        if shown is not None and _alike(own) not in _alike(shown):
            changed[name] = shown
    assert set(changed) <= {field.name for field in fields(ImportedHead)}
    return replace(kept, **changed)


def _alike(text: str | None) -> str:
    """What is left when spaces, bullets and what a document cannot hold are gone."""
    return "".join(sign for sign in squeezed(text or "") if _visible(sign))


def _visible(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Co", "Cs", "Cc", "Cn") and sign != "\ufffd"
