"""A file from upload to plan, on both databases: what is written, what is not, and what is compared only."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tracker.domain.terms import FollowUpState, ImportState, Meaning
from tracker.models import Activity, Board, FollowUp, ImportFile, Plan, ReportVersion, StatusUpdate, db
from tracker.reports.content import from_json
from tracker.services.form_refusal import ChangedMeanwhile
from tracker.services.imports.files import Target, choose, confirm, preview_of, upload
from tracker.services.imports.preview import Preview, RowState
from tracker.services.imports.waiting import ImportRefused, discard
from tracker.services.reports.produce_report import produce

NOW = datetime(2022, 9, 1, 8, tzinfo=UTC)
REAL = Path(__file__).parents[2] / "documents" / "uppsala-26-punktsplan-uppfoljning-2022-03.txt"


def board() -> int:
    found = db.session.scalar(select(Board.id).where(Board.slug == "arbetsmarknadsnamnden"))
    assert found is not None
    return found


def seeded() -> Plan:
    return db.session.scalars(select(Plan).where(Plan.slug == "26-punktsplan")).one()


def table(*rows: str, head: str = "Uppföljning per;2022-03-31") -> bytes:
    lines = [
        "Uppföljning",
        head,
        "",
        "Aktiviteter",
        "Nr;Förkortad beskrivning;Status;Bedöms bli färdig;Kommentar",
        *rows,
    ]
    return "\r\n".join(lines).encode("utf-8-sig")


def sent(data: bytes, plan_id: int | None = None, name: str = "plan.csv") -> int:
    return upload(data, name, Target(plan_id, board()), by=None, now=NOW).id


def taken(file_id: int) -> Plan:
    file = db.session.get_one(ImportFile, file_id)
    done = confirm(file_id, preview_of(file).digest, by=None, now=NOW)
    assert done.plan_id is not None
    return db.session.get_one(Plan, done.plan_id)


def looked_at(file_id: int) -> Preview:
    return preview_of(db.session.get_one(ImportFile, file_id))


def test_the_real_document_becomes_the_plan_without_a_hand_on_it(any_app: Flask) -> None:
    with any_app.app_context():
        plan = taken(sent(REAL.read_bytes(), name=REAL.name))
        follow_up = db.session.scalars(select(FollowUp).where(FollowUp.plan_id == plan.id)).one()
        assert (follow_up.as_of, follow_up.state) == (date(2022, 3, 31), FollowUpState.CLOSED)
        assert follow_up.diarienummer == "AMN-2022-00099"
        version = db.session.scalars(
            select(ReportVersion).where(ReportVersion.follow_up_id == follow_up.id)
        ).one()
        content = from_json(version.content)
        assert len(content.rows) == 27 and all(row.comment for row in content.rows)
        counts = {(group.meaning, group.year, group.ongoing): group.count for group in content.groups}
        assert counts == {
            (Meaning.COMPLETED, None, False): 18,
            (Meaning.STARTED, 2022, False): 2,
            (Meaning.DEVIATES, None, False): 1,
            (Meaning.STARTED, None, True): 4,
            (Meaning.STOPPED, None, False): 1,
        }
        first = content.rows[0]
        assert (first.number, first.target_year, first.previous_target_year) == ("1a", 2023, 2022)
        assert first.year_uncertain


def test_a_frozen_follow_up_is_compared_and_never_written(any_app: Flask) -> None:
    with any_app.app_context():
        before = db.session.scalar(select(func.count()).select_from(StatusUpdate))
        file_id = sent(REAL.read_bytes(), seeded().id, REAL.name)
        preview = looked_at(file_id)
        assert preview.frozen
        assert {row.number for row in preview.rows if row.state is RowState.CHANGED} == {"8", "10", "25"}
        with pytest.raises(ImportRefused) as refused:
            confirm(file_id, preview.digest, by=None, now=NOW)
        assert refused.value.why == "frozen"
        assert db.session.scalar(select(func.count()).select_from(StatusUpdate)) == before


@pytest.mark.parametrize("format", ["docx", "xlsx", "csv", "json"])
def test_what_was_exported_comes_back_and_again_changes_nothing(any_app: Flask, format: str) -> None:
    with any_app.app_context():
        exported = produce("26-punktsplan", format=format)
        again = looked_at(sent(exported.data, seeded().id, exported.filename))
        assert not again.changes_anything and again.count(RowState.UNCHANGED) == 27
        copy = taken(sent(exported.data, None, exported.filename))
        assert copy.slug != "26-punktsplan"
        twice = looked_at(sent(exported.data, copy.id, exported.filename))
        assert not twice.changes_anything and twice.count(RowState.UNCHANGED) == 27


def test_an_unknown_word_stops_its_row_until_somebody_says_what_it_means(any_app: Flask) -> None:
    with any_app.app_context():
        file_id = sent(table("1;En;Grön;;Bra", "2;Två;Klar.;;Bra"))
        preview = looked_at(file_id)
        assert [row.state for row in preview.rows] == [RowState.REFUSED, RowState.NEW]
        assert preview.unknown_words == ("grön",)
        choose(file_id, words={"grön": "Färdig"}, as_of=None, version=1)
        plan = taken(file_id)
        labels = db.session.scalars(select(StatusUpdate).order_by(StatusUpdate.id.desc()).limit(2)).all()
        assert {update.label.label for update in labels} == {"Färdig"}
        assert len(plan.activities) == 2


def test_rows_that_cannot_be_taken_are_told_and_the_others_are_read_in(any_app: Flask) -> None:
    with any_app.app_context():
        file_id = sent(table("1;En;Klar;;Bra", "x y;Två;Klar;;Bra", "3;Tre;Pågår;2023;Går"))
        preview = looked_at(file_id)
        assert [row.state for row in preview.rows].count(RowState.NEW) == 2
        assert preview.count(RowState.REFUSED) == 1
        assert {activity.number for activity in taken(file_id).activities} == {"1", "3"}


def test_parts_get_their_activity(any_app: Flask) -> None:
    with any_app.app_context():
        plan = taken(sent(table("1a;En;Klar;;Bra", "1b;Två;Klar;;Bra", "2;Tre;Klar;;Bra")))
        parents = {activity.number: activity.parent for activity in plan.activities}
        assert parents["1a"] is parents["1b"] and parents["1a"] is not None
        assert parents["1a"].number == "1" and parents["2"] is None


def test_what_changed_between_looking_and_confirming_is_shown_again(any_app: Flask) -> None:
    with any_app.app_context():
        plan = taken(sent(table("1;En;Klar;;Bra")))
        file_id = sent(table("1;Ny text;Klar;;Bra", head="Uppföljning per;2022-06-30"), plan.id)
        seen = looked_at(file_id).digest
        activity = db.session.scalars(select(Activity).where(Activity.plan_id == plan.id)).one()
        activity.short_text = "Någon annans text"
        db.session.commit()
        with pytest.raises(ChangedMeanwhile):
            confirm(file_id, seen, by=None, now=NOW)
        assert db.session.scalars(select(Activity.short_text).where(Activity.plan_id == plan.id)).one() == (
            "Någon annans text"
        )


def test_confirmed_twice_it_is_written_once(any_app: Flask) -> None:
    with any_app.app_context():
        file_id = sent(table("1;En;Klar;;Bra"))
        digest = looked_at(file_id).digest
        first = confirm(file_id, digest, by=None, now=NOW).plan_id
        assert confirm(file_id, digest, by=None, now=NOW).plan_id == first
        assert db.session.scalar(select(func.count()).select_from(Plan).where(Plan.id == first)) == 1


def test_a_file_without_a_day_asks_for_it_and_one_that_is_thrown_away_is_gone(any_app: Flask) -> None:
    with any_app.app_context():
        file_id = sent(table("1;En;Klar;;Bra", head="Diarienummer;X-1"))
        with pytest.raises(ImportRefused) as refused:
            confirm(file_id, looked_at(file_id).digest, by=None, now=NOW)
        assert refused.value.why == "no-day"
        choose(file_id, words={}, as_of=date(2022, 3, 31), version=1)
        discard(file_id, now=NOW)
        file = db.session.get_one(ImportFile, file_id)
        assert (file.state, file.data) == (ImportState.DISCARDED, None)
