"""Tables of uppdrag as they are read before anybody has said what their columns mean, and files that hold none."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tracker.importers.assignments import read_assignments
from tracker.importers.imported import FileRefused
from tracker.importers.reading.text_assignments import text_tables
from tracker.importers.sandbox import run_safely


def test_a_table_in_word_stands_under_its_headings() -> None:
    document: Any = Document()
    document.add_heading("3 Strategiska målområden", 1)
    document.add_heading("Vi tar gemensamt ansvar", 2)
    document.add_heading("Kommunfullmäktige", 3)
    table = document.add_table(rows=2, cols=3)
    for place, words in enumerate(
        ("Uppdrag", "Status År 2022", "Kommentar", "Öppna bibliotek.", "Genomfört", "")
    ):
        table.rows[place // 3].cells[place % 3].text = words
    saved = BytesIO()
    document.save(saved)
    [found] = read_assignments(saved.getvalue(), "å.docx").tables
    assert (found.focus_area, found.given_by) == ("Vi tar gemensamt ansvar", "Kommunfullmäktige")
    assert [row.cells for row in found.rows][1] == ("Öppna bibliotek.", "Genomfört", "")


def test_days_come_as_days_and_broken_cells_are_told() -> None:

    book = Workbook()
    book.active.append(["Uppdrag", "Svar senast", "Källa"])
    book.active.append(["Ett", date(2022, 12, 31), "=A1"])
    saved = BytesIO()
    book.save(saved)
    row = read_assignments(saved.getvalue(), "u.xlsx").tables[0].rows[1]
    assert row.cells == ("Ett", "2022-12-31", "")
    assert "formel utan sparat värde" in row.faults[0]


def test_a_text_may_hold_several_tables_and_other_tables_end_them() -> None:
    text = """3.1 Barn och unga
3.1.1 Kommunfullmäktige
Uppdrag Status År 2022 Kommentar
Ett ska göras.
Genomfört Klart.
Kommunfullmäktiges indikatorer
Andel barn 99
3.2 Företagande
Uppdrag Status Kommentar
Två ska göras.
"""
    first, second = text_tables(text)
    assert (first.focus_area, first.given_by, len(first.paragraphs)) == (
        "Barn och unga",
        "Kommunfullmäktige",
        1,
    )
    assert (second.focus_area, second.given_by) == ("Företagande", "")
    assert [words for _, words in second.paragraphs] == ["Två ska göras."]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(alphabet="Uppdrag Status\n.13ÅåÄ\f-", max_size=200))
def test_any_text_ends(text: str) -> None:
    assert all(table.paragraphs for table in text_tables(text))


def test_what_unpacks_to_too_much_is_refused_in_the_sandbox() -> None:
    saved = BytesIO()
    with ZipFile(saved, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(90_000_000))
    with pytest.raises(FileRefused) as refused:
        run_safely("assignments", saved.getvalue(), "u.xlsx")
    assert refused.value.why == "zip-bomb"


def test_a_file_without_a_table_of_uppdrag_is_refused() -> None:
    with pytest.raises(FileRefused, match="Ingen tabell med uppdrag"):
        read_assignments(b"Bara en text.\nUtan tabell.", "a.txt")
    with pytest.raises(FileRefused, match="Uppdrag l"):
        read_assignments(b'{"a": 1}', "a.json")
