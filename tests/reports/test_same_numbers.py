"""Every value of every key figure stands in its own place: a number somewhere in the file is not enough."""

import csv
import json
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest

from tests.reports.test_same_words import CONTENTS
from tracker.domain.measurement import rounded
from tracker.reports import words
from tracker.reports.content import ReportContent
from tracker.reports.figure_words import figure_trend
from tracker.reports.figures import value_table
from tracker.services.reports.formats import FORMATS

#: Name, period, place and value; None is a missing value.
Values = list[tuple[str, str, str, Decimal | None]]


def expected(content: ReportContent) -> Values:
    return [
        (
            figure.name,
            point.label,
            point.series,
            None if point.value is None else rounded(point.value, figure.decimals),
        )
        for figure in (captioned.figure for captioned in words.figures(content))
        for point in figure.points
    ]


def from_csv(data: bytes) -> Values:
    lines = list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    start = lines.index(["Nyckeltal"]) + 1
    block = lines[start : lines.index([], start)] if [] in lines[start:] else lines[start:]
    found = [dict(zip(block[0], line, strict=True)) for line in block[1:]]
    return [
        (
            line["Nyckeltal"], line["Period"], line["Plats"],
            Decimal(line["Värde"].replace(",", ".")) if line["Värde"] else None,
        )
        for line in found
    ]  # fmt: skip


def from_xlsx(data: bytes) -> Values:
    headings, *lines = openpyxl.load_workbook(BytesIO(data))["Nyckeltal"].iter_rows(values_only=True)
    found = [dict(zip(headings, line, strict=True)) for line in lines]
    return [
        (
            str(line["Nyckeltal"]), str(line["Period"]), str(line["Plats"] or ""),
            None if line["Värde"] is None else Decimal(str(line["Värde"])),
        )
        for line in found
    ]  # fmt: skip


@pytest.mark.parametrize("which", CONTENTS)
@pytest.mark.parametrize(("format", "read"), [("csv", from_csv), ("xlsx", from_xlsx)])
def test_every_value_stands_on_its_own_line(format: str, read: object, which: str) -> None:
    content = CONTENTS[which]()
    assert callable(read)
    values = expected(content)
    assert read(FORMATS[format].make(content)) == values
    # The made-up report has a gap: it is an empty cell.
    assert (None in [value[-1] for value in values]) or which == "real"


@pytest.mark.parametrize("which", CONTENTS)
def test_the_figures_in_json_are_printed_as_on_the_page(which: str) -> None:
    content = CONTENTS[which]()
    printed = json.loads(FORMATS["json"].make(content))["printed"]["key_figures"]
    captioned = words.figures(content)
    assert [figure["caption"] for figure in printed] == [each.caption for each in captioned]
    assert [figure["trend"] for figure in printed] == [figure_trend(each.figure) for each in captioned]
    tables = [value_table(each.figure) for each in captioned]
    rows = [[list(row) for row in (table.headings, *table.rows)] if table else [] for table in tables]
    assert [figure["values"] for figure in printed] == rows
