"""The real document, without a hand on it, against what people entered by hand."""

import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tracker.domain.text import squeezed
from tracker.importers.imported import ImportedReport, ImportedRow
from tracker.importers.sandbox import read_safely

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "tests" / "documents" / "uppsala-26-punktsplan-uppfoljning-2022-03.txt"
EXPECTED = json.loads((ROOT / "tests/documents/26-punktsplan-2022-03.json").read_text(encoding="utf-8"))[
    "rows"
]
NUMBERS = [row["nr"] for row in EXPECTED]


@cache
def real() -> ImportedReport:
    return read_safely(DOCUMENT.read_bytes(), DOCUMENT.name)


@cache
def seed() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(
        (ROOT / "seed/plans/26-punktsplan.yaml").read_text(encoding="utf-8")
    )
    return loaded


def row(number: str) -> ImportedRow:
    return next(row for row in real().rows if row.number == number)


def test_every_row_is_there_in_its_order_and_nothing_was_unreadable() -> None:
    assert [row.number for row in real().rows] == NUMBERS
    assert len(NUMBERS) == 27
    assert real().unreadable == ()


@pytest.mark.parametrize("expected", EXPECTED, ids=NUMBERS)
def test_number_text_status_and_year_are_as_printed(expected: dict[str, Any]) -> None:
    read = row(expected["nr"])
    assert read.short_text == expected["short_description"]
    assert (read.status, read.target_year, read.ongoing) == (
        expected["status_as_printed"],
        expected["target_year"],
        expected["ongoing"],
    )


@pytest.mark.parametrize("number", NUMBERS)
def test_the_decided_text_is_what_was_entered_by_hand(number: str) -> None:
    acts = [part for act in seed()["activities"] for part in (act, *act.get("parts", []))]
    full = next(act["full"] for act in acts if act["number"] == number)
    assert squeezed(row(number).full_text or "") == squeezed(full)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_narrative_is_what_was_entered_by_hand(number: str) -> None:
    """By hand, what remains was kept in the comment with its lead-in; the reader gives it its own field."""
    lead = {
        "8": "Plan för återstående arbete:",
        "10": "Återstående arbete:",
        "25": "Plan för återstående arbete:",
    }
    read = row(number)
    entered = seed()["follow_ups"][0]["updates"][number]["comment"]
    assert squeezed(f"{read.comment}{lead.get(number, '')}{read.remaining_work}") == squeezed(entered)
    assert bool(read.remaining_work) == (number in lead)


def test_only_1a_has_moved_and_is_uncertain() -> None:
    assert (row("1a").earlier_years, row("1a").year_uncertain) == ((2022,), True)
    others = [row for row in real().rows if row.number != "1a"]
    assert not any(row.earlier_years or row.year_uncertain for row in others)


def test_the_head_is_read() -> None:
    head = real().head
    assert replace(head, introduction=None, summary=None).report_title == "Uppföljning av 26-punktsplan"
    assert (head.diarienummer, head.report_on, head.as_of) == (
        "AMN-2022-00099",
        date(2022, 4, 20),
        date(2022, 3, 31),
    )
    assert head.board == "Arbetsmarknadsnämnden"
    told = seed()["follow_ups"][0]
    assert squeezed(head.introduction or "") == squeezed(told["introduction"])
    assert squeezed(head.summary or "") == squeezed(told["summary"])
    assert "räknas fram på nytt" in real().notes[0]


def test_bullets_are_bullets_and_page_furniture_is_gone() -> None:
    assert "\n• Etableringsersättning\n• Jobbstimulans\n" in (row("26").full_text or "")
    everything = " ".join(f"{row.full_text} {row.comment}" for row in real().rows)
    assert "Sida 9" not in everything
    assert "DIAGRAM" not in everything
