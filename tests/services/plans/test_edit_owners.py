"""Choosing who answers, on both databases."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.coordinating import NOW, answer, opened, person, plan, responsibility, row
from tests.reminding import item as told
from tracker.domain.reminders.steps import OPENED
from tracker.models import AnswerLink, User, db
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.plans.edit_owners import Owners, edit_owners, owners_of
from tracker.services.refusal import Refusal


def link(number: str, user: User) -> AnswerLink:
    follow_up = opened()
    item = told(follow_up, responsibility(number), user, OPENED, NOW)
    found = AnswerLink(
        token_hash=f"{number}-{user.id}", item=item, user=user, responsibility=responsibility(number),
        follow_up=follow_up, expires_at=NOW + timedelta(days=60),
    )  # fmt: skip
    db.session.add(found)
    db.session.commit()
    return found


def test_a_new_owner_answers_and_the_old_ones_link_dies(any_app: Flask) -> None:
    with any_app.app_context():
        old, new = person("omradeschef.arbetsmarknad"), person("rektor.sfi")
        links = link("10", old), link("10", new)
        before = responsibility("10")
        version, revision, seen = before.version, plan().revision, owners_of(before)
        edit_owners(plan().id, before.id, Owners(new.id, None), seen=seen, now=NOW)
        assert responsibility("10").owner_id == new.id
        assert [one.revoked_at for one in links] == [NOW, None]
        assert responsibility("10").version == version
        assert plan().revision == revision + 1


def test_an_answer_meanwhile_is_no_conflict(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        seen = owners_of(responsibility("10"))
        answer(follow_up, "10")
        edit_owners(
            plan().id, responsibility("10").id, Owners(person("rektor.sfi").id, None), seen=seen, now=NOW
        )
        assert row("10", follow_up).answered


def test_a_second_editor_is_told(any_app: Flask) -> None:
    with any_app.app_context():
        target = responsibility("10")
        seen, first = owners_of(target), Owners(person("rektor.sfi").id, None)
        edit_owners(plan().id, target.id, first, seen=seen, now=NOW)
        edit_owners(plan().id, target.id, first, seen=seen, now=NOW)
        with pytest.raises(ChangedMeanwhile):
            edit_owners(plan().id, target.id, Owners(person("ekonomichef").id, None), seen=seen, now=NOW)
        db.session.rollback()
        assert owners_of(responsibility("10")) == first


def test_only_active_people_of_the_organisation(any_app: Flask) -> None:
    with any_app.app_context():
        target = responsibility("10")
        elsewhere = db.session.scalars(select(User).where(User.email == "samordnare@boras.example.org")).one()
        left = person("rektor.sfi")
        left.active = False
        db.session.commit()
        for chosen in (left.id, elsewhere.id, 2**31 - 1):
            with pytest.raises(FormRefused, match="Välj någon i listan"):
                edit_owners(plan().id, target.id, Owners(chosen, None), seen=owners_of(target), now=NOW)
            db.session.rollback()


def test_deputies_are_somebody_else_and_need_an_owner(any_app: Flask) -> None:
    with any_app.app_context():
        target, chief = responsibility("10"), person("rektor.sfi").id
        with pytest.raises(FormRefused, match="kan inte ersätta sig själv"):
            edit_owners(plan().id, target.id, Owners(chief, chief), seen=owners_of(target), now=NOW)
        db.session.rollback()
        with pytest.raises(FormRefused, match="Välj en ansvarig"):
            edit_owners(plan().id, target.id, Owners(None, chief), seen=owners_of(target), now=NOW)
        db.session.rollback()
        edit_owners(plan().id, target.id, Owners(None, None), seen=owners_of(target), now=NOW)
        assert responsibility("10").owner is None


def test_another_plans_row_is_not_found(any_app: Flask) -> None:
    with any_app.app_context(), pytest.raises(Refusal, match="finns inte"):
        edit_owners(plan().id, 2**31 - 1, Owners(None, None), seen=Owners(None, None), now=NOW)
