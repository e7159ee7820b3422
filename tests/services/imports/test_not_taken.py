"""What an import leaves alone: rows that are no rows of the plan, texts that no field can hold, days to come."""

import json

import pytest
from flask import Flask
from sqlalchemy import select

from tests.coordinating import opened, responsibility
from tests.services.imports.test_files import looked_at, seeded, sent, table, taken
from tracker.domain.swedish.slug import slug_fault
from tracker.domain.text import text_problem
from tracker.models import FollowUp, db
from tracker.queries.plans.standing import rows_of
from tracker.services.imports.waiting import ImportRefused
from tracker.services.plans.edit_activity import set_withdrawn
from tracker.services.reports.produce_report import produce

JUNE = "Uppföljning per;2022-06-30"


def test_an_activity_that_gets_parts_is_reported_through_them(any_app: Flask) -> None:
    with any_app.app_context():
        plan = taken(sent(table("1;Ordna kurser;Pågår;2022;Ja", "2;Ordna jobb;Klar;;Ja")))
        taken(sent(table("1a;Hösten;Klar;;Ja", "1b;Våren;Klar;;Ja", head=JUNE), plan.id))
        assert [row.activity.number for row in rows_of(plan.id, None)] == ["1a", "1b", "2"]
        again = looked_at(sent(table("1;Ordna kurser;Klar;;Ja", head=JUNE), plan.id))
        assert "genom sina delar" in again.rows[0].why


def test_a_withdrawn_activity_stays_withdrawn(any_app: Flask) -> None:
    with any_app.app_context():
        plan = taken(sent(table("1;Ordna kurser;Pågår;2022;Ja", "2;Ordna jobb;Klar;;Ja")))
        second = next(activity for activity in plan.activities if activity.number == "2")
        set_withdrawn(plan.id, second.id, withdrawn=True)
        file = sent(table("1;Ordna kurser;Klar;;Ja", "2;Ordna jobb;Klar;;Ja", head=JUNE), plan.id)
        assert "tillbakadragen" in looked_at(file).rows[1].why
        assert [row.activity.number for row in rows_of(taken(file).id, None)] == ["1"]


@pytest.mark.parametrize("text", ["a\u0007b", "a\u0000b", "x" * 20_001], ids=["bell", "nul", "too long"])
def test_a_text_of_the_head_that_no_field_can_hold_is_told_and_left_out(any_app: Flask, text: str) -> None:
    with any_app.app_context():
        file = sent(with_introduction(text), None, "rapport.json")
        preview = looked_at(file)
        assert [one.where for one in preview.unreadable] == ["Inledning"]
        plan = taken(file)
        assert introduction(plan.id) == ""


def test_a_private_bullet_in_the_head_becomes_a_bullet(any_app: Flask) -> None:
    with any_app.app_context():
        plan = taken(sent(with_introduction("\uf0b7 punkt"), None, "rapport.json"))
        assert introduction(plan.id) == "• punkt"
        assert text_problem(introduction(plan.id)) is None


def test_a_file_that_is_no_text_is_refused(any_app: Flask) -> None:
    with any_app.app_context(), pytest.raises(ImportRefused) as refused:
        sent(with_introduction("a\ud800"), None, "rapport.json")
    assert refused.value.why == "not-text"


def test_a_diarienummer_is_not_cut_without_a_word(any_app: Flask) -> None:
    with any_app.app_context():
        head = "Uppföljning per;2022-03-31\r\nDiarienummer;" + "D" * 80
        assert [one.where for one in looked_at(sent(table("1;En;Klar;;Ja", head=head))).unreadable] == [
            "Diarienummer"
        ]


def test_a_follow_up_of_a_day_to_come_is_not_closed_before_it_has_been(any_app: Flask) -> None:
    with any_app.app_context():
        file = sent(table("1;En;Klar;;Ja", head="Uppföljning per;2031-01-31"))
        with pytest.raises(ImportRefused) as refused:
            taken(file)
        assert refused.value.why == "future-day"


def test_an_owner_with_the_form_open_is_told_of_what_was_read_in(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        before = responsibility("12").version
        head = f"Uppföljning per;{follow_up.as_of.isoformat()}"
        taken(sent(table("12;Kort;Klar;;Helt ny text", head=head), seeded().id))
        db.session.expire_all()
        assert responsibility("12").version == before + 1


def test_no_plan_gets_the_address_of_the_import(app: Flask) -> None:
    assert [fault.code for fault in slug_fault("importera")] == ["slug-reserved"]


def with_introduction(text: str) -> bytes:
    """Our own report as JSON, with another introduction."""
    report = json.loads(produce("26-punktsplan", format="json").data)
    report["content"]["introduction"] = text
    return json.dumps(report).encode()


def introduction(plan_id: int) -> str:
    return db.session.scalars(select(FollowUp.introduction).where(FollowUp.plan_id == plan_id)).one()
