"""Numbers that a person takes for the same, days that cannot be, and words that stand for no answer."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.coordinating import opened
from tests.services.imports.test_files import NOW, board, looked_at, seeded, sent, table, taken
from tracker.models import FollowUp, ImportFile, StatusUpdate, db
from tracker.services.form_refusal import FormRefused
from tracker.services.imports.files import Target, choose, upload
from tracker.services.imports.preview import RowState
from tracker.services.imports.waiting import ImportRefused
from tracker.services.reports.produce_report import produce


def as_table(first: str, second: str) -> bytes:
    return table(f"{first};En;Klar;;Ja", f"{second};Två;Klar;;Nej")


def as_json(first: str, second: str) -> bytes:
    """Our own report, with two rows numbered so."""
    report = json.loads(produce("26-punktsplan", format="json").data)
    rows = report["content"]["rows"][-2:]
    for row, number in zip(rows, (first, second), strict=True):
        row["number"], row["parent"] = number, None
    report["content"]["rows"] = rows
    return json.dumps(report).encode()


@pytest.mark.parametrize("made", [as_table, as_json])
@pytest.mark.parametrize(("first", "second"), [("1A", "1a"), ("01", "001"), ("7", "7")])
def test_the_second_row_of_a_number_is_refused(
    any_app: Flask, made: Callable[[str, str], bytes], first: str, second: str
) -> None:
    with any_app.app_context():
        name = "rapport.json" if made is as_json else "plan.csv"
        file = sent(made(first, second), None, name)
        preview = looked_at(file)
        assert (preview.count(RowState.NEW), preview.count(RowState.REFUSED)) == (1, 1)
        why = [row.why for row in preview.rows if row.why] + [one.why for one in preview.unreadable]
        assert len(why) == 1 and "finns redan på" in why[0] and "Rätta det ena i filen." in why[0]
        assert first.lower() in {activity.number for activity in taken(file).activities}


def test_numbers_that_only_look_alike_are_two(any_app: Flask) -> None:
    with any_app.app_context():
        plan = taken(sent(as_table("1.1", "11")))
        assert {activity.number for activity in plan.activities} == {"1.1", "11"}


def test_a_number_with_a_nought_before_it_is_the_plans_own(any_app: Flask) -> None:
    with any_app.app_context():
        preview = looked_at(sent(table("02;Två;Klar;;Ja"), seeded().id))
        assert [(row.number, row.state) for row in preview.rows] == [("2", RowState.CHANGED)]


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "label",
    ["Uppföljning per", "Datum", "Nämndens möte", "Plan beslutad"],
    ids=["as_of", "day", "meeting", "decided"],
)
def test_a_day_of_the_head_that_cannot_be_is_told_and_left_out(app: Flask, label: str, day: str) -> None:
    with app.app_context():
        head = f"{label};{day}"
        if label != "Uppföljning per":
            head += "\r\nUppföljning per;2022-03-31"
        file = sent(table("1;En;Klar;;Ja", head=head))
        preview = looked_at(file)
        assert [(one.where, one.text) for one in preview.unreadable] == [(label, day)]
        assert preview.as_of == (None if label == "Uppföljning per" else date(2022, 3, 31))
        if preview.as_of is not None:
            plan = taken(file)
            facts = select(FollowUp.report_on, FollowUp.meeting_on).where(FollowUp.plan_id == plan.id)
            assert (plan.decided_on, *db.session.execute(facts).one()) == (None, None, None)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_nobody_says_that_a_follow_up_is_of_such_a_day(app: Flask, day: date) -> None:
    with app.app_context():
        with pytest.raises(ImportRefused) as refused:
            upload(table("1;En;Klar;;Ja"), "plan.csv", Target(None, board(), day), by=None, now=NOW)
        assert refused.value.why == "bad-day"
        file = sent(table("1;En;Klar;;Ja", head="Diarienummer;X-1"))
        with pytest.raises(FormRefused) as said:
            choose(file, words={}, as_of=day, version=1)
        assert said.value.faults[0].field == "as_of"
        assert db.session.get_one(ImportFile, file).as_of is None


def test_a_word_may_stand_for_no_answer(any_app: Flask) -> None:
    with any_app.app_context():
        file = sent(table("1;En;Återkommer;;", "2;Två;Klar;;Ja"))
        assert looked_at(file).unknown_words == ("återkommer",)
        choose(file, words={"återkommer": "Inte besvarad"}, as_of=None, version=1)
        assert [row.state for row in looked_at(file).rows] == [RowState.NEW, RowState.NEW]
        plan = taken(file)
        answers = db.session.scalars(select(StatusUpdate).order_by(StatusUpdate.id.desc()).limit(1)).one()
        assert answers.responsibility.activity.number == "2"
        assert {activity.number for activity in plan.activities} == {"1", "2"}


def test_a_word_that_nobody_can_be_asked_about_is_only_told(any_app: Flask) -> None:
    with any_app.app_context():
        preview = looked_at(sent(table("12;Tolv;Återkommer;;Ja"), seeded().id))
        assert preview.frozen and "kan inte jämföras" in preview.rows[0].why
        follow_up = opened()
        head = f"Uppföljning per;{follow_up.as_of.isoformat()}"
        open_one = looked_at(sent(table("12;Tolv;Återkommer;;Ja", head=head), seeded().id))
        assert "Välj vad den betyder" in open_one.rows[0].why
