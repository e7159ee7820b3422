"""The documents of Borås stand in seed/ word by word: nothing is lost, added or put right."""

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from tracker.domain.terms import FollowUpState
from tracker.queries.plans.by_name import follow_ups_of, plan_by_slug
from tracker.queries.plans.frozen import frozen_report
from tracker.queries.plans.standing import rows_of
from tracker.reports.content import ReportContent, from_json

pytestmark = pytest.mark.every_plan

_ROOT = Path(__file__).parents[2]
_HEADINGS = "Verksamhet / Process Kontrollmoment och kontrollmetod Analys 2021 Åtgärd"


@cache
def seeded(slug: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((_ROOT / f"seed/plans/{slug}.yaml").read_text(encoding="utf-8"))
    return data


def words(text: str) -> list[str]:
    """The words, those that a line break divides put together: "AB-" and "avtalet" are one."""
    return re.sub(r"(?<=\w-)\s*\n\s*(?=\w)", "", text.replace("anställnin\ngar", "anställningar")).split()


def document(name: str, start: str, end: str = "") -> str:
    text = (_ROOT / f"tests/documents/boras-{name}-2021.txt").read_text(encoding="utf-8")
    text = text[text.index(start) :]
    return text[: text.index(end)] if end else text


def told(slug: str) -> dict[str, dict[str, str]]:
    return {number: row["fields"] for number, row in seeded(slug)["follow_ups"][0]["updates"].items()}


def test_the_internal_control_is_the_documents() -> None:
    plan, answers = seeded("intern-kontroll-2021"), told("intern-kontroll-2021")
    table = document("uppfoljning-intern-kontroll", "2.1 Personal", "3 Uppföljning direkta")
    expected = re.sub(r"2\.\d (Personal|Ekonomi|Egen verksamhet)", "", table).replace(_HEADINGS, "")
    found = [
        word
        for row in plan["activities"]
        for text in (row["fields"]["process"], row["short"], answers[row["number"]]["analys"])
        for word in words(text)
    ]
    assert found == words(expected)
    assert len(plan["activities"]) == 8
    assert [row["focus_area"] for row in plan["activities"]] == [
        *["Personal"] * 2, *["Ekonomi"] * 2, *["Egen verksamhet"] * 4,
    ]  # fmt: skip


def test_the_questions_are_the_documents_and_go_to_nine_boards() -> None:
    plan = seeded("minoriteter-2021")
    name = "uppfoljning-program-nationella-minoriteter"
    pm = " ".join(
        words(
            document(
                name, "Arbetslivsnämnden har i uppdrag att samordna det", "Arbetslivsnämnden \n\nPostadress"
            )
        )
    )
    areas: dict[str, list[str]] = {}
    for row in plan["activities"]:
        areas.setdefault(row["focus_area"], []).append(" ".join(words(row["short"])))
        assert len({share["board"] for share in row["boards"]}) == 9
    assert {area: len(questions) for area, questions in areas.items()} == {
        "Mål och riktlinjer": 6,
        "Rätten till information": 3,
        "Rätten till delaktighet och inflytande": 5,
    }
    for area, questions in areas.items():
        assert " ".join(questions) in pm[pm.index(f" {area} ") :]
    for paragraph in plan["follow_ups"][0]["introduction"].split("\n\n"):
        assert " ".join(words(re.sub(r"^(Mål och|Rätten till)[^:]*: ", "", paragraph))) in pm


def test_the_measures_are_the_documents() -> None:
    plan, answers = seeded("integrerat-samhalle-2021"), told("integrerat-samhalle-2021")
    table = document("uppfoljning-program-integrerat-samhalle", "1. Integrationsmodellen")
    rows = re.split(r"(?m)^ ?\d{1,2}\. (?=[A-ZÅÄÖ])", table)[1:]
    assert len(plan["activities"]) == len(rows) == 20
    for row, text in zip(plan["activities"], rows, strict=True):
        cells = [row["short"], *answers[row["number"]].values()]
        # Cell by cell; the method of number 7 goes on at the next page, after the other cells.
        assert Counter(word for cell in cells for word in words(cell)) == Counter(words(text))
        if row["number"] != "7":
            assert " ".join(word for cell in cells for word in words(cell)) == " ".join(words(text))


@pytest.mark.parametrize(
    ("slug", "rows"), [("intern-kontroll-2021", 8), ("integrerat-samhalle-2021", 20), ("kf-uppdrag-2021", 1)]
)
def test_what_the_boards_have_answered_is_frozen(any_app: Flask, slug: str, rows: int) -> None:
    with any_app.app_context():
        plan = plan_by_slug(slug)
        assert plan is not None
        frozen = frozen_report(plan.id)
        assert frozen is not None
        content: ReportContent = from_json(frozen.text)
    assert (len(content.rows), content.asked, content.answered) == (rows, rows, rows)


def test_the_questions_wait_until_somebody_opens_them(any_app: Flask) -> None:
    with any_app.app_context():
        plan = plan_by_slug("minoriteter-2021")
        assert plan is not None
        (follow_up,) = follow_ups_of(plan.id)
        assert (follow_up.state, follow_up.answer_by) == (FollowUpState.PLANNED, date(2022, 6, 1))
        assert len(rows_of(plan.id, None)) == 14 * 9
