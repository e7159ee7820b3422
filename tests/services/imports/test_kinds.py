"""Kinds of plan with columns of their own: what leaves comes back, and a municipality's own table goes in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.conftest import dispose, make_app, make_settings
from tests.coordinating import NOW
from tests.importers.test_round_trip import TEXTS
from tests.page_check import PageClient
from tracker.importers.known_kinds import to_text
from tracker.importers.report import read_report
from tracker.importers.seed_files import read_plans, read_rows
from tracker.models import Plan, db
from tracker.queries.plans.by_name import plan_by_slug
from tracker.queries.plans.frozen import frozen_report
from tracker.queries.plans.standing import rows_of
from tracker.reports.blocks import printable
from tracker.reports.content import ReportContent, from_json
from tracker.reports.csv_file import report_csv
from tracker.reports.docx import report_docx
from tracker.reports.json_file import report_json
from tracker.reports.pdf import report_pdf
from tracker.reports.xlsx import report_xlsx
from tracker.services.imports.compare import compare
from tracker.services.imports.files import Target, confirm, preview_of, upload
from tracker.services.imports.kinds import known_kinds
from tracker.services.imports.preview import Preview, RowState
from tracker.services.imports.stored import stored_state
from tracker.services.seed import load_seed
from tracker.services.seed.plans import store_plan
from tracker.services.seed.vocabularies import store_plan_kinds

pytestmark = pytest.mark.every_plan

#: The frozen reports and how their kinds are told to a reader; filled by the fixture, which prints shorter so.
_SEEDED: list[tuple[ReportContent, str]] = []
LATER = NOW.replace(year=2023)
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


def test_a_pdf_of_ours_comes_back_unchanged(app: Flask) -> None:
    with app.app_context():
        plan = called("intern-kontroll-2021")
        content = frozen_of(plan)
        preview = compared(plan, report_pdf(content), "pdf", content.as_of)
        assert [row.state for row in preview.rows] == [RowState.UNCHANGED] * 8


#: A table as the next year's document has it: no numbers, areas as headings, a cell half filled, a row more.
NEXT_YEAR = (
    (
        "2.1 Personal",
        (("Bisyssla", "Bisyssla\n\nKontrollera att anställda lämnar in sina bisysslor.", "Nio anmälda.", ""),),
    ),
    ("2.2 Ekonomi", (("Inköp", "Avtalstrohet\n\nStickprov", "", ""), ("Lån", "Nya lån", "Inga fel.", "Följs upp."))),
)  # fmt: skip
HEADINGS = ("Verksamhet / Process", "Kontrollmoment och kontrollmetod", "Analys 2022", "Åtgärd")


def as_word() -> bytes:
    document = Document()
    document.add_heading("Uppföljning Intern kontroll 2022", 1)
    for area, rows in NEXT_YEAR:
        document.add_heading(area, 2)
        table = document.add_table(rows=0, cols=len(HEADINGS))
        for cells in (HEADINGS, *rows):
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def as_excel() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADINGS)
    for area, rows in NEXT_YEAR:
        sheet.append((area,))
        for cells in rows:
            sheet.append(cells)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize(("name", "made"), [("ny.docx", as_word), ("ny.xlsx", as_excel)])
def test_next_years_table_goes_into_the_plan(app: Flask, name: str, made: Callable[[], bytes]) -> None:
    with app.app_context():
        plan = called("intern-kontroll-2021")
        file = upload(made(), name, Target(plan.id, plan.board_id, date(2022, 12, 31)), by=None, now=LATER)
        preview = preview_of(file)
        assert [(row.number, row.state) for row in preview.rows] == [
            ("2", RowState.CHANGED), ("9", RowState.NEW), ("10", RowState.NEW),
        ]  # fmt: skip
        assert (preview.unreadable, preview.unknown_words) == ((), ())
        confirm(file.id, preview.digest, by=None, now=LATER)
        content = frozen_of(called("intern-kontroll-2021"))
        told = {row.number: (row.focus_area, row.field_values, row.meaning is None) for row in content.rows}
        assert content.as_of == date(2022, 12, 31)
        assert told["2"] == ("Personal", {"process": "Bisyssla", "analys": "Nio anmälda."}, False)
        assert told["9"] == ("Ekonomi", {"process": "Inköp"}, True)
        assert told["10"] == (
            "Ekonomi", {"process": "Lån", "analys": "Inga fel.", "atgard": "Följs upp."}, False,
        )  # fmt: skip


def test_a_new_plan_gets_the_kind_whose_columns_the_file_has(app: Flask) -> None:
    with app.app_context():
        board = called("intern-kontroll-2021").board_id
        file = upload(as_word(), "ny.docx", Target(None, board, date(2022, 12, 31)), by=None, now=LATER)
        written = confirm(file.id, preview_of(file).digest, by=None, now=LATER)
        assert written.plan is not None
        assert (written.plan.kind.slug, len(rows_of(written.plan.id, None))) == ("intern-kontroll", 3)


def test_answers_of_the_boards_find_their_questions(app: Flask) -> None:
    lines = ["Rubrik;Fråga;Nämnd;Svar"]
    for area in ("Mål och riktlinjer", "Rätten till information"):
        lines.append(f"{area};Vad skulle ni behöva för stöd och resurser?;Kulturnämnden;Tid till {area}")
        lines.append(";;Grundskolenämnden;Utbildning")
    lines.append("Mål och riktlinjer;Hur kommer de att följas upp?;Okända nämnden;Ja")
    with app.app_context():
        plan = called("minoriteter-2021")
        preview = compared(plan, "\r\n".join(lines).encode(), "csv", date(2021, 12, 31))
        assert [(row.number, row.values and row.values.board, row.state) for row in preview.rows] == [
            ("6", "kulturnamnden", RowState.CHANGED), ("6", "grundskolenamnden", RowState.CHANGED),
            ("9", "kulturnamnden", RowState.CHANGED), ("9", "grundskolenamnden", RowState.CHANGED),
            ("4", None, RowState.REFUSED),
        ]  # fmt: skip
        assert "Okända nämnden" in preview.rows[-1].why


def test_boards_answers_are_compiled_and_come_back(app: Flask) -> None:
    with app.app_context():
        plan = called("minoriteter-2021")
        lines = ["Nr;Fråga;Nämnd;Svar", "1;;Kulturnämnden;Våra mål", "1;;Arbetslivsnämnden;Inga än"]
        target = Target(plan.id, plan.board_id, date(2020, 12, 31))
        file = upload("\r\n".join(lines).encode(), "svar.csv", target, by=None, now=NOW)
        confirm(file.id, preview_of(file).digest, by=None, now=NOW)
        plan = called("minoriteter-2021")
        content = frozen_of(plan)
        assert (
            content.sentence
            == "14 frågor till nio nämnder. Av dem har två svarat på en del och sju inte svarat."
        )
        for name, made in FORMATS.items():
            preview = compared(plan, made(content), name, content.as_of)
            assert (name, {row.state for row in preview.rows}) == (name, {RowState.UNCHANGED})
            assert (len(preview.rows), preview.unreadable) == (14 * 9, ())


@given(texts=st.lists(TEXTS, min_size=24, max_size=24), place=st.integers(0, len(PLANS) - 1))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.usefixtures("seeded")
def test_any_text_in_any_column_comes_back(texts: list[str], place: int) -> None:
    content, known = _SEEDED[place]
    drawn = iter(texts)
    rows = tuple(
        replace(
            row,
            short_text=f"{row.number} {next(drawn)}",
            comment=next(drawn) if content.counted and row.meaning else "",
            field_values={
                column.key: text
                for column in content.columns
                if (column.decided or row.meaning) and (text := next(drawn)).strip()
            },
        )
        for row in content.rows[:3]
    )
    content = replace(content, rows=rows)
    for name, made in FORMATS.items():
        read = read_report(made(content), f"fil.{name}", known)
        assert [one.why for one in read.unreadable] == []
        for left, back in zip(content.rows, read.rows, strict=True):
            assert _plain(back.short_text) == _plain(left.short_text), name
            own = {key: _plain(text) for key, text in (back.field_values or {}).items() if text.strip()}
            assert own == {key: _plain(text) for key, text in left.field_values.items()}, name


def _plain(text: str | None) -> str:
    return printable(text or "")


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("kinds")
    made = make_app(make_settings(f"sqlite:///{folder}/kinds.db", folder))
    with made.app_context():
        db.create_all()
        load_seed(Path(__file__).parents[3] / "seed", now=NOW)
        _SEEDED[:] = [(frozen_of(called(slug)), to_text(known_kinds(called(slug)))) for slug in PLANS]
    dispose(made)


_MORE = Path(__file__).parents[2] / "documents" / "a-kind-more"


def test_one_more_kind_is_a_data_file(app: Flask, client: PageClient) -> None:
    with app.app_context():
        store_plan_kinds(read_rows(_MORE, "plan-kinds"))
        for row in read_plans(_MORE):
            store_plan(row, now=NOW)
        db.session.commit()
        plan = called("risker-2021")
        content = frozen_of(plan)
        assert content.sentence == "Två risker. Ett av två svar har kommit in."
        for name, made in FORMATS.items():
            preview = compared(plan, made(content), name, content.as_of)
            assert (name, [row.state for row in preview.rows]) == (name, [RowState.UNCHANGED] * 2)
        own = "Riskområde;Sannolikhet;Riskens beskrivning;Utfall Aug 2022\r\nLokaler;stor;Taket läcker;Lagat."
        preview = compared(plan, own.encode(), "csv", date(2022, 8, 31))
        assert [(row.number, row.state) for row in preview.rows] == [("1", RowState.CHANGED)]
        (change,) = [change for change in preview.rows[0].changes if change.heading == "Bedömning 2022"]
        assert change.new == "Lagat."
    client.get("/planer/risker-2021")
    for text in (
        "Bemanning",
        "Sannolikhet",
        "Riskens beskrivning",
        "Bedömning 2021",
        "Taket är lagat i augusti.",
    ):
        assert text in client.page.text("main")
    assert "Inte besvarad" in client.page.text("main")
