"""Key figures under a heading are one table in every format; those without one are printed as before."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.reports.sample import figure, key_figures, report, target
from tracker.domain.terms import Direction, Gender, Measure
from tracker.importers.values import read_values
from tracker.reports.content import KeyFigureContent, Point, ReportContent, from_json, to_json
from tracker.reports.csv_file import report_csv
from tracker.reports.docx import report_docx
from tracker.reports.figure_groups import figure_groups
from tracker.reports.figure_tables import FigureTable, figure_table
from tracker.reports.figure_words import figure_trend as with_hard_spaces
from tracker.reports.html import report_html
from tracker.reports.json_file import report_json
from tracker.reports.tables import INDICATORS, tables
from tracker.reports.xlsx import report_xlsx

INDICATORS_OF_COUNCIL = "Kommunfullmäktiges indikatorer"
MEASURES = "Mått som följs upp av Kommunfullmäktige"


def boras() -> ReportContent:
    """A report of the eight key figures of Borås."""
    own = tuple(one for one in key_figures().values() if one.heading)
    return replace(report(), key_figures=own, rows=report().rows[:2])


def table_of(content: ReportContent, heading: str) -> FigureTable:
    (found,) = [group.table for group in figure_groups(content) if group.heading == heading]
    assert found is not None
    return found


def printed(table: FigureTable) -> list[tuple[str, ...]]:
    return [(row.name, row.part, *row.cells) for row in table.rows]


def figure_trend(told: KeyFigureContent) -> str:
    """The words with spaces that a test can be read with."""
    return with_hard_spaces(told).replace("\u00a0", " ")


def point(label: str, day: str, end: str, value: str | None, **more: Any) -> Point:
    known = None if value is None else Decimal(value)
    fields = {"measure": Measure.OUTCOME, "gender": Gender.TOTAL, **more}
    return Point(label, date.fromisoformat(day), date.fromisoformat(end), value=known, **fields)


def test_the_eight_of_boras_stand_under_three_headings() -> None:
    groups = figure_groups(boras())
    assert [(group.heading, len(group.figures)) for group in groups if group.heading] == [
        (INDICATORS_OF_COUNCIL, 5),
        ("Verksamhetens indikatorer", 1),
        (MEASURES, 2),
    ]
    assert [one.number for group in groups for one in group.figures if group.heading] == list(range(1, 9))
    table = table_of(boras(), MEASURES)
    assert table.headings == ("Årsutfall 2019", "Årsutfall 2020", "Budget 2021", "Årsutfall 2021")
    assert printed(table) == [
        ("Antal hushåll med försörjningsstöd", "", "708", "705", "700", "719"),
        ("Mottagna flyktingar", "", "326", "196", "150", "140"),
    ]
    indicators = table_of(boras(), INDICATORS_OF_COUNCIL)
    assert indicators.headings == ("Utfall År 2019", "Utfall År 2020", "Utfall År 2021")
    assert printed(indicators)[1][0] == "Andel sjukfrånvaro av ordinarie arbetstid ska minska"
    assert printed(indicators)[1][2:] == ("3,5", "7,9", "5,5")


def test_the_next_year_is_half_filled_and_nothing_is_zero() -> None:
    ill = key_figures()["andel-sjukfranvaro-av-ordinarie-arbetstid"]
    fit = key_figures()["andel-anstallda-som-nyttjar-friskvardsbidrag"]
    august = point("januari–augusti 2022", "2022-01-01", "2022-08-31", "6.1", printed="Utfall Aug 2022")
    missing = replace(august, value=None)
    budget = point("2022", "2022-01-01", "2022-12-31", "5", measure=Measure.TARGET)
    table = figure_table(
        [replace(ill, points=(*ill.points, august, budget)), replace(fit, points=(*fit.points, missing))]
    )
    assert table is not None
    assert table.headings[-2:] == ("Mål 2022", "Utfall Aug 2022")
    assert [row.cells[-2:] for row in table.rows] == [("5", "6,1"), ("–", "–")]


def test_women_and_men_have_rows_of_their_own() -> None:
    divided = [
        point("T2 2022", "2022-05-01", "2022-08-31", value, gender=gender)
        for gender, value in ((Gender.TOTAL, "5"), (Gender.MEN, None), (Gender.WOMEN, "6"))
    ]
    table = figure_table([figure(points=tuple(divided), heading="A")])
    assert table is not None and table.headings == ("Utfall T2 2022",)
    assert printed(table) == [
        ("Andel ska minska", "Kvinnor", "6"),
        ("Andel ska minska", "Män", "–"),
        ("Andel ska minska", "Totalt", "5"),
    ]
    assert [row.first for row in table.rows] == [True, False, False]


def test_older_periods_give_way_and_say_so() -> None:
    labels = " ".join(str(2019 + n) for n in range(9))
    table = figure_table([figure(*"123456789", labels=labels)])
    assert table is not None and table.headings[0] == "Utfall 2022" and "Excelfilen" in table.note
    whole = figure_table([figure(*"123456789", labels=labels)], most=None)
    assert whole is not None and len(whole.headings) == 9 and not whole.note
    assert figure_table([figure()]) is None


@given(st.lists(st.one_of(st.none(), st.integers(-99, 99)), min_size=1, max_size=5))
def test_every_cell_is_a_value_or_a_dash(values: list[int | None]) -> None:
    told = figure(*(None if value is None else str(value) for value in values))
    table = figure_table([told])
    assert table is not None
    (row,) = table.rows
    assert [cell == "–" for cell in row.cells] == [value is None for value in values]


WORDS = ["99", "98", "53,5", "441", "719", "Utfall År 2021", "Budget 2021", INDICATORS_OF_COUNCIL, MEASURES]


def test_every_format_has_the_tables() -> None:
    content = boras()
    html = report_html(content).replace("\u00ad", "").replace("<wbr>", "")
    csv = report_csv(content).decode("utf-8-sig")
    word = Document(BytesIO(report_docx(content)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    for wanted in WORDS:
        assert wanted in html and wanted in csv, wanted
        assert wanted in cells or any(p.text == wanted for p in word.paragraphs), wanted
    assert html.count('class="rows indicators__table"') == 3 and html.count('class="chart"><div><svg') == 8
    assert len(word.inline_shapes) >= 8
    assert "key_figure_tables" in report_json(content).decode()
    assert from_json(to_json(content)) == content


def _cell(cell: object) -> str:
    return "" if cell is None else str(cell).replace(".", ",")


def test_excel_and_csv_come_back_as_the_same_values() -> None:
    content = boras()
    sheet = load_workbook(BytesIO(report_xlsx(content)))[INDICATORS]
    first, *rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert first[:5] == ["Rubrik", "Målområde", "Nyckeltal", "Plats", "Kön"] and len(rows) == 8
    # The sheet alone is a table as somebody would send it.
    (table,) = [table for table in tables(content) if table.name == INDICATORS]
    lines = [";".join(map(_cell, line)) for line in (table.headings, *table.rows)]
    found = read_values("\r\n".join(lines).encode("utf-8-sig"), "i.csv").values
    assert len(found) == 26
    assert {value.measure for value in found} == {"Utfall", "Budget"}
    whole = read_values(report_csv(content), "r.csv").values
    assert len([value for value in whole if value.period.startswith(("Utfall", "Årsutfall", "Budget"))]) == 26


def test_figures_without_a_heading_are_printed_as_before() -> None:
    assert "indicators" not in report_html(report())
    assert INDICATORS not in {table.name for table in tables(report())}
    assert "key_figure_tables" not in report_json(report()).decode()
    assert '"heading":' not in to_json(report()) and '"printed":' not in to_json(report())
    assert f"{INDICATORS}\r\n" not in report_csv(report()).decode("utf-8-sig")


SHARE: dict[str, Any] = {"name": "Andelen elever", "heading": "A", "unit_short": "%", "decimals": 0}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            figure("99", "98", direction=Direction.UP, **SHARE),
            "Målet är att andelen ska öka; den minskade från 99 % 2019 till 98 % 2020.",
        ),
        (
            figure("7", "7", direction=Direction.DOWN, **SHARE),
            "Målet är att andelen ska minska; den är 7 % 2020, lika mycket som 2019.",
        ),
        (figure("7", direction=Direction.UP, **SHARE), "Målet är att andelen ska öka; den är 7 % 2019."),
        (figure(direction=Direction.UP, **SHARE), "Målet är att andelen ska öka."),
        (figure("1", "2", direction=Direction.NONE, **SHARE), "Andelen ökade från 1 % 2019 till 2 % 2020."),
    ],
)
def test_a_figure_says_whether_it_goes_where_it_is_to_go(told: KeyFigureContent, said: str) -> None:
    assert figure_trend(told) == said


def test_a_target_and_a_budget_are_met_or_not_in_words() -> None:
    up = figure("60", "65", direction=Direction.UP, **SHARE)
    for value, label, state in (
        ("65", "2020", "är nått"),
        ("70", "2020", "är inte nått"),
        ("70", "2022", "är inte nått än"),
    ):
        said = figure_trend(replace(up, points=(*up.points, target(value, label))))
        assert f"Målet {label}, minst {value} %, {state}: 65 % 2020." in said
    refugees = figure_trend(key_figures()["mottagna-flyktingar"])
    assert "Budgeten 2021 var 150 flyktingar; utfallet blev 140 flyktingar." in refugees.replace(
        "\u00a0", " "
    )


def test_august_is_compared_with_august() -> None:
    august = [
        point(f"januari–augusti {year}", f"{year}-01-01", f"{year}-08-31", value)
        for year, value in ((2020, "5"), (2021, "6"))
    ]
    year = point("2020", "2020-01-01", "2020-12-31", "9")
    told = figure(points=(august[0], year, august[1]), direction=Direction.DOWN, **SHARE)
    assert "den ökade från 5 % januari–augusti 2020 till 6 % januari–augusti 2021." in figure_trend(
        told
    ).replace("\u00a0", " ")
