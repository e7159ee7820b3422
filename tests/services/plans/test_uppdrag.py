"""Uppdrag with what was decided about them and the boards that answer, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.boras import activity, share
from tests.boras import plan as kf_plan
from tests.uppdrag import board_id, standing
from tracker.models import Activity, Plan, StatusUpdate, db
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.plans.activity_facts import ActivityFacts, facts_of
from tracker.services.plans.assignment_facts import Decided
from tracker.services.plans.edit_activity import add_activity, edit_activity
from tracker.services.plans.shares import Shares

pytestmark = pytest.mark.every_plan

NOW = datetime(2022, 3, 1, 9, tzinfo=UTC)
DECIDED = Decided("Mål och budget 2021", date(2020, 11, 26), "§ 251", "KS 2020-00123", "Budgetutskottet")


def new(**changed: object) -> ActivityFacts:
    shares = Shares(
        frozenset({board_id("kulturnamnden"), board_id("kommunstyrelsen")}), lead=board_id("kulturnamnden")
    )
    facts = ActivityFacts(
        "", "Öppna fler bibliotek.", "", None, date(2022, 6, 1), "Kultur", DECIDED, shares, own=None
    )
    return replace(facts, **changed)  # type: ignore[arg-type]


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Activity)) or 0


def test_an_uppdrag_without_a_number_gets_the_next_and_counts_once(any_app: Flask) -> None:
    with any_app.app_context():
        made = add_activity(kf_plan().id, new(), now=NOW)
        before = count()
        assert add_activity(kf_plan().id, new(), now=NOW).id == made.id
        assert (made.number, count()) == ("2", before)
        assert facts_of(made) == new(number="2")
        assert standing("2") == {"kulturnamnden": "leads", "kommunstyrelsen": "answers"}


def test_a_board_that_was_not_spoken_of_leaves_without_a_trace(any_app: Flask) -> None:
    with any_app.app_context():
        made = add_activity(kf_plan().id, new(), now=NOW)
        only = Shares(frozenset({board_id("kommunstyrelsen")}))
        edit_activity(kf_plan().id, made.id, new(number="2", shares=only), version=made.version)
        assert standing("2") == {"kommunstyrelsen": "leads"}


def test_a_board_that_has_answered_stays_and_comes_back_with_its_answers(any_app: Flask) -> None:
    with any_app.app_context():
        first = activity("1")
        facts, kept = facts_of(first), share("1", "arbetslivsnamnden").id
        moved = Shares(frozenset({board_id("kulturnamnden")}))
        edit_activity(kf_plan().id, first.id, replace(facts, shares=moved), version=first.version)
        # The board that reports elsewhere has never said anything here.
        assert standing("1") == {"arbetslivsnamnden": "elsewhere", "kulturnamnden": "leads"}
        back = Shares(
            frozenset({board_id("kulturnamnden"), board_id("arbetslivsnamnden")}),
            lead=board_id("kulturnamnden"),
        )
        edit_activity(kf_plan().id, first.id, replace(facts, shares=back), version=activity("1").version)
        assert standing("1") == {"arbetslivsnamnden": "answers", "kulturnamnden": "leads"}
        assert share("1", "arbetslivsnamnden").id == kept
        said = select(func.count()).where(StatusUpdate.responsibility_id == kept)
        assert db.session.scalar(said) == 1


def test_a_second_editor_of_the_boards_is_told(any_app: Flask) -> None:
    with any_app.app_context():
        made = add_activity(kf_plan().id, new(), now=NOW)
        seen, only = made.version, Shares(frozenset({board_id("kommunstyrelsen")}))
        edit_activity(kf_plan().id, made.id, new(number="2", shares=only), version=seen)
        with pytest.raises(ChangedMeanwhile):
            edit_activity(kf_plan().id, made.id, new(number="2", focus_area="Annat"), version=seen)


def refused(**changed: object) -> dict[str, str]:
    with pytest.raises(FormRefused) as raised:
        add_activity(kf_plan().id, new(**changed), now=NOW)
    return {fault.field: fault.message for fault in raised.value.faults}


def test_what_cannot_be_saved_is_told_with_its_field(app: Flask) -> None:
    with app.app_context():
        culture, executive = board_id("kulturnamnden"), board_id("kommunstyrelsen")
        both = frozenset({culture, executive})
        council = kf_plan().board_id
        assert "minst en nämnd" in refused(shares=Shares())["boards"]
        assert "leder" in refused(shares=Shares(both))["lead"]
        assert "Välj ett" in refused(shares=Shares(both, frozenset({culture}), executive))["elsewhere"]
        assert "i listan" in refused(shares=Shares(frozenset({council})))["boards"]
        wrong = replace(DECIDED, source="x" * 301, decided_on=date(206, 1, 1), answered_on=date(2022, 1, 1))
        assert refused(decided=wrong, focus_area="\x00").keys() == {
            "source",
            "decided_on",
            "answered_with",
            "focus_area",
        }


def test_the_fields_of_a_kind_are_kept(app: Flask) -> None:
    with app.app_context():
        plan = kf_plan()
        kind = {"fields": [{"key": "process", "heading": "Process", "type": "LINE", "place": "ACTIVITY"}]}
        for name, value in kind.items():
            setattr(plan.kind, name, value)
        db.session.commit()
        made = add_activity(plan.id, new(own={"process": "Boende"}), now=NOW)
        assert db.session.get_one(Plan, plan.id) is plan
        assert made.field_values == {"process": "Boende"}
