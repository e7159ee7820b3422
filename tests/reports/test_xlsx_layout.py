"""The Excel file on screen and on paper: rows as high as their texts, columns that are read first, one font."""

from functools import cache
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from tests.reports.sample import report
from tests.reports.test_same_words import odd
from tracker.reports.xlsx import report_xlsx


@cache
def book() -> Any:
    return openpyxl.load_workbook(BytesIO(report_xlsx(report())))


def test_a_row_is_as_high_as_its_longest_text() -> None:
    sheet = book()["Aktiviteter"]
    places = {cell.value: cell.column for cell in sheet[1]}
    long = max(range(2, 29), key=lambda row: len(sheet.cell(row, places["Kommentar"]).value))
    width = sheet.column_dimensions["E"].width
    needed = len(sheet.cell(long, places["Kommentar"]).value) / (1.3 * width) * 14
    assert needed < sheet.row_dimensions[long].height <= 409
    assert sheet.row_dimensions[1].height < 20
    assert all(sheet.row_dimensions[row].height for sheet in book() for row in range(1, sheet.max_row + 1))


def test_a_text_of_any_length_has_a_height_that_excel_knows() -> None:
    sheet = openpyxl.load_workbook(BytesIO(report_xlsx(odd()))).worksheets[0]
    assert all(dimension.height <= 409 for dimension in sheet.row_dimensions.values())


def test_the_columns_that_people_read_are_printed_and_all_are_kept() -> None:
    sheet = book()["Aktiviteter"]
    headings = [cell.value for cell in sheet[1]]
    assert headings[:5] == [
        "Nr",
        "Förkortad beskrivning av aktivitet",
        "Status",
        "Bedöms bli färdig",
        "Kommentar",
    ]
    assert {"Del av", "Beslutad text", "Orsak", "Återstår", "Nyckeltal"} <= set(headings)
    assert sheet.print_area == "'Aktiviteter'!$A$1:$E$28"
    assert sheet.page_setup.orientation == "landscape"
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDE"]
    # What fits on A4 in letters of at least seven points.
    assert sum(widths) <= 180


@pytest.mark.parametrize("sheet", [name for name in book().sheetnames if name != "Sammanfattning"])
def test_the_headings_are_bold_in_the_same_font_as_the_values(sheet: str) -> None:
    for heading, cell in zip(book()[sheet][1], book()[sheet][2], strict=True):
        assert heading.font.b and heading.font.name == cell.font.name == "Calibri"
        assert heading.fill.fill_type == "solid"


def test_numbers_stand_right_and_all_else_left_at_the_top() -> None:
    sheet = book()["Nyckeltal"]
    line = {heading.value: cell for heading, cell in zip(sheet[1], sheet[2], strict=True)}
    assert line["Värde"].alignment.horizontal == "right"
    assert line["Från"].alignment.horizontal == line["Nyckeltal"].alignment.horizontal == "left"
    assert {cell.alignment.vertical for cell in sheet[2]} == {"top"}
    # An empty column is kept for who reads the file in again, but narrow.
    assert sheet.column_dimensions[line["Plats"].column_letter].width < 12
