"""The columns that a kind of plan has of its own are data."""

import pytest

from tracker.domain.plan_fields import fields_of, on_activity, on_update
from tracker.domain.terms import Demand, FieldPlace, FieldType

PROCESS = {"key": "process", "heading": "Verksamhet / Process", "type": "LINE", "place": "ACTIVITY"}
ANALYSIS = {
    "key": "analys",
    "heading": "Analys {year}",
    "type": "TEXT",
    "place": "UPDATE",
    "demand": "DEMANDED",
}


def test_a_field_is_read_from_data() -> None:
    process, analysis = fields_of([PROCESS, ANALYSIS])
    assert (process.type, process.place, process.demand) == (
        FieldType.LINE,
        FieldPlace.ACTIVITY,
        Demand.ASKED,
    )
    assert analysis.demand is Demand.DEMANDED


def test_a_heading_may_hold_the_year_of_the_follow_up() -> None:
    process, analysis = fields_of([PROCESS, ANALYSIS])
    assert analysis.heading_in(2021) == "Analys 2021"
    assert process.heading_in(2021) == "Verksamhet / Process"


def test_what_was_decided_and_what_is_answered_are_told_apart() -> None:
    fields = fields_of([PROCESS, ANALYSIS])
    assert [field.key for field in on_activity(fields)] == ["process"]
    assert [field.key for field in on_update(fields)] == ["analys"]


@pytest.mark.parametrize(
    "bad",
    [{**PROCESS, "type": "COLOUR"}, {**PROCESS, "place": "WALL"}, {**PROCESS, "colour": "red"}, {"key": "x"}],
)
def test_a_field_that_is_none_is_refused(bad: dict[str, str]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        fields_of([bad])
