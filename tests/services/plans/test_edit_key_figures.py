"""Key figures of plans and activities, and their values, on both databases."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from tests.coordinating import NOW, person, plan, row
from tracker.domain.measurement import Period
from tracker.domain.terms import Measure
from tracker.models import KeyFigure, KeyFigureValue, db
from tracker.queries.coordination.cockpit import activity_links_of
from tracker.queries.key_figures.values import newest_values, plan_key_figures
from tracker.services.form_refusal import FormRefused
from tracker.services.plans.edit_key_figures import NewValue, add_value, attach, detach
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
        add_value(
            plan().id, target, NewValue(YEAR, Measure.OUTCOME, Decimal("4.0"), "Kolada"), by=user, now=NOW
        )
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
