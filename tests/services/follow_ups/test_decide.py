"""The board's decision on a closed follow-up, on both databases."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from tests.coordinating import NOW, opened, plan
from tracker.domain.terms import FollowUpState
from tracker.models import FollowUp, db
from tracker.queries.plans.frozen import frozen_report
from tracker.services.follow_ups.close_follow_up import close_follow_up
from tracker.services.follow_ups.decide import Decision, decide
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.refusal import Refusal
from tracker.services.reports.freeze import freeze

TODAY = date(2022, 10, 3)


def closed() -> FollowUp:
    follow_up = opened()
    close_follow_up(follow_up.id, by=None, now=NOW)
    return follow_up


def decision(follow_up: FollowUp, **changed: object) -> Decision:
    usual = Decision(
        "Arbetsmarknadsnämnden beslutar att lägga informationen till handlingarna.",
        "§ 41", date(2022, 9, 28), follow_up.version,
    )  # fmt: skip
    return replace(usual, **changed)  # type: ignore[arg-type]


def test_the_decision_is_recorded_and_the_report_is_not_touched(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = closed()
        before, revision = frozen_report(plan().id), plan().revision
        decide(follow_up.id, decision(follow_up), today=TODAY)
        assert (follow_up.state, follow_up.decided_paragraph) == (FollowUpState.DECIDED, "§ 41")
        after = frozen_report(plan().id)
        assert before is not None and after is not None
        assert (after.sha256, after.number) == (before.sha256, before.number)
        assert plan().revision == revision + 1


def test_the_same_form_twice_counts_once_and_it_can_be_put_right(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = closed()
        form = decision(follow_up)
        decide(follow_up.id, form, today=TODAY)
        counted = follow_up.version
        decide(follow_up.id, form, today=TODAY)
        assert follow_up.version == counted
        with pytest.raises(ChangedMeanwhile):
            decide(follow_up.id, replace(form, paragraph="§ 42"), today=TODAY)
        db.session.rollback()
        decide(follow_up.id, decision(follow_up, paragraph="§ 42"), today=TODAY)
        assert db.session.get_one(FollowUp, follow_up.id).decided_paragraph == "§ 42"


def test_the_version_that_was_decided_on_is_recorded(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = closed()
        decide(follow_up.id, decision(follow_up), today=TODAY)
        assert follow_up.decided_version == 1
        freeze(follow_up, by=None, now=NOW, reason="Fel år i aktivitet 8.")
        db.session.commit()
        decide(follow_up.id, decision(follow_up, paragraph="§ 42"), today=TODAY)
        assert follow_up.decided_version == 1, "the words of the same decision were put right"
        decide(follow_up.id, decision(follow_up, decided_on=date(2022, 10, 2)), today=TODAY)
        assert follow_up.decided_version == 2


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"text": "  "}, "decision", "vad nämnden beslutade"),
        ({"text": "x" * 20_001}, "decision", "20"),
        ({"paragraph": "x" * 41}, "decided_paragraph", "41 tecken"),
        ({"decided_on": None}, "decided_on", "vilken dag"),
        ({"decided_on": date(2022, 10, 4)}, "decided_on", "har inte varit än"),
        ({"decided_on": date(2022, 8, 30)}, "decided_on", "före dagen"),
    ],
)
def test_what_cannot_be_is_refused(
    any_app: Flask, changed: dict[str, object], field: str, words: str
) -> None:
    with any_app.app_context():
        follow_up = closed()
        with pytest.raises(FormRefused, match=words) as refused:
            decide(follow_up.id, decision(follow_up, **changed), today=TODAY)
        assert [fault.field for fault in refused.value.faults] == [field]
        db.session.rollback()
        assert db.session.get_one(FollowUp, follow_up.id).state is FollowUpState.CLOSED


def test_an_open_follow_up_is_not_decided(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        with pytest.raises(Refusal, match="Stäng den först"):
            decide(follow_up.id, decision(follow_up), today=TODAY)
