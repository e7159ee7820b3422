"""The report as JSON: its content, from which it can be read in again, and its words as they are printed."""

import json
from dataclasses import asdict
from typing import Any

from tracker.domain.exchange.columns import SCHEMA
from tracker.reports import words
from tracker.reports.blocks import printable
from tracker.reports.content import ReportContent, Row, to_json
from tracker.reports.figure_groups import figure_groups
from tracker.reports.figure_words import figure_trend
from tracker.reports.figures import source_line
from tracker.reports.printed_values import printed_table
from tracker.reports.words import Captioned


def report_json(content: ReportContent) -> bytes:
    """The whole report; the same bytes for the same content. `printed` is for reading, `content` for programs."""
    whole = {**_again(content), "printed": _printed(content)}
    return (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def originals_json(content: ReportContent) -> str:
    """What Word and PDF files carry inside, in ASCII: XML cannot hold every letter that a text can."""
    return json.dumps(_again(content), sort_keys=True)


def _again(content: ReportContent) -> dict[str, Any]:
    """What can be read in again; what the tables call a row is nobody's business outside."""
    plain = json.loads(to_json(content))
    for row in plain["rows"]:
        del row["activity_id"], row["responsibility_id"]
    return {"schema": SCHEMA, "content": plain}


def _printed(content: ReportContent) -> dict[str, Any]:
    return {
        "title": words.heading(content),
        "subtitle": words.subtitle(content),
        "head": dict(words.head_facts(content)),
        "chapters": [chapter.heading for chapter in words.chapters(content)],
        "definitions": {entry.label: entry.definition for entry in words.definitions(content)},
        "sentence": content.sentence,
        "groups": {words.group_label(content, group): group.count for group in content.groups},
        "table": words.table_caption(content),
        "rows": [_row(content, row) for row in content.rows],
        "changes": [asdict(line) for line in content.changes.lines] if content.changes else [],
        "key_figures": [_figure(captioned) for captioned in words.figures(content)],
        **_tables(content),
    }


def _tables(content: ReportContent) -> dict[str, Any]:
    """The figures under their headings; left out when no heading is there."""
    groups = [group for group in figure_groups(content) if group.heading]
    told = [
        {
            "heading": group.heading,
            "periods": list(group.table.headings),
            "rows": [[row.name, row.part, row.note, *row.cells] for row in group.table.rows],
        }
        for group in groups
        if group.table
    ]
    return {"key_figure_tables": told} if told else {}


def _row(content: ReportContent, row: Row) -> dict[str, Any]:
    return {
        "number": row.number,
        "heading": printable(words.row_heading(content, row)),
        "text": printable(row.short_text),
        "status": words.status_label(row),
        "horizon": words.horizon(row),
        "horizon_note": words.horizon_note(row),
        "last_known": words.last_known(row),
        "note": words.standing_note(row),
        "narratives": [
            {
                "label": narrative.label,
                "text": "\n\n".join("\n".join(block.lines) for block in narrative.blocks),
            }
            for narrative in words.narratives(row)
        ],
        "key_figures": [words.figure_line(figure) for figure in row.key_figures],
    }


def _figure(captioned: Captioned) -> dict[str, Any]:
    table = printed_table(captioned.figure)
    return {
        "caption": captioned.caption,
        "trend": figure_trend(captioned.figure),
        "values": [list(row) for row in (table.headings, *table.rows)] if table else [],
        "source": source_line(captioned.figure),
    }
