"""The report's own words: headings, years, paragraphs, what is missing."""

from dataclasses import replace
from datetime import date

import pytest

from tests.reports.sample import figure, key_figures, report
from tracker.domain.terms import Meaning
from tracker.reports import words
from tracker.reports.blocks import Block, blocks, printable
from tracker.reports.figures import value_table


def test_title_and_subtitle() -> None:
    assert words.heading(report()) == "Uppföljning av 26-punktsplan per mars 2022"
    assert words.subtitle(report()) == (
        "26-punktsplan för fler uppsalabor i jobb, beslutad den 27 september 2019."
    )
    assert words.subtitle(replace(report(), decided_on=None)) == "26-punktsplan för fler uppsalabor i jobb."


def test_what_is_not_known_says_so() -> None:
    unknown = replace(report(), report_on=None, diarienummer=None, version=None, handler_title=None)
    assert words.head_facts(unknown) == (
        ("Datum", "saknas"), ("Version", "utkast"), ("Diarienummer", "saknas"), ("Handläggare", "saknas"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "year", "note"),
    [
        ({"meaning": Meaning.STARTED, "target_year": 2024}, "2024", ""),
        ({"meaning": Meaning.STARTED, "ongoing": True}, "Ständigt pågående", ""),
        ({"meaning": Meaning.STARTED}, "Inget angivet år", ""),
        (
            {"meaning": Meaning.DEVIATES, "target_year": 2024, "previous_target_year": 2022},
            "2024",
            "tidigare 2022",
        ),
        ({"meaning": Meaning.DEVIATES, "target_year": 2024, "previous_target_year": 2024}, "2024", ""),
        ({"meaning": Meaning.STARTED, "target_year": 2024, "year_uncertain": True}, "2024", "osäkert år"),
        ({"meaning": Meaning.COMPLETED, "target_year": 2024, "previous_target_year": 2022}, "", ""),
        ({"meaning": Meaning.STOPPED, "target_year": 2024}, "", ""),
        ({"meaning": None, "label": None, "target_year": 2024, "year_uncertain": True}, "", ""),
    ],
)
def test_when_it_is_judged_to_be_done(changes: dict[str, object], year: str, note: str) -> None:
    base = replace(
        report().rows[2], target_year=None, ongoing=False, previous_target_year=None, year_uncertain=False
    )
    row = replace(base, **changes)  # type: ignore[arg-type]
    assert (words.horizon(row), words.horizon_note(row)) == (year, note)


def test_a_status_that_stands_says_from_when() -> None:
    row = report().rows[2]
    assert words.standing_note(row) == ""
    assert words.standing_note(replace(row, last_said=date(2021, 3, 31))) == (
        "Status och text står kvar från uppföljningen per mars 2021."
    )
    assert words.standing_note(replace(row, nothing_new=True)) == "Inget nytt sedan förra uppföljningen."


def test_the_decided_text_is_left_out_when_the_heading_says_it() -> None:
    by_number = {row.number: row for row in report().rows}
    assert words.decided_text(by_number["1b"]) == ()
    assert words.decided_text(by_number["2"])[0].lines[0].startswith("Inrätta heltidsplanering, 30–40 h")


def test_paragraphs_line_breaks_and_lists() -> None:
    text = "Ett\nTvå\n\n\nTre\n• a\n\uf0b7 b\n\nFyra"
    assert blocks(text) == (
        Block(("Ett", "Två")), Block(("Tre",)), Block(("a", "b"), bulleted=True), Block(("Fyra",)),
    )  # fmt: skip
    assert blocks(" \n\n ") == ()


def test_the_list_of_activity_26_is_a_list() -> None:
    (listed,) = (block for block in words.decided_text(report().rows[-1]) if block.bulleted)
    assert len(listed.lines) == 4
    assert listed.lines[2] == "Jobbstimulans"


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\ud800", "\ufffe", "\x85"])
def test_what_no_file_can_hold_is_replaced(sign: str) -> None:
    assert printable(f"a{sign}b") == "a\ufffdb"


@pytest.mark.parametrize("text", ["<script>", "{{7*7}}", "👩🏽‍🚒", "\u202eשלום", "a\tb\nc", "–”…\u00a0"])
def test_everything_else_is_kept(text: str) -> None:
    assert printable(text) == text


def test_diagrams_are_numbered_and_every_figure_stands_once() -> None:
    captions = [captioned.caption for captioned in words.figures(report())]
    assert len(captions) == 6
    assert captions[0] == "Diagram 1. Andel invånare med ekonomiskt bistånd"
    assert all(caption.startswith("Nyckeltal. ") for caption in captions[1:])
    twice = replace(report(), rows=(*report().rows, report().rows[6]))
    assert len(words.figures(twice)) == 6


def test_how_values_are_put_together_is_said_once() -> None:
    (larger,) = (f.caption for f in words.figures(report()) if f.figure.slug.endswith("fler-barn"))
    assert larger.count("genomsnitt senaste 12 månaderna") == 1
    monthly = replace(report(), key_figures=(figure("1", aggregation="medel av tre"),), rows=())
    assert words.figures(monthly)[0].caption == "Nyckeltal. Andel, medel av tre"


def test_an_activitys_figure_in_a_line() -> None:
    women = report().row("6")
    assert women is not None
    assert words.figure_line(women.key_figures[0]).endswith(": 37\u00a0% mars 2020, 69\u00a0% mars 2022.")
    assert words.figure_line(figure()) == "Andel: värden saknas."


def test_values_as_a_table_with_places_side_by_side() -> None:
    table = value_table(key_figures()["kolada-u40806"])
    assert table is not None
    assert table.headings == ("Period", "Borås", "Uppsala")
    assert table.rows[0] == ("2013", "40\u00a0%", "12\u00a0%")
    assert len(table.rows) == 7
    goal = value_table(key_figures()["andel-invanare-med-ekonomiskt-bistand"])
    assert goal is not None
    assert goal.rows[-1] == ("Mål 2022", "högst 4\u00a0%")
    missing = value_table(figure("5", None))
    assert missing is not None and missing.rows[1] == ("2020", "saknas")
    assert value_table(figure()) is None
