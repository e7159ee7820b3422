"""What leaves as docx, xlsx, csv or json is read back as the same report; what somebody edited is what counts."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO

import pytest
from weasyprint import HTML

from tests.reports.sample import report
from tracker.domain.text import squeezed
from tracker.importers.imported import ImportedReport, ImportedRow
from tracker.importers.sandbox import read_safely
from tracker.reports.content import ReportContent
from tracker.reports.csv_file import report_csv
from tracker.reports.docx import report_docx
from tracker.reports.json_file import report_json
from tracker.reports.xlsx import report_xlsx

FORMATS: dict[str, Callable[[ReportContent], bytes]] = {
    "docx": report_docx,
    "xlsx": report_xlsx,
    "csv": report_csv,
    "json": report_json,
}


def plain(rows: tuple[ImportedRow, ...]) -> list[ImportedRow]:
    return [replace(row, where="") for row in rows]


@cache
def as_json() -> ImportedReport:
    return read_safely(report_json(report()), "a.json")


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_rows_and_head_come_back(name: str) -> None:
    read = read_safely(FORMATS[name](report()), f"a.{name}")
    assert plain(read.rows) == plain(as_json().rows)
    # The address of the plan is not printed; the originals and JSON carry it.
    slug = read.head.plan_slug if name in ("csv", "xlsx") else as_json().head.plan_slug
    assert read.head == replace(as_json().head, plan_slug=slug)
    assert read.unreadable == ()


def test_the_json_gives_the_content_itself() -> None:
    for read, row in zip(as_json().rows, report().rows, strict=True):
        assert (read.number, read.short_text, read.full_text) == (row.number, row.short_text, row.full_text)
        assert (read.status, read.target_year, read.comment) == (row.label, row.target_year, row.comment)


def edited(data: bytes, old: str, new: str, *, bare: bool = False) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as archive, zipfile.ZipFile(packed, "w") as written:
        for name in archive.namelist():
            if not (bare and name.startswith("customXml/")):
                text = archive.read(name)
                if name == "word/document.xml":
                    assert old.encode() in text
                    text = text.replace(old.encode(), new.encode())
                written.writestr(name, text)
    return packed.getvalue()


def test_what_somebody_edited_in_word_counts() -> None:
    data = edited(report_docx(report()), "Rutiner och metoder har", "Rutiner har")
    read = {row.number: row for row in read_safely(data, "a.docx").rows}
    assert (read["8"].comment or "").startswith("Rutiner har fastställts")
    assert plain((read["9"],)) == plain(tuple(row for row in as_json().rows if row.number == "9"))


def test_without_the_originals_what_is_visible_is_read() -> None:
    data = edited(report_docx(report()), "Rutiner", "Rutiner", bare=True)
    for read, row in zip(read_safely(data, "a.docx").rows, report().rows, strict=True):
        assert (read.number, read.status, read.target_year) == (row.number, row.label, row.target_year)
        assert squeezed(read.comment or "") == squeezed(row.comment)
        assert (read.earlier_years, read.year_uncertain) == (row.year_steps, row.year_uncertain)


def test_inserted_text_counts_and_deleted_or_struck_text_does_not() -> None:
    change = (
        '<w:ins w:id="1" w:author="a"><w:r><w:t>Rutinerna</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>bort</w:delText></w:r></w:del>'
        "<w:r><w:rPr><w:strike/></w:rPr><w:t>struket</w:t></w:r>"
    )
    data = edited(report_docx(report()), "<w:r><w:t>Rutiner och", f"{change}<w:r><w:t> och")
    read = {row.number: row for row in read_safely(data, "a.docx").rows}
    assert (read["8"].comment or "").startswith("Rutinerna och metoder")


def test_a_pdf_with_ruled_tables_gives_rows_and_sections() -> None:
    content = report()
    rows = "".join(
        f"<tr><td>{row.number}<td>{row.short_text}<td>{row.label}<td>{row.target_year or ''}</tr>"
        for row in content.rows
    )
    sections = "".join(
        f"<h3>Aktivitet {row.number}. {row.full_text}</h3><p>Status</p><p>{row.label}</p><p>{row.comment}</p>"
        for row in content.rows
    )
    pdf = HTML(
        string="<style>td,th{border:1px solid}</style><table><thead><tr><th>Nr<th>Förkortad beskriv-<br>ning"
        f"<th>Sta-<br>tus<th>Bedöms bli färdig</thead>{rows}</table>{sections}"
    ).write_pdf()
    read = read_safely(pdf, "a.pdf")
    assert read.unreadable == ()
    assert [row.number for row in read.rows] == [row.number for row in content.rows]
    for seen, row in zip(read.rows, content.rows, strict=True):
        assert squeezed(seen.short_text or "") == squeezed(row.short_text)
        assert (seen.status, seen.target_year) == (row.label, row.target_year)
