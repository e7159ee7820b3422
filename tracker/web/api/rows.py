"""The rows of a report as data: an object each in JSON, a line each in open data."""

from typing import Any

from tracker.reports import words
from tracker.reports.content import ReportContent, Row
from tracker.web.api.answers import Cell

#: The columns of rader.csv.
COLUMNS = (
    "plan", "per", "version", "nummer", "del_av", "kort_text", "beslutad_text", "status", "betydelse", "malar",
    "standigt_pagaende", "tidigare_ar", "osakert_ar", "kommentar", "orsak", "aterstar",
)  # fmt: skip


def row_data(row: Row) -> dict[str, Any]:
    """A row for JSON; `status` is the printed word, `meaning` None says that nobody has answered."""
    return {
        "number": row.number,
        "parent": row.parent,
        "short_text": row.short_text,
        "full_text": row.full_text,
        "status": words.status_label(row),
        "meaning": row.meaning,
        "target_year": row.target_year,
        "ongoing": row.ongoing,
        "earlier_years": list(row.year_steps),
        "year_uncertain": row.year_uncertain,
        "comment": row.comment,
        "cause": row.cause,
        "remaining_work": row.remaining_work,
        "owner_title": row.owner_title,
    }


def row_lines(content: ReportContent) -> list[tuple[Cell, ...]]:
    """The same as lines of open data, in the order of COLUMNS."""
    return [
        (
            content.plan_slug, content.as_of, content.version, row.number, row.parent, row.short_text, row.full_text,
            words.status_label(row), row.meaning, row.target_year, row.ongoing,
            " ".join(str(year) for year in row.year_steps), row.year_uncertain, row.comment, row.cause,
            row.remaining_work,
        )
        for row in content.rows
    ]  # fmt: skip
