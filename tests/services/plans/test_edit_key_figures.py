"""Key figures of plans and activities, and their values, on both databases."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from tests.coordinating import NOW, person, plan, row
from tracker.domain.measurement import Period
from tracker.domain.terms import Gender, Measure
from tracker.models import KeyFigure, KeyFigureValue, db
from tracker.queries.coordination.cockpit import activity_links_of
from tracker.queries.key_figures.values import newest_values, plan_key_figures, value_histories
from tracker.services.form_refusal import FormRefused
from tracker.services.plans.appended_values import NewValue
from tracker.services.plans.edit_key_figures import add_value, attach, detach
from tracker.services.refusal import Refusal

GOAL = "andel-invanare-med-ekonomiskt-bistand"
YEAR = Period(date(2022, 1, 1), date(2022, 12, 31), "2022")


def figure(slug: str = GOAL) -> KeyFigure:
    return db.session.scalars(select(KeyFigure).where(KeyFigure.slug == slug)).one()


def slugs() -> list[tuple[str, bool]]:
    return [(link.key_figure.slug, link.is_goal) for link in plan_key_figures(plan().id)]


def test_attached_and_detached(any_app: Flask) -> None:
    with any_app.app_context():
        revision, target = plan().revision, figure()
        detach(plan().id, target.id, None)
        assert GOAL not in dict(slugs())
        attach(plan().id, target.id, None, is_goal=True)
        attach(plan().id, target.id, None)
        assert slugs()[-1] == (GOAL, True)
        assert sum(goal for _slug, goal in slugs()) == 1
        assert plan().revision > revision + 1
        assert newest_values(figure().values)


def test_an_activitys_own(any_app: Flask) -> None:
    with any_app.app_context():
        activity = row("12").activity.id
        attach(plan().id, figure().id, activity)
        attach(plan().id, figure().id, activity)
        assert [a.number for a, f in activity_links_of(plan().id) if f.slug == GOAL] == ["12"]
        detach(plan().id, figure().id, activity)
        assert [a.number for a, f in activity_links_of(plan().id) if f.slug == GOAL] == []


def test_a_value_is_appended_and_a_revision_counts(any_app: Flask) -> None:
    with any_app.app_context():
        user, target = person("controller"), figure().id
        before = len(figure().values)
        revision = plan().revision
        first = NewValue(YEAR, Measure.OUTCOME, Decimal("4.1"), "Kolada")
        add_value(plan().id, target, first, by=user, now=NOW)
        add_value(plan().id, target, first, by=user, now=NOW)
        corrected = replace(first, value=Decimal("4.0"), reason=" Två hushåll räknades dubbelt. ")
        add_value(plan().id, target, corrected, by=user, now=NOW)
        values = db.session.scalars(
            select(KeyFigureValue).where(KeyFigureValue.key_figure_id == target)
        ).all()
        assert len(values) == before + 2
        counting = [v for v in newest_values(values) if v.label == "2022" and v.measure is Measure.OUTCOME]
        assert [value.value for value in counting] == [Decimal("4.0")]
        assert plan().revision > revision


def test_a_value_needs_a_source(any_app: Flask) -> None:
    with any_app.app_context(), pytest.raises(FormRefused, match="varifrån"):
        new = NewValue(YEAR, Measure.OUTCOME, Decimal(4), " ")
        add_value(plan().id, figure().id, new, by=person("controller"), now=NOW)


def test_foreign_figures_and_activities_are_not_found(any_app: Flask) -> None:
    with any_app.app_context():
        with pytest.raises(Refusal, match="Nyckeltalet finns inte"):
            attach(plan().id, 2**31 - 1, None)
        db.session.rollback()
        with pytest.raises(Refusal, match="finns inte i planen"):
            attach(plan().id, figure().id, 2**31 - 1)


def history(gender: Gender = Gender.TOTAL) -> list[KeyFigureValue]:
    """The revisions of the outcome of 2022, newest first."""
    for each in value_histories(figure().values):
        if (each[0].label, each[0].measure, each[0].gender) == ("2022", Measure.OUTCOME, gender):
            return list(each)
    return []


def test_a_correction_says_why_and_keeps_what_it_corrects(any_app: Flask) -> None:
    with any_app.app_context():
        user = person("controller")
        first = NewValue(YEAR, Measure.OUTCOME, Decimal("4.1"), "Kolada", reason="Behövs inte än.")
        add_value(plan().id, figure().id, first, by=user, now=NOW)
        with pytest.raises(FormRefused, match="varför värdet rättas"):
            add_value(plan().id, figure().id, replace(first, value=None, reason=" "), by=user, now=NOW)
        db.session.rollback()
        assert [value.value for value in history()] == [Decimal("4.1")]
        add_value(plan().id, figure().id, replace(first, value=None, reason="Fel uttag."), by=user, now=NOW)
        now, before = history()
        assert (now.value, now.reason, now.author_title) == (None, "Fel uttag.", user.title)
        assert (before.value, before.reason) == (Decimal("4.1"), "")


def test_a_missing_value_that_comes_later_corrects_nothing(any_app: Flask) -> None:
    with any_app.app_context():
        user = person("controller")
        missing = NewValue(YEAR, Measure.OUTCOME, None, "Kolada")
        add_value(plan().id, figure().id, missing, by=user, now=NOW)
        add_value(plan().id, figure().id, missing, by=user, now=NOW)
        assert [value.value for value in history()] == [None]
        add_value(plan().id, figure().id, replace(missing, value=Decimal(4)), by=user, now=NOW)
        assert [value.value for value in history()] == [Decimal(4), None]


def test_each_gender_has_its_own_value(any_app: Flask) -> None:
    with any_app.app_context():
        user = person("controller")
        women = NewValue(YEAR, Measure.OUTCOME, Decimal("3.9"), "Kolada", Gender.WOMEN)
        add_value(plan().id, figure().id, women, by=user, now=NOW)
        add_value(plan().id, figure().id, replace(women, gender=Gender.MEN), by=user, now=NOW)
        assert [len(history(gender)) for gender in Gender] == [0, 1, 1]
