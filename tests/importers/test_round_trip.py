"""What leaves as Word, Excel, CSV or JSON comes back as the same plan: numbers, texts, status, year, comment, head.

The sandbox is left out: it starts a process for each file. `bench/round_trip.py` runs 500 plans and more.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reports.sample import report
from tracker.domain.exchange.columns import ORIGINALS_PIECE
from tracker.domain.exchange.status_words import unanswered
from tracker.domain.numbering import sort_key
from tracker.domain.terms import SETTLED, Meaning
from tracker.importers.imported import ImportedHead, ImportedReport, ImportedRow
from tracker.importers.report import read_report
from tracker.reports.content import ReportContent, Row
from tracker.reports.csv_file import report_csv
from tracker.reports.docx import report_docx
from tracker.reports.json_file import report_json
from tracker.reports.pdf import report_pdf
from tracker.reports.xlsx import report_xlsx

FORMATS: dict[str, Callable[[ReportContent], bytes]] = {
    "docx": report_docx, "xlsx": report_xlsx, "csv": report_csv, "json": report_json,
}  # fmt: skip

#: What makes files go wrong: formulas, quotes, separators, line breaks, spaces at the ends, our own headings.
_NASTY = st.sampled_from([
    "=1+1", "+46 18", "-5", "@alla", "'citat", '"citat"', "a;b,c\td", "rad 1\nrad 2", "\n\nmellanrum\n\n\n",
    " inledande", "avslutande ", "Aktivitet 3. Något", "Status\nFärdig", "_x0041_", "<b>&amp;</b>", "• punkt\n• punkt",
    "å ä ö 👩🏽‍🚒", "2023?", "Nr", "| a | b |", "\u00a0hårt mellanslag", "1.", "Bedöms bli färdig: 2022", "'=1", "''",
])  # fmt: skip
_LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"])
TEXTS = st.one_of(st.text(_LETTERS, max_size=60), _NASTY, st.lists(_NASTY, max_size=3).map(" ".join))
LINES = st.one_of(st.text(_LETTERS, max_size=40), _NASTY).map(lambda text: " ".join(text.split()))
DAYS = st.dates(date(2000, 1, 1), date(2035, 1, 1))
LABELS = {
    Meaning.COMPLETED: "Färdig", Meaning.STARTED: "Påbörjad", Meaning.DEVIATES: "Avviker från plan",
    Meaning.STOPPED: "Stoppad", None: None,
}  # fmt: skip


@st.composite
def rows(draw: st.DrawFn, number: str) -> Row:
    meaning = draw(st.sampled_from([*LABELS]))
    pending = meaning is not None and meaning not in SETTLED
    ongoing = pending and draw(st.booleans())
    year = draw(st.none() | st.integers(2020, 2035)) if pending and not ongoing else None
    earlier = draw(st.none() | st.integers(2015, 2019)) if year else None
    told = meaning is not None
    return replace(
        report().rows[1],
        number=number, parent=number[:-1] if number[-1].isalpha() else None,
        short_text=draw(TEXTS), full_text=draw(TEXTS), meaning=meaning, label=LABELS[meaning],
        target_year=year, ongoing=ongoing, previous_target_year=earlier, earlier_years=(earlier,) if earlier else (),
        year_uncertain=bool(year) and draw(st.booleans()),
        comment=draw(TEXTS) if told else "", cause=draw(TEXTS) if told else "",
        remaining_work=draw(TEXTS) if told else "", comment_heading="Vad som görs" if told else "",
        key_figures=(), **draw(notes(told=told)),
    )  # fmt: skip


def notes(*, told: bool) -> st.SearchStrategy[dict[str, Any]]:
    """What the report prints beside status and texts, and what is no part of them."""
    changed = {"changed_from": "Stoppad", "changed_from_meaning": Meaning.STOPPED}
    beside = (
        {},
        {"corrected_on": date(2022, 11, 26)},
        {"last_said": date(2021, 3, 31)},
        {"nothing_new": True},
        changed,
        {**changed, "corrected_on": date(2022, 1, 3)},
    )
    silent = ({}, {"last_label": "Påbörjad", "last_label_on": date(2021, 3, 31)})
    return st.sampled_from(beside if told else silent)


@st.composite
def plans(draw: st.DrawFn) -> ReportContent:
    numbers = draw(
        st.lists(
            st.sampled_from(["1a", "1b", "2", "3", "4a", "4b", "5", "10", "11", "26"]),
            unique=True,
            min_size=1,
            max_size=5,
        )
    )
    numbers.sort(key=sort_key)
    return replace(
        report(),
        plan_title=draw(LINES.filter(str.strip)), goal=draw(TEXTS), introduction=draw(TEXTS), summary=draw(TEXTS),
        diarienummer=draw(st.none() | st.just("AMN-2022-00099")), as_of=draw(DAYS),
        report_on=draw(st.none() | DAYS), meeting_on=draw(st.none() | DAYS),
        rows=tuple(draw(rows(number)) for number in numbers), key_figures=(), changes=None,
    )  # fmt: skip


def differences(content: ReportContent, read: ImportedReport) -> list[str]:
    """What did not come back as it left."""
    found = [f"{one.where}: {one.why}" for one in read.unreadable]
    came = {row.number: row for row in read.rows}
    if list(came) != [row.number for row in content.rows]:
        found.append(f"numbers {list(came)}")
    for row in content.rows:
        found += _row(row, came[row.number]) if row.number in came else []
    for field in fields(ImportedHead):
        left, back = getattr(content, field.name), getattr(read.head, field.name)
        # An own address is printed in no table.
        left, back = (_written(each) if isinstance(each, str) else each for each in (left, back))
        if field.name != "plan_slug" and (left or None) != (back or None):
            found.append(f"{field.name}: {left!r} came back as {back!r}")
    return found


def _written(text: str) -> str:
    """Spaces alone are no text."""
    return text if text.strip() else ""


def _row(row: Row, came: ImportedRow) -> list[str]:
    pairs: dict[str, tuple[object, object]] = {
        name: (_written(getattr(row, name)), _written(getattr(came, name) or ""))
        for name in ("short_text", "full_text", "comment", "cause", "remaining_work")
    }
    pairs["label"] = row.label, None if unanswered(came.status) else came.status
    pairs["parent"] = row.parent or "", came.parent or ""
    for name in ("target_year", "ongoing", "year_uncertain"):
        pairs[name] = getattr(row, name), getattr(came, name)
    pairs["earlier"] = row.year_steps[-1:], came.earlier_years[-1:]
    return [
        f"{row.number} {name}: {left!r} came back as {back!r}"
        for name, (left, back) in pairs.items()
        if left != back
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_every_plan_comes_back_as_it_left(format: str) -> None:
    @settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(plans())
    def check(content: ReportContent) -> None:
        assert differences(content, read_report(FORMATS[format](content), f"rapport.{format}")) == []

    check()


@pytest.mark.parametrize("format", [*FORMATS, "pdf"])
def test_the_real_report_comes_back_as_it_left(format: str) -> None:
    made = {**FORMATS, "pdf": report_pdf}[format](report())
    assert differences(report(), read_report(made, f"rapport.{format}")) == []


@pytest.mark.parametrize("format", FORMATS)
def test_a_plan_kind_with_words_of_its_own_comes_back_too(format: str) -> None:
    own = replace(
        report().words, number_heading="Löfte", text_heading="Vad", status_heading="Nu", target_heading="När"
    )
    content = replace(report(), words=own)
    assert differences(content, read_report(FORMATS[format](content), f"rapport.{format}")) == []


def test_a_short_text_that_ends_with_a_full_stop_is_no_decided_text() -> None:
    """The heading of its section has no full stop, and was taken for what was decided."""
    rows = (replace(report().rows[1], number="1a", parent="1", short_text="1.", full_text=""),)
    content = replace(report(), rows=rows, changes=None, key_figures=())
    assert differences(content, read_report(report_docx(content), "rapport.docx")) == []


def test_a_pdf_whose_originals_are_damaged_is_read_as_any_other() -> None:
    with pikepdf.open(BytesIO(report_pdf(report()))) as pdf:
        piece = pdf.Root.PieceInfo[f"/{ORIGINALS_PIECE}"]
        piece.Private = pdf.make_stream(b"{}")
        saved = BytesIO()
        pdf.save(saved)
    read = read_report(saved.getvalue(), "rapport.pdf")
    assert "1a" in {row.number for row in read.rows}
    assert not any("härifrån" in note for note in read.notes)
