"""A value that was due comes in by itself, on both databases."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from tests.owners import DEPUTY, NOW, OTHER, give_key_figure, responsibility, updates, user
from tracker.models import KeyFigureValue, db
from tracker.services.answers.give_value import OwnersValue, give_value
from tracker.services.answers.key_figure_values import TypedValue
from tracker.services.refusal import Refusal

FIGURE = "andel-invanare-med-ekonomiskt-bistand"


@pytest.fixture(autouse=True)
def figure_id(any_app: Flask) -> Iterator[int]:
    """Activity 10 is followed by a key figure, on each database."""
    with any_app.app_context():
        yield give_key_figure("10", FIGURE).id


def given(figure_id: int, value: str = "4,1", period: str = "T1 2022", **more: object) -> OwnersValue:
    typed = TypedValue(figure_id, value, period)
    fields = {"responsibility_id": responsibility("10").id, "author": user(OTHER), "source": "", **more}
    return OwnersValue(typed=typed, **fields)  # type: ignore[arg-type]


def stored() -> list[KeyFigureValue]:
    return db.session.query(KeyFigureValue).filter(KeyFigureValue.author_id.is_not(None)).all()


def test_the_value_is_stored_and_no_status_with_it(figure_id: int) -> None:
    before = len(updates("10"))
    revision = responsibility("10").activity.plan.revision
    assert give_value(given(figure_id, source=" Verksamhetssystemet "), now=NOW) == []
    [value] = stored()
    assert (value.value, value.label, value.period_end) == (Decimal("4.1"), "T1 2022", date(2022, 4, 30))
    assert (value.source, value.status_update_id) == ("Verksamhetssystemet", None)
    assert len(updates("10")) == before
    assert responsibility("10").activity.plan.revision > revision, "the pages show it"


def test_without_a_source_it_is_the_person(figure_id: int) -> None:
    give_value(given(figure_id), now=NOW)
    assert stored()[0].source == f"Rapporterat av {user(OTHER).title}"


def test_the_same_value_sent_twice_counts_once(figure_id: int) -> None:
    for _ in range(2):
        assert give_value(given(figure_id), now=NOW) == []
    assert len(stored()) == 1
    give_value(given(figure_id, "4,2"), now=NOW)
    assert len(stored()) == 2, "a revision is a new row"


@pytest.mark.parametrize(
    ("value", "period", "source", "field"),
    [
        ("", "T1 2022", "", "value"),
        ("  ", "T1 2022", "", "value"),
        ("fyra", "T1 2022", "", "value"),
        ("4,1", "våren", "", "period"),
        ("4,1", "T1 2022", "a\x00b", "source"),
        ("4,1", "T1 2022", "x" * 501, "source"),
    ],
)
def test_what_cannot_be_stored_is_named(
    figure_id: int, value: str, period: str, source: str, field: str
) -> None:
    [problem] = give_value(given(figure_id, value, period, source=source), now=NOW)
    assert problem.field.startswith(field)
    db.session.rollback()
    assert stored() == []


def test_somebody_else_cannot_give_it(figure_id: int) -> None:
    with pytest.raises(Refusal) as refused:
        give_value(given(figure_id, author=user(DEPUTY)), now=NOW)
    assert refused.value.status == 403


def test_a_key_figure_of_another_activity_is_not_taken(figure_id: int) -> None:
    assert give_value(given(10**6), now=NOW) != []
    db.session.rollback()
    assert stored() == []
