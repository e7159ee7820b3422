"""Kinds of plan with columns of their own: what leaves comes back, and a municipality's own table goes in."""

from datetime import date

import pytest
from flask import Flask

from tracker.importers.known_kinds import to_text
from tracker.importers.report import read_report
from tracker.models import Plan
from tracker.queries.plans.by_name import plan_by_slug
from tracker.queries.plans.frozen import frozen_report
from tracker.reports.content import ReportContent, from_json
from tracker.reports.csv_file import report_csv
from tracker.reports.docx import report_docx
from tracker.reports.json_file import report_json
from tracker.reports.xlsx import report_xlsx
from tracker.services.imports.compare import compare
from tracker.services.imports.kinds import known_kinds
from tracker.services.imports.preview import Preview, RowState
from tracker.services.imports.stored import stored_state

FORMATS = {"docx": report_docx, "xlsx": report_xlsx, "csv": report_csv, "json": report_json}
PLANS = ("kf-uppdrag-2021", "intern-kontroll-2021", "integrerat-samhalle-2021", "namnduppdrag-2020")


def frozen_of(plan: Plan) -> ReportContent:
    frozen = frozen_report(plan.id)
    assert frozen is not None
    return from_json(frozen.text)


def called(slug: str) -> Plan:
    plan = plan_by_slug(slug)
    assert plan is not None
    return plan


def compared(plan: Plan, data: bytes, format_name: str, as_of: date) -> Preview:
    read = read_report(data, f"fil.{format_name}", to_text(known_kinds(plan)))
    return compare(read, stored_state(plan, plan.kind, as_of), as_of=as_of, chosen_words={})


@pytest.mark.parametrize("slug", PLANS)
def test_what_leaves_comes_back_unchanged(app: Flask, slug: str) -> None:
    with app.app_context():
        plan = called(slug)
        content = frozen_of(plan)
        for name, made in FORMATS.items():
            preview = compared(plan, made(content), name, content.as_of)
            states = [
                (row.state, row.why, row.changes)
                for row in preview.rows
                if row.state is not RowState.UNCHANGED
            ]
            assert (name, states, preview.unreadable, len(preview.rows)) == (name, [], (), len(content.rows))
            assert preview.absent == ()
