"""Somebody else saves between the page's reading and the lock: an answer in words, never a fault."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from threading import Thread
from time import monotonic, sleep

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from tests.conftest import dispose, make_app, make_settings
from tests.coordinating import DATES, NOW, answer, opened, person, plan, row
from tracker.domain.measurement import Period
from tracker.domain.terms import FollowUpState, Measure
from tracker.models import Activity, Base, FollowUp, KeyFigureValue, Plan, PlanKeyFigure, db
from tracker.services.follow_ups.close_follow_up import close_follow_up
from tracker.services.follow_ups.edit_follow_up import FollowUpFacts, edit_follow_up
from tracker.services.follow_ups.edit_language import Seen, Texts, edit_language
from tracker.services.follow_ups.open_follow_up import Opening, open_follow_up
from tracker.services.form_refusal import ChangedMeanwhile
from tracker.services.plans.activity_facts import ActivityFacts
from tracker.services.plans.appended_values import NewValue
from tracker.services.plans.edit_activity import add_activity
from tracker.services.plans.edit_key_figures import add_value, attach, detach
from tracker.services.plans.edit_plan import edit_plan, facts_of


@pytest.fixture
def app(postgresql_url: str, tmp_path: object) -> Iterator[Flask]:
    """On PostgreSQL: SQLite lets nobody save meanwhile."""
    app = make_app(make_settings(postgresql_url, tmp_path))  # type: ignore[arg-type]
    with app.app_context():
        yield app
    dispose(app)


def others_save(app: Flask, table: type[Base]) -> None:
    """All rows of the table get a new version, in a session of its own."""

    def save() -> None:
        with app.app_context():
            db.session.execute(update(table).values(version=table.version + 1))  # type: ignore[attr-defined]
            db.session.commit()

    thread = Thread(target=save)
    thread.start()
    thread.join()


def test_of_two_who_edit_a_plan_the_second_is_told(app: Flask) -> None:
    read = plan()
    facts = replace(facts_of(read), goal="Ett annat mål.")
    others_save(app, Plan)
    with pytest.raises(ChangedMeanwhile):
        edit_plan(read.id, facts, version=read.version)


def follow_up_is_open(plan_id: int) -> bool:
    found = select(FollowUp).where(FollowUp.plan_id == plan_id, FollowUp.as_of == DATES.as_of)
    stored = db.session.scalar(found)
    return stored is not None and stored.state is FollowUpState.OPEN


def key_figure_is_the_goal(plan_id: int) -> bool:
    found = select(PlanKeyFigure.is_goal).where(
        PlanKeyFigure.plan_id == plan_id, PlanKeyFigure.key_figure_id == 1
    )
    return db.session.scalar(found) is True


def activity_is_there(plan_id: int) -> bool:
    found = select(Activity.full_text).where(Activity.plan_id == plan_id, Activity.number == "27")
    return db.session.scalar(found) == "Lång"


@pytest.mark.parametrize(
    ("use", "is_stored"),
    [
        (lambda plan_id: open_follow_up(plan_id, Opening(DATES)), follow_up_is_open),
        (lambda plan_id: attach(plan_id, 1, None, is_goal=True), key_figure_is_the_goal),
        (
            lambda plan_id: add_activity(plan_id, ActivityFacts("27", "Kort", "Lång", None), now=NOW),
            activity_is_there,
        ),
    ],
    ids=["open a follow-up", "attach a key figure", "add an activity"],
)
def test_what_is_no_conflict_with_the_plans_facts_is_saved(
    app: Flask, use: Callable[[int], object], is_stored: Callable[[int], bool]
) -> None:
    read = plan()
    plan_id, version = read.id, read.version
    detach(plan_id, 1, None)
    assert not is_stored(plan_id)
    others_save(app, Plan)
    use(plan_id)
    # Only what has been committed is there in another session.
    db.session.remove()
    assert is_stored(plan_id)
    assert plan().version > version, "what others saved stands"


def test_of_a_follow_up_that_changes_the_language_is_saved_and_the_facts_are_not(app: Flask) -> None:
    follow_up = opened()
    owners = answer(follow_up, "8")
    seen = Seen(owners.id, row("8", follow_up).responsibility.version)
    version = follow_up.version
    by = person("controller")
    others_save(app, FollowUp)
    edit_language(follow_up.id, Texts("Bättre.", "", ""), seen=seen, by=by, nonce="n" * 20, now=NOW)
    assert db.session.get_one(FollowUp, follow_up.id).version == version + 1
    others_save(app, FollowUp)
    dates = (DATES.opens_on, DATES.answer_by, DATES.meeting_on, None)
    with pytest.raises(ChangedMeanwhile):
        edit_follow_up(follow_up.id, FollowUpFacts(*dates, "", "Inledning.", ""), version=version)
    db.session.rollback()
    others_save(app, FollowUp)
    close_follow_up(follow_up.id, by=by, now=NOW)


def test_a_value_locks_the_plans_that_show_it_in_one_order(app: Flask) -> None:
    """Two plans show a key figure: whoever adds a value to the later one waits for the earlier one first."""
    first = plan()
    second = create_plan(first)
    attach(first.id, 1, None)
    attach(second, 1, None)
    first_id = first.id
    new = NewValue(
        Period(date(2022, 1, 1), date(2022, 12, 31), "2022"), Measure.OUTCOME, Decimal(4), "Kolada"
    )
    db.session.commit()

    def add() -> None:
        with app.app_context():
            # Of this thread's own session: two threads must not share one.
            add_value(second, 1, new, by=person("controller"), now=NOW)

    db.session.scalars(select(Plan).where(Plan.id == first_id).with_for_update()).one()
    thread = Thread(target=add)
    thread.start()
    wait_until_somebody_waits()
    # It holds nothing that we could want while it waits for us.
    db.session.scalars(select(Plan).where(Plan.id == second).with_for_update(nowait=True)).one()
    db.session.commit()
    thread.join(timeout=30)
    assert not thread.is_alive()
    stored = select(KeyFigureValue.value).where(KeyFigureValue.key_figure_id == 1)
    assert Decimal(4) in db.session.scalars(stored).all()


def create_plan(like: Plan) -> int:
    """Another plan of the same board; returns its id, which is above the first one's."""
    copied = ("organisation_id", "kind_id", "board_id", "title", "short_title", "report_title")
    other = Plan(slug="en-annan-plan", **{name: getattr(like, name) for name in copied})
    db.session.add(other)
    db.session.flush()
    assert other.id > like.id
    other_id = other.id
    db.session.commit()
    return other_id


def wait_until_somebody_waits() -> None:
    """Until a session of this database stands still before a lock of another."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    deadline = monotonic() + 30
    with db.engine.connect() as watching:
        while not watching.scalar(waiting):
            watching.rollback()
            assert monotonic() < deadline, "nobody waits"
            sleep(0.02)
