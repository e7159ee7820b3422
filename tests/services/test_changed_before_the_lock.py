"""Somebody else saves between the page's reading and the lock: an answer in words, never a fault."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import update

from tests.conftest import dispose, make_app, make_settings
from tests.coordinating import DATES, NOW, answer, opened, person, plan, row
from tracker.models import Base, FollowUp, Plan, db
from tracker.services.follow_ups.close_follow_up import close_follow_up
from tracker.services.follow_ups.edit_follow_up import FollowUpFacts, edit_follow_up
from tracker.services.follow_ups.edit_language import Seen, Texts, edit_language
from tracker.services.follow_ups.open_follow_up import Opening, open_follow_up
from tracker.services.form_refusal import ChangedMeanwhile
from tracker.services.plans.edit_activity import ActivityFacts, add_activity
from tracker.services.plans.edit_key_figures import attach
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


@pytest.mark.parametrize(
    "use",
    [
        lambda plan_id: open_follow_up(plan_id, Opening(DATES)),
        lambda plan_id: attach(plan_id, 1, None, is_goal=True),
        lambda plan_id: add_activity(plan_id, ActivityFacts("27", "Kort", "Lång", None)),
    ],
    ids=["open a follow-up", "attach a key figure", "add an activity"],
)
def test_what_is_no_conflict_with_the_plans_facts_is_saved(app: Flask, use: Callable[[int], object]) -> None:
    read = plan()
    others_save(app, Plan)
    use(read.id)


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
