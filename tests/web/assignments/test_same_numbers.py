"""Excel, CSV and JSON say of the uppdrag what the page says."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from tests.page_check import PageClient
from tests.web.assignments.test_matrix import PLAN, cells, change, closed_plan, numbers, reader, running
from tests.web.test_reports import make_internal
from tracker.web.api.assignments import COLUMNS

pytestmark = pytest.mark.every_plan

DATA = "/api/v1/planer/kf-uppdrag-2022/uppdrag"
XLSX = PLAN.replace("/uppdrag", "/uppdrag.xlsx")


def sheets(client: PageClient, address: str) -> dict[str, list[list[Any]]]:
    book = load_workbook(BytesIO(client.get(address).data))
    assert [sheet.freeze_panes for sheet in book.worksheets] == ["B2", "B2"]
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets
    }


def test_every_form_has_the_words_of_the_page(app: Flask, client: PageClient) -> None:
    closed_plan(app)
    client.get(PLAN)
    page = cells(client)
    shown = [[word.removesuffix(" leder") for word in row] for row in page]

    data = client.get(DATA).json
    assert (data["as_of"], data["version"]) == ("2022-04-30", 1)
    each = data["assignments"]
    assert [[share["status"] for share in line["shares"]] + [line["status"]] for line in each] == shown
    assert [line["overdue"] for line in each] == [True] * 3
    assert each[0]["shares"][0]["fields"] == {"prognos": "Klart i höst"}

    answer = client.get(f"{DATA}.csv")
    lines = list(csv.DictReader(StringIO(answer.text, newline="")))
    assert tuple(lines[0]) == (*COLUMNS, "prognos")
    assert [line["status"] for line in lines] == [word for row in shown for word in row[:-1]]
    assert [line["samlat_lage"] for line in lines[::3]] == [row[-1] for row in shown]
    assert {line["svar_senast"] for line in lines} == {"2022-12-31"}

    matrix, shares = sheets(client, XLSX).values()
    assert matrix[0][:5] == [
        "Uppdrag", "Arbetslivsnämnden", "Fritids- och folkhälsonämnden", "Förskolenämnden", "Samlat läge",
    ]  # fmt: skip
    assert [[word.replace(" (leder)", " leder") for word in row[1:5]] for row in matrix[1:]] == page
    status = shares[0].index("Status")
    assert [row[status] for row in shares[1:]] == [line["status"] for line in lines]
    comments = [row[shares[0].index("Kommentar")] or "" for row in shares[1:]]
    assert comments == [line["kommentar"] for line in lines]
    assert [row[shares[0].index("Prognos")] or "" for row in shares[1:]] == [
        line["prognos"] for line in lines
    ]


def test_excel_has_the_filters_of_the_page(app: Flask, client: PageClient) -> None:
    closed_plan(app, uppdrag=5)
    for query in (
        "&status=avviker",
        "&namnd=forskolenamnden&visa=utan-svarsdatum",
        "&visa=svar-inom-60-dagar",
    ):
        client.get(PLAN + query)
        shown = numbers(client)
        matrix, _ = sheets(client, XLSX + query).values()
        place = matrix[0].index("Nr")
        assert [row[place] for row in matrix[1:] if row[place]] == shown


def test_running_answers_reach_nobody_through_data_or_excel(app: Flask, client: PageClient) -> None:
    closed_plan(app)
    before = client.get(DATA).json, sheets(client, XLSX)
    running(app)
    assert (client.get(DATA).json, sheets(client, XLSX)) == before
    office = reader(app, "samordnare@boras.example.org")
    assert office.get(DATA).json == before[0]
    assert sheets(office, XLSX) != before[1]


def test_a_text_that_looks_like_a_formula_is_a_text(app: Flask, client: PageClient) -> None:
    closed_plan(app)
    change(app, "1", full_text='=HYPERLINK("http://example.org")', source="+1")
    book = load_workbook(BytesIO(client.get(XLSX).data))
    cell = book.worksheets[0]["A2"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://example.org")')
    line = next(csv.DictReader(StringIO(client.get(f"{DATA}.csv").text, newline="")))
    assert line["beslutad_text"] == '\'=HYPERLINK("http://example.org")'
    assert line["beslut"] == "'+1"


def test_a_plan_without_shared_uppdrag_says_so(app: Flask, client: PageClient) -> None:
    for plan in ("26-punktsplan", "namnduppdrag-2020"):
        answer = client.get(f"/api/v1/planer/{plan}/uppdrag")
        assert (answer.status_code, answer.json["code"]) == (404, "no-assignments")
    make_internal(app)
    assert client.get("/api/v1/planer/26-punktsplan/uppdrag.csv").json["code"] == "not-found"
