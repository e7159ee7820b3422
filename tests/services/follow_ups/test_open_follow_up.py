"""Opening a follow-up, on both databases."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.coordinating import DATES, opened, plan
from tracker.domain.terms import FollowUpState, Origin
from tracker.models import FollowUp, db
from tracker.queries.plans.standing import rows_of
from tracker.services.follow_ups.open_follow_up import AlreadyOpen, Opening, open_follow_up
from tracker.services.form_refusal import FormRefused


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(FollowUp)) or 0


def test_opened_follow_up_asks_the_unsettled_rows(any_app: Flask) -> None:
    with any_app.app_context():
        revision = plan().revision
        follow_up = open_follow_up(plan().id, Opening(DATES, " AMN-2022-00500 "))
        assert (follow_up.state, follow_up.origin) == (FollowUpState.OPEN, Origin.HERE)
        assert (follow_up.opens_on, follow_up.answer_by) == (DATES.opens_on, DATES.answer_by)
        assert follow_up.diarienummer == "AMN-2022-00500"
        asked = [row.activity.number for row in rows_of(plan().id, follow_up) if row.asked]
        assert asked == ["1a", "1b", "8", "10", "12", "22", "23", "25"]
        assert plan().revision == revision + 1


def test_only_one_may_be_open(any_app: Flask) -> None:
    with any_app.app_context():
        opened()
        later = replace(DATES, as_of=date(2022, 12, 31))
        with pytest.raises(AlreadyOpen, match="Stäng den innan"):
            open_follow_up(plan().id, Opening(later))
        assert count() == 2


def test_the_same_form_twice_counts_once(any_app: Flask) -> None:
    with any_app.app_context():
        first = opened().id
        assert opened().id == first
        assert count() == 2


def test_the_same_day_with_other_dates_is_not_the_same_form(any_app: Flask) -> None:
    with any_app.app_context():
        opened()
        with pytest.raises(AlreadyOpen):
            open_follow_up(plan().id, Opening(replace(DATES, meeting_on=date(2022, 10, 1))))


def test_bad_dates_are_refused_with_every_field_named(any_app: Flask) -> None:
    with any_app.app_context():
        bad = replace(DATES, as_of=date(2022, 3, 31), meeting_on=DATES.answer_by)
        with pytest.raises(FormRefused) as refused:
            open_follow_up(plan().id, Opening(bad, "x" * 61))
        assert [fault.field for fault in refused.value.faults] == ["as_of", "meeting_on", "diarienummer"]
        db.session.rollback()
        assert count() == 1
