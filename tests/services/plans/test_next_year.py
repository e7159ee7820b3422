"""The plan of the year after: a faithful copy, what is chosen, the same form twice, and undoing it."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, inspect, select

from tests.boras import KF, activity, board, plan
from tests.next_year import NEXT, add, made, own_reminders, report, wanted
from tracker.domain.follow_up_dates import Dates
from tracker.domain.next_year import WhyNot
from tracker.domain.terms import Visibility
from tracker.models import (
    Activity,
    ActivityKeyFigure,
    KeyFigure,
    Plan,
    ReminderSchedule,
    ReminderText,
    Responsibility,
    db,
)
from tracker.queries.plans.answering_boards import answering_boards, answering_now
from tracker.queries.plans.next_year import rows_to_carry
from tracker.queries.plans.standing import rows_of
from tracker.services.follow_ups.open_follow_up import Opening, open_follow_up
from tracker.services.form_refusal import FormRefused
from tracker.services.plans.answering_boards import choose_boards
from tracker.services.plans.next_year.make import RowsChanged, make_next_year, suggested
from tracker.services.plans.next_year.undo import undo_next_year
from tracker.services.refusal import Refusal
from tracker.services.revision import touch

pytestmark = pytest.mark.every_plan

DATES = Dates(date(2022, 4, 30), date(2022, 5, 2), date(2022, 5, 16), date(2022, 6, 8))


def told(row: object, *without: str) -> dict[str, Any]:
    """What a row holds, but its key and what it belongs to."""
    own = {"id", "version", "plan_id", "activity_id", "parent_id", "carried_from_id", *without}
    return {
        each.key: getattr(row, each.key) for each in inspect(type(row)).column_attrs if each.key not in own
    }


def refused(**more: object) -> list[str]:
    with pytest.raises(FormRefused) as told_so:
        made(**more)
    db.session.rollback()
    return [fault.field for fault in told_so.value.faults]


def test_names_days_and_what_belongs_to_the_plan_are_a_year_on(any_app: Flask) -> None:
    with any_app.app_context():
        own_reminders()
        new, old = made(), plan()
        assert (new.slug, new.title) == (NEXT, "Kommunfullmäktiges uppdrag 2022")
        assert (new.short_title, new.report_title) == (
            "KF-uppdrag 2022",
            "Uppföljning av kommunfullmäktiges uppdrag 2022",
        )
        assert (new.valid_from, new.valid_to) == (date(2022, 1, 1), date(2022, 12, 31))
        assert (new.visibility, new.copied_from_id) == (Visibility.INTERNAL, old.id)
        for same in ("kind_id", "board_id", "coordinator_id", "rhythm", "goal", "finish_by"):
            assert getattr(new, same) == getattr(old, same)
        for table in (ReminderSchedule, ReminderText):
            kept = [
                db.session.scalars(select(table).where(table.plan_id == each.id)).one() for each in (old, new)
            ]
            assert told(kept[0]) == told(kept[1])
        # Nothing was decided about it yet.
        assert (new.decided_on, new.decided_paragraph, new.diarienummer) == (None, None, None)


def chosen(plan_id: int) -> dict[int, int | None]:
    """The boards that answer, with their contacts."""
    return {one.board_id: one.contact_id for one in answering_boards(plan_id)}


def test_boards_that_bring_the_rows_are_asked_next_year_too(any_app: Flask) -> None:
    with any_app.app_context():
        old = db.session.scalars(select(Plan).where(Plan.slug == "integrerat-samhalle-2021")).one()
        boards = {board("arbetslivsnamnden").id: old.coordinator_id, board("forskolenamnden").id: None}
        choose_boards(old.id, boards, seen=answering_now(old.id), now=datetime(2022, 1, 3, tzinfo=UTC))
        new = make_next_year(old.id, suggested(old, rows_to_carry(old), date(2022, 1, 3)))
        assert chosen(new.id) == boards
        assert undo_next_year(old.id, new.slug)
        assert chosen(old.id) == boards


NUMBERS = count(10)
FIELDS = st.dictionaries(
    st.sampled_from(["insats", "metod"]), st.text(alphabet="abcå \n", max_size=8), max_size=2
)
ROWS = st.lists(
    st.tuples(
        FIELDS,
        st.sampled_from([None, "Barn och unga"]),
        st.sampled_from([None, date(2021, 6, 30)]),
        st.lists(st.booleans(), max_size=2),
        st.booleans(),
    ),
    max_size=4,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_whatever_was_planned_the_copy_is_faithful(app: Flask, rows: list[tuple[Any, ...]]) -> None:
    """Rows with own fields, areas, days, parts (some withdrawn), and shares of two boards."""
    with app.app_context():
        figure = db.session.scalars(select(KeyFigure).order_by(KeyFigure.id)).first()
        assert figure is not None
        for fields, area, day, parts, together in rows:
            number = next(NUMBERS)
            row = add(
                str(number),
                field_values=fields,
                focus_area=area,
                answer_by=day,
                source="Budget 2021",
                asked_by="S",
            )
            db.session.add(ActivityKeyFigure(activity_id=row.id, key_figure_id=figure.id, position=1))
            if together:
                others = {"board_id": board("forskolenamnden").id, "lead": False, "not_collected": True}
                db.session.add(Responsibility(activity_id=row.id, **others))
            for letter, withdrawn in zip("ab", parts, strict=False):
                add(f"{number}{letter}", parent=row, withdrawn=withdrawn)
        new = made()
        expected = {
            one.number: one
            for one in db.session.scalars(
                select(Activity).where(Activity.plan_id == plan().id, ~Activity.withdrawn)
            )
        }
        copies = {
            one.number: one for one in db.session.scalars(select(Activity).where(Activity.plan_id == new.id))
        }
        assert copies.keys() == expected.keys()
        for number, copy in copies.items():
            old = expected[number]
            assert told(copy) == told(old)
            assert copy.carried_from_id == old.id
            assert (copy.parent.number if copy.parent else None) == (
                old.parent.number if old.parent else None
            )
            assert list(map(told, copy.responsibilities)) == list(map(told, old.responsibilities))
            assert links(copy) == links(old)
        assert undo_next_year(plan().id, new.slug)


def links(row: Activity) -> list[int]:
    query = select(ActivityKeyFigure.key_figure_id).where(ActivityKeyFigure.activity_id == row.id)
    return list(db.session.scalars(query))


def test_what_goes_on_is_what_is_neither_fulfilled_nor_withdrawn(any_app: Flask) -> None:
    with any_app.app_context():
        add("2", fulfilled=True)
        add("3", withdrawn=True)
        add("4")
        assert {row.activity.number: row.why_not for row in rows_to_carry(plan())} == {
            "1": None, "2": WhyNot.FULFILLED, "3": WhyNot.WITHDRAWN, "4": None,
        }  # fmt: skip
        # Not even a made-up form takes along what only the council can take up again.
        made(carried=frozenset({activity("2").id, activity("3").id, activity("4").id}))
        assert [row.number for row in plan(NEXT).activities] == ["4"]
        assert activity("4").fulfilled is False


def test_in_a_plan_without_council_decisions_what_is_settled_stays_unless_it_is_chosen(
    any_app: Flask,
) -> None:
    with any_app.app_context():
        real = plan("26-punktsplan")
        stays = {row.activity.number for row in rows_to_carry(real) if row.why_not is WhyNot.SETTLED}
        standing = {row.activity.number for row in rows_of(real.id, None) if row.settled}
        assert stays == standing and len(stays) == 19


def test_the_new_year_has_no_status_but_starts_from_what_the_board_said(any_app: Flask) -> None:
    with any_app.app_context():
        old = rows_of(plan().id, None, number="1")[0]
        new = made()
        row = rows_of(new.id, None, number="1")[0]
        assert row.current is None and row.answer is None
        assert row.carried and row.previous is old.current and row.asked
        opened = open_follow_up(new.id, Opening(DATES))
        row = rows_of(new.id, opened, number="1")[0]
        assert row.owed and row.current is None and row.previous is old.current
        # What it says itself takes the place of it.
        own = report(row.responsibility, date(2022, 2, 1), "Nytt år, nya tag.")
        row = rows_of(new.id, None, number="1")[0]
        assert (row.current, row.previous, row.carried) == (own, own, False)
        assert rows_of(plan().id, None, number="1")[0].current is old.current


def test_the_same_form_twice_makes_one_plan_and_another_of_the_year_is_asked_about(any_app: Flask) -> None:
    with any_app.app_context():
        form = wanted()
        first = make_next_year(plan().id, form)
        assert make_next_year(plan().id, form).id == first.id
        assert refused() == ["again"]
        second = made(again=True)
        assert second.slug == f"{NEXT}-2"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"short_title": "x" * 201}, "short_title"),
        ({"report_title": ""}, "report_title"),
        ({"slug": KF}, "slug"),
        ({"slug": "a\x00"}, "slug"),
        ({"slug": "ny-plan"}, "slug"),
        ({"valid_from": date(202, 1, 1)}, "valid_from"),
        ({"valid_to": date(2020, 1, 1)}, "valid_to"),
        ({"carried": frozenset()}, "carried"),
        ({"carried": frozenset({2**31})}, "carried"),
    ],
)
def test_what_cannot_be_made_is_named(app: Flask, changed: dict[str, Any], field: str) -> None:
    with app.app_context():
        suggestion = wanted()
        names = {
            **vars(suggestion.names),
            **{key: text for key, text in changed.items() if key in vars(suggestion.names)},
        }
        rest = {key: text for key, text in changed.items() if key not in names}
        assert refused(names=type(suggestion.names)(**names), **rest) == [field]
        assert db.session.scalar(select(func.count()).where(Plan.copied_from_id == plan().id)) == 0


def test_rows_that_came_after_the_preview_are_not_left_behind_unseen(any_app: Flask) -> None:
    with any_app.app_context():
        form = wanted()
        add("2")
        with pytest.raises(RowsChanged):
            make_next_year(plan().id, form)


def test_a_plan_that_nobody_has_used_is_taken_away_whole(any_app: Flask) -> None:
    with any_app.app_context():
        own_reminders()
        add("2a", parent=add("2"))
        before = counts()
        made()
        assert counts() != before
        assert undo_next_year(plan().id, NEXT) == "KF-uppdrag 2022"
        assert counts() == before
        assert undo_next_year(plan().id, NEXT) is None, "sent twice it counts once"
        # Only what was made of the plan: not the plan itself, nor another's.
        assert undo_next_year(plan().id, KF) is None
        assert undo_next_year(plan("26-punktsplan").id, KF) is None


def revision(slug: str) -> int:
    return db.session.scalars(select(Plan.revision).where(Plan.slug == slug)).one()


def counts() -> dict[str, int]:
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
    }


def test_a_plan_that_is_in_use_is_kept_and_it_is_told_why(any_app: Flask) -> None:
    with any_app.app_context():
        new = made()
        report(rows_of(new.id, None)[0].responsibility, date(2022, 2, 1), "Vi har börjat.")
        open_follow_up(new.id, Opening(DATES))
        with pytest.raises(Refusal) as refusal:
            undo_next_year(plan().id, NEXT)
        db.session.rollback()
        assert "för en uppföljning är öppnad och någon har rapporterat." in refusal.value.message
        assert plan(NEXT).activities


def test_both_years_pages_are_made_anew(any_app: Flask) -> None:
    with any_app.app_context():
        before = revision(KF)
        made()
        new = revision(NEXT)
        assert revision(KF) == before + 1
        touch(plan())
        db.session.commit()
        assert (revision(KF), revision(NEXT)) == (before + 2, new + 1)
