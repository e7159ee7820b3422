"""Editing a plan's facts, and making a new plan, on both databases."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.coordinating import person, plan
from tracker.domain.terms import Visibility
from tracker.models import Board, Plan, PlanKind, db
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.plans.create_plan import NewPlan, create_plan
from tracker.services.plans.edit_plan import PlanFacts, edit_plan, facts_of


def facts(**more: object) -> PlanFacts:
    changed = {
        "title": "26-punktsplan, ny",
        "decided_on": date(2019, 9, 27),
        "decided_paragraph": "§ 12",
        **more,
    }
    return replace(facts_of(plan()), **changed)  # type: ignore[arg-type]


def new(**more: object) -> NewPlan:
    board = db.session.scalars(select(Board).where(Board.slug == "arbetsmarknadsnamnden")).one()
    kind = db.session.scalars(select(PlanKind).order_by(PlanKind.id)).first()
    assert kind is not None
    found = NewPlan(kind.id, board.id, "Plan för sommarjobb", "plan-for-sommarjobb", person("controller").id)
    return replace(found, **more)  # type: ignore[arg-type]


def test_facts_are_stored(any_app: Flask) -> None:
    with any_app.app_context():
        wanted, before = facts(visibility=Visibility.INTERNAL, coordinator_id=None), plan().revision
        edit_plan(plan().id, wanted, version=plan().version)
        assert facts_of(plan()) == wanted
        assert plan().revision == before + 1


def test_a_second_editor_is_told(any_app: Flask) -> None:
    with any_app.app_context():
        seen = plan().version
        edit_plan(plan().id, facts(), version=seen)
        with pytest.raises(ChangedMeanwhile):
            edit_plan(plan().id, facts(title="Min titel"), version=seen)
        db.session.rollback()
        assert plan().title == "26-punktsplan, ny"


def test_changes_elsewhere_in_the_plan_are_no_conflict(any_app: Flask) -> None:
    from tests.coordinating import opened

    with any_app.app_context():
        seen = plan().version
        opened()
        edit_plan(plan().id, facts(), version=seen)
        assert plan().title == "26-punktsplan, ny"


def test_the_same_form_twice_counts_once(any_app: Flask) -> None:
    with any_app.app_context():
        seen = plan().version
        edit_plan(plan().id, facts(), version=seen)
        revision = plan().revision
        edit_plan(plan().id, facts(), version=seen)
        assert plan().revision == revision


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"short_title": ""}, "short_title"),
        ({"report_title": ""}, "report_title"),
        ({"goal": "x" * 20_001}, "goal"),
        ({"goal": "a\x1b[31m"}, "goal"),
        ({"diarienummer": "x" * 61}, "diarienummer"),
        ({"decided_paragraph": "x" * 41}, "decided_paragraph"),
        ({"decided_on": date(219, 9, 27)}, "decided_on"),
        ({"finish_by": 1999}, "finish_by"),
        ({"coordinator_id": 2**31 - 1}, "coordinator_id"),
    ],
)
def test_bad_facts_are_refused(any_app: Flask, changed: dict[str, object], field: str) -> None:
    with any_app.app_context():
        with pytest.raises(FormRefused) as refused:
            edit_plan(plan().id, facts(**changed), version=plan().version)
        assert [fault.field for fault in refused.value.faults] == [field]


def test_somebody_without_the_role_is_not_made_coordinator(any_app: Flask) -> None:
    with any_app.app_context(), pytest.raises(FormRefused, match="Välj en samordnare"):
        edit_plan(plan().id, facts(coordinator_id=person("ledamot").id), version=plan().version)


def test_a_new_plan_is_internal_and_empty(any_app: Flask) -> None:
    with any_app.app_context():
        made = create_plan(new())
        assert (made.visibility, made.revision, made.activities) == (Visibility.INTERNAL, 1, [])
        assert made.report_title == "Uppföljning av Plan för sommarjobb"
        assert create_plan(new()).id == made.id
        assert db.session.scalar(select(func.count()).select_from(Plan)) == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"slug": "26-punktsplan"}, "slug"),
        ({"slug": "Å"}, "slug"),
        ({"slug": "a\x00"}, "slug"),
        ({"slug": "utskick"}, "slug"),
        ({"kind_id": 4711}, "kind_id"),
        ({"board_id": 4711}, "board_id"),
        ({"coordinator_id": 4711}, "coordinator_id"),
    ],
)
def test_a_bad_new_plan_is_refused(any_app: Flask, changed: dict[str, object], field: str) -> None:
    with any_app.app_context():
        with pytest.raises(FormRefused) as refused:
            create_plan(new(**changed))
        assert [fault.field for fault in refused.value.faults] == [field]
