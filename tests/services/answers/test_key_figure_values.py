"""A key figure's new value comes in with the answer, or names what is wrong with it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from tests.owners import (
    NOW,
    OTHER,
    answer,
    give_key_figure,
    label_id,
    open_follow_up,
    sheet,
    updates,
    user,
)
from tracker.domain.terms import FollowUpState
from tracker.models import FollowUp, KeyFigureValue, StatusUpdate, db
from tracker.services.answers.key_figure_values import TypedValue
from tracker.services.answers.report_status import (
    Conflict,
    Rejected,
    Saved,
    save_answer,
)


@pytest.fixture(autouse=True)
def context(any_app: Flask) -> Iterator[None]:
    with any_app.app_context():
        yield


def saved(outcome: object) -> StatusUpdate:
    assert isinstance(outcome, Saved), outcome
    return outcome.update


def fields(outcome: object) -> list[str]:
    assert isinstance(outcome, Rejected), outcome
    return [problem.field for problem in outcome.problems]


def with_value(value: str, period: str = "augusti 2022", nonce: str = "n") -> Saved | Rejected | Conflict:
    figure = db.session.scalars(
        select(KeyFigureValue.key_figure_id).where(KeyFigureValue.label == "mars 2020").limit(1)
    ).one()
    opened = sheet(_open(), "6", author=user(OTHER), nonce=nonce)
    typed = [TypedValue(figure, value, period), TypedValue(10**6, "5", "2022")]
    return save_answer(opened, answer(), label_id=label_id("Färdig"), key_figure_values=typed, now=NOW)


def _open() -> FollowUp:
    found = db.session.scalars(select(FollowUp).where(FollowUp.state == FollowUpState.OPEN)).one_or_none()
    return found or open_follow_up()


def new_values() -> list[KeyFigureValue]:
    query = select(KeyFigureValue).where(KeyFigureValue.status_update_id.is_not(None))
    return list(db.session.scalars(query.order_by(KeyFigureValue.id)))


def test_a_key_figures_new_value_comes_in_with_the_answer() -> None:
    report = saved(with_value("71\u00a0%"))
    [value] = new_values()
    assert (value.value, value.label, value.status_update_id) == (Decimal(71), "augusti 2022", report.id)
    assert (value.period_start, value.period_end) == (date(2022, 8, 1), date(2022, 8, 31))
    assert (value.municipality_code, value.board_id, value.author_id) == ("0380", None, user(OTHER).id)


def test_a_revision_is_a_new_row_and_the_same_value_is_none() -> None:
    saved(with_value("71", nonce="a"))
    saved(with_value("71", nonce="b"))
    saved(with_value("72", nonce="c"))
    assert [value.value for value in new_values()] == [Decimal(71), Decimal(72)]
    saved(with_value("", nonce="d"))
    assert len(new_values()) == 2


def test_a_bad_value_saves_nothing_and_names_its_field() -> None:
    before = len(updates("6"))
    field = fields(with_value("sjuttio", "oktober 2022"))
    assert [name.split("_")[0] for name in field] == ["value", "period"]
    assert len(updates("6")) == before
    assert new_values() == []


def test_a_figure_of_another_activity_is_not_written() -> None:
    figure = give_key_figure("1b", "andel-vuxna-med-arbetsmarknadsplanering")
    typed = [TypedValue(figure.id, "99", "2022")]
    opened = sheet(open_follow_up())
    saved(save_answer(opened, answer(), label_id=label_id("Påbörjad"), key_figure_values=typed, now=NOW))
    assert new_values() == []
