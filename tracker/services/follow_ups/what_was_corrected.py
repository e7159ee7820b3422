"""What a rättelse made different, in words: it stands in the new version beside the reason."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tracker.reports.content import Column, KeyFigureContent, ReportContent, Row
from tracker.reports.words import figures

_HEAD = {
    "report_on": "rapportens datum",
    "meeting_on": "nämndens möte",
    "diarienummer": "diarienumret",
    "introduction": "inledningen",
    "summary": "sammanfattningen",
}
#: The fields of a row that a form of a rättelse has, in its words.
_ROW = {
    "label": "status",
    "target_year": "år",
    "ongoing": "år",
    "comment": "text",
    "cause": "orsak",
    "remaining_work": "återstår",
}


def what_was_corrected(base: ReportContent, now: ReportContent, *, letter: bool) -> tuple[str, ...]:
    """ "aktivitet 10 (år)", "sammanfattningen", …; `letter` tells that the tjänsteskrivelse was rewritten."""
    found = [name for field, name in _HEAD.items() if getattr(base, field) != getattr(now, field)]
    for old, new in zip(base.rows, now.rows, strict=True):
        if fields := _fields(old, new, now.columns):
            board = f", {new.board}" if new.board else ""
            found.append(f"{now.words.row_singular} {new.number}{board} ({', '.join(fields)})")
    found += _figures(base, now)
    return (*found, *(["tjänsteskrivelsen"] if letter else []))


def _fields(old: Row, new: Row, columns: Sequence[Column]) -> list[str]:
    names = [name for field, name in _ROW.items() if getattr(old, field) != getattr(new, field)]
    names += [
        column.heading
        for column in columns
        if old.field_values.get(column.key) != new.field_values.get(column.key)
    ]
    return list(dict.fromkeys(names))


def _figures(base: ReportContent, now: ReportContent) -> Iterator[str]:
    earlier = {captioned.figure.slug: captioned.figure for captioned in figures(base)}
    for captioned in figures(now):
        figure = captioned.figure
        old = earlier[figure.slug]
        if _values(old) != _values(figure):
            yield f"värdena för {captioned.heading}"
        if old.trend != figure.trend:
            yield f"kommentaren till {captioned.heading}"


def _values(figure: KeyFigureContent) -> KeyFigureContent:
    return replace(figure, trend="")
