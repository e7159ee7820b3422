"""Adding, editing, withdrawing and bringing back activities, on both databases."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from tests.coordinating import NOW, plan, row
from tracker.models import Activity, db
from tracker.queries.plans.standing import rows_of
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.plans.activity_facts import ActivityFacts, facts_of
from tracker.services.plans.edit_activity import add_activity, edit_activity, set_withdrawn
from tracker.services.refusal import Refusal
from tracker.services.reports.assemble_report import live_content

NEW = ActivityFacts("27", "Sommarjobb åt alla.", "Alla som är 16 år erbjuds sommarjobb.")


def activity(number: str) -> Activity:
    found = select(Activity).where(Activity.plan_id == plan().id, Activity.number == number)
    return db.session.scalars(found).one()


def numbers() -> list[str]:
    return [standing.activity.number for standing in rows_of(plan().id, None)]


def test_a_new_activity_is_a_row_that_lacks_an_owner(any_app: Flask) -> None:
    with any_app.app_context():
        revision = plan().revision
        add_activity(plan().id, NEW, now=NOW)
        assert numbers()[-1] == "27"
        assert row("27").responsibility.owner is None
        assert row("27").asked
        assert plan().revision == revision + 1
        assert add_activity(plan().id, NEW, now=NOW).number == "27"
        assert numbers().count("27") == 1


def test_rows_follow_the_order_of_numbers(any_app: Flask) -> None:
    with any_app.app_context():
        add_activity(plan().id, replace(NEW, number="9b"), now=NOW)
        add_activity(plan().id, replace(NEW, number=" 10.1 "), now=NOW)
        found = numbers()
        assert found[found.index("9") :][:4] == ["9", "9b", "10", "10.1"]


def test_a_part_takes_over_from_its_activity(any_app: Flask) -> None:
    with any_app.app_context():
        parent = activity("8")
        owner = row("8").responsibility.owner
        add_activity(plan().id, ActivityFacts("8A", "Första delen.", "", parent.id), now=NOW)
        found = numbers()
        assert "8" not in found
        assert found[found.index("7") + 1] == "8a"
        assert row("8a").responsibility.owner is owner
        set_withdrawn(plan().id, activity("8a").id, withdrawn=True)
        assert "8" in numbers()
        assert "8a" not in numbers()


def test_an_edit_moves_and_renames(any_app: Flask) -> None:
    with any_app.app_context():
        target = activity("2")
        wanted = ActivityFacts("99", "Ny kort text.", "Ny lång text.")
        edit_activity(plan().id, target.id, wanted, version=target.version)
        assert facts_of(activity("99")) == wanted
        assert numbers()[-1] == "99"


def test_a_second_editor_is_told_and_the_first_text_stands(any_app: Flask) -> None:
    with any_app.app_context():
        target = activity("2")
        seen, first = target.version, replace(facts_of(target), short_text="Första.")
        edit_activity(plan().id, target.id, first, version=seen)
        edit_activity(plan().id, target.id, first, version=seen)
        with pytest.raises(ChangedMeanwhile):
            edit_activity(plan().id, target.id, replace(first, short_text="Andra."), version=seen)
        db.session.rollback()
        assert activity("2").short_text == "Första."


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"number": "2"}, "Numret 2 finns redan"),
        ({"number": "1A"}, "Numret 1a finns redan"),
        ({"number": ""}, "Skriv aktivitetens nummer"),
        ({"number": "1/2"}, "siffror, bokstäver"),
        ({"number": "9" * 21}, "högst 20 tecken"),
        ({"number": "2\x00"}, "siffror, bokstäver"),
        ({"short_text": "  "}, "kort beskrivning"),
        ({"short_text": "x" * 20_001}, "20\u00a0001"),
        ({"full_text": "a\x08"}, "inte syns"),
        ({"parent_id": 2**31 - 1}, "Välj en aktivitet i listan"),
    ],
)
def test_bad_activities_are_refused(any_app: Flask, changed: dict[str, object], words: str) -> None:
    with any_app.app_context(), pytest.raises(FormRefused, match=words):
        add_activity(plan().id, replace(NEW, **changed), now=NOW)  # type: ignore[arg-type]


def test_an_activity_with_parts_is_no_part(any_app: Flask) -> None:
    with any_app.app_context():
        first = activity("1")
        wanted = replace(facts_of(first), parent_id=activity("2").id)
        with pytest.raises(FormRefused, match="egna delar"):
            edit_activity(plan().id, first.id, wanted, version=first.version)


def test_withdrawn_activities_are_not_counted_and_come_back(any_app: Flask) -> None:
    with any_app.app_context():
        from tests.coordinating import opened

        follow_up = opened()
        set_withdrawn(plan().id, activity("1").id, withdrawn=True)
        assert live_content(plan(), follow_up).activity_count == 25
        assert not {"1a", "1b"} & set(numbers())
        with pytest.raises(FormRefused, match="tillbakadragen"):
            add_activity(plan().id, replace(NEW, number="1a"), now=NOW)
        db.session.rollback()
        with pytest.raises(Refusal, match="Återinför aktivitet 1 först"):
            set_withdrawn(plan().id, activity("1a").id, withdrawn=False)
        db.session.rollback()
        set_withdrawn(plan().id, activity("1").id, withdrawn=False)
        assert numbers()[:2] == ["1a", "1b"]
        assert live_content(plan(), follow_up).activity_count == 26


def test_another_plans_activity_is_not_touched(any_app: Flask) -> None:
    with any_app.app_context(), pytest.raises(Refusal, match="finns inte i planen"):
        set_withdrawn(plan().id, 2**31 - 1, withdrawn=True)
