"""Editing the facts of an open follow-up, on both databases."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from tests.coordinating import opened, plan
from tracker.models import FollowUp, db
from tracker.services.follow_ups.edit_follow_up import FollowUpFacts, edit_follow_up, facts_of
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused

FACTS = FollowUpFacts(
    opens_on=date(2022, 8, 22),
    answer_by=date(2022, 9, 12),
    meeting_on=date(2022, 10, 5),
    report_on=date(2022, 9, 20),
    diarienummer="AMN-2022-00500",
    introduction="Nämnden beslutade 2019.\n\nPlanen har 26 aktiviteter.",
    summary="Det går framåt. 🙂",
)


def test_facts_are_stored_as_typed(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        revision = plan().revision
        edit_follow_up(follow_up.id, FACTS, version=follow_up.version)
        assert facts_of(db.session.get_one(FollowUp, follow_up.id)) == FACTS
        assert plan().revision == revision + 1


def test_a_second_editor_is_told_and_nothing_is_lost(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        seen = follow_up.version
        edit_follow_up(follow_up.id, FACTS, version=seen)
        with pytest.raises(ChangedMeanwhile):
            edit_follow_up(follow_up.id, replace(FACTS, summary="Mitt."), version=seen)
        db.session.rollback()
        assert facts_of(db.session.get_one(FollowUp, follow_up.id)) == FACTS


def test_the_same_form_twice_counts_once(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        seen = follow_up.version
        edit_follow_up(follow_up.id, FACTS, version=seen)
        counted = db.session.get_one(FollowUp, follow_up.id).version
        edit_follow_up(follow_up.id, FACTS, version=seen)
        assert db.session.get_one(FollowUp, follow_up.id).version == counted


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"answer_by": date(2022, 8, 1)}, "answer_by"),
        ({"meeting_on": date(2022, 9, 12)}, "meeting_on"),
        ({"opens_on": date(22, 8, 22)}, "opens_on"),
        ({"introduction": "x" * 20_001}, "introduction"),
        ({"summary": "a\x00b"}, "summary"),
        ({"diarienummer": "rad\nrad"}, "diarienummer"),
    ],
)
def test_bad_facts_are_refused(any_app: Flask, changed: dict[str, object], field: str) -> None:
    with any_app.app_context():
        follow_up = opened()
        with pytest.raises(FormRefused) as refused:
            edit_follow_up(follow_up.id, replace(FACTS, **changed), version=follow_up.version)  # type: ignore[arg-type]
        assert [fault.field for fault in refused.value.faults] == [field]
