"""Our own JSON: the content as the service wrote it."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, get_type_hints

from tracker.domain.exchange.columns import SCHEMA
from tracker.domain.exchange.status_words import UNANSWERED
from tracker.importers.imported import FileRefused, ImportedHead, ImportedReport, ImportedRow
from tracker.importers.known_kinds import KnownKind, plain_heading

_HEAD = get_type_hints(ImportedHead)
_OTHER_JSON = (
    "Filen är JSON, men ingen rapport härifrån. Hämta rapporten som JSON på rapportens sida och försök igen."
)


def read_json(
    text: str, format_name: str = "json", notes: tuple[str, ...] = (), kinds: Sequence[KnownKind] = ()
) -> ImportedReport:
    """The report in our JSON. Raises FileRefused for JSON that is not ours, or that somebody damaged."""
    try:
        whole = json.loads(text)
        content = whole["content"] if whole["schema"] == SCHEMA else None
    except (ValueError, TypeError, KeyError, RecursionError) as problem:
        raise FileRefused("other-json", _OTHER_JSON) from problem
    if not isinstance(content, dict) or not isinstance(content.get("rows"), list):
        raise FileRefused("other-json", _OTHER_JSON)
    try:
        head = ImportedHead(**{name: _fact(content.get(name), str(kind)) for name, kind in _HEAD.items()})
        rows = tuple(_row(row, place) for place, row in enumerate(content["rows"], 1))
    except (ValueError, TypeError, KeyError) as problem:
        raise FileRefused(
            "damaged", "Filen har ändrats så att den inte går att läsa. Hämta den på nytt och försök igen."
        ) from problem
    return ImportedReport(format_name, head, rows, notes=notes, kind=_kind(content, kinds))


def _kind(content: dict[str, Any], kinds: Sequence[KnownKind]) -> str:
    """The kind that has the report's columns and calls its rows' text the same; "" for none of them."""
    columns = content.get("columns")
    keys = (
        [column.get("key") for column in columns if isinstance(column, dict)]
        if isinstance(columns, list)
        else []
    )
    words = content.get("words")
    heading = words.get("text_heading") if isinstance(words, dict) else None
    status = words.get("status_heading") if isinstance(words, dict) else None
    found = [kind for kind in kinds if list(kind.keys) == keys and kind.text == heading]
    found.sort(key=lambda kind: plain_heading(kind.status) != plain_heading(str(status)))
    return found[0].slug if found and keys else ""


def _fact(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if "date" in kind:
        return date.fromisoformat(value)
    wanted = int if "int" in kind else str
    if type(value) is not wanted:
        raise TypeError(f"{value!r} is no {wanted.__name__}")
    return value


def _text(row: dict[str, Any], name: str) -> str:
    value = row[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is no text")
    return value


def _year(value: Any) -> int | None:
    if value is not None and (type(value) is not int or not 1900 <= value <= 2200):
        raise TypeError(f"{value!r} is no year")
    return value


def _row(row: dict[str, Any], place: int) -> ImportedRow:
    parent, label = row.get("parent"), row.get("label")
    if not all(value is None or isinstance(value, str) for value in (parent, label)):
        raise TypeError("parent and label are texts")
    earlier = tuple(_year(year) for year in row.get("earlier_years") or ())
    previous, target = _year(row.get("previous_target_year")), _year(row.get("target_year"))
    if not earlier and previous not in (None, target):
        earlier = (previous,)
    return ImportedRow(
        _text(row, "number"),
        f"rad {place}",
        _text(row, "short_text"),
        _text(row, "full_text"),
        parent,
        label if label is not None else UNANSWERED,
        target,
        row.get("ongoing") is True,
        tuple(year for year in earlier if year is not None),
        row.get("year_uncertain") is True,
        _text(row, "comment"),
        _text(row, "cause"),
        _text(row, "remaining_work"),
        board=_optional(row, "board") or None,
        focus_area=_optional(row, "focus_area"),
        field_values=_values(row.get("field_values", {})),
    )


def _optional(row: dict[str, Any], name: str) -> str | None:
    """A text that reports from before it was there do not have."""
    return _text(row, name) if name in row else None


def _values(values: Any) -> dict[str, str]:
    if not isinstance(values, dict) or not all(
        isinstance(text, str) for pair in values.items() for text in pair
    ):
        raise TypeError("field_values is no table of texts")
    return values
