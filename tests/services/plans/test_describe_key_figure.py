"""Making a key figure and editing what is said of it, on both databases."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.coordinating import plan, row
from tracker.domain.terms import Direction, KeyFigureKind
from tracker.models import KeyFigure, Organisation, db
from tracker.queries.coordination.cockpit import activity_links_of
from tracker.queries.key_figures.values import plan_key_figures
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.plans.describe_key_figure import (
    Description,
    create_key_figure,
    description_of,
    edit_key_figure,
)
from tracker.services.refusal import Refusal

NEW = Description(
    name="Antal till arbete per månad", unit="personer", unit_short="", decimals=0, direction=Direction.UP,
    kind=KeyFigureKind.INDICATOR, caption="", source="Verksamhetssystemet", mean=True,
)  # fmt: skip
GOAL = "andel-invanare-med-ekonomiskt-bistand"


def goal() -> KeyFigure:
    return db.session.scalars(select(KeyFigure).where(KeyFigure.slug == GOAL)).one()


def figures() -> int:
    return db.session.scalar(select(func.count()).select_from(KeyFigure)) or 0


def test_a_new_one_belongs_to_the_plan_and_the_form_twice_counts_once(any_app: Flask) -> None:
    with any_app.app_context():
        before, revision = figures(), plan().revision
        made = create_key_figure(plan().id, replace(NEW, name=" Antal till arbete per månad "), None)
        assert create_key_figure(plan().id, NEW, None) is made
        assert (made.slug, made.mean_months, made.version) == ("antal-till-arbete-per-manad", 12, 1)
        assert description_of(made) == NEW and figures() == before + 1
        assert [link.key_figure_id for link in plan_key_figures(plan().id)].count(made.id) == 1
        assert plan().revision > revision


def test_a_new_one_may_belong_to_an_activity(any_app: Flask) -> None:
    with any_app.app_context():
        made = create_key_figure(plan().id, NEW, row("12").activity.id)
        linked = [activity.number for activity, figure in activity_links_of(plan().id) if figure is made]
        assert linked == ["12"]
        assert made.id not in [link.key_figure_id for link in plan_key_figures(plan().id)]


def test_an_activity_of_nobodys_leaves_no_key_figure(any_app: Flask) -> None:
    with any_app.app_context():
        before = figures()
        with pytest.raises(Refusal, match="finns inte i planen"):
            create_key_figure(plan().id, NEW, 2**31 - 1)
        db.session.rollback()
        assert figures() == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "---"}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"unit": ""}, "unit"),
        ({"unit_short": "mycket långt"}, "unit_short"),
        ({"decimals": 7}, "decimals"),
        ({"direction": Direction.NONE}, "direction"),
        ({"caption": "två\nrader"}, "caption"),
        ({"source": "x" * 501}, "source"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(app: Flask, changes: dict[str, object], field: str) -> None:
    with app.app_context():
        with pytest.raises(FormRefused) as refused:
            create_key_figure(plan().id, replace(NEW, **changes), None)  # type: ignore[arg-type]
        assert [fault.field for fault in refused.value.faults] == [field]


def test_a_name_is_used_once_in_a_municipality(any_app: Flask) -> None:
    with any_app.app_context():
        with pytest.raises(FormRefused, match="redan ett nyckeltal med det namnet"):
            create_key_figure(plan().id, replace(NEW, name=goal().name.upper()), None)
        db.session.rollback()
        made = create_key_figure(plan().id, NEW, None)
        with pytest.raises(FormRefused, match="redan ett nyckeltal med det namnet"):
            edit_key_figure(plan().id, made.id, replace(NEW, name=goal().name), version=1)


def test_another_municipalitys_address_is_no_hindrance(any_app: Flask) -> None:
    with any_app.app_context():
        made = create_key_figure(plan().id, NEW, None)
        made.organisation_id = db.session.scalars(
            select(Organisation.id).where(Organisation.id != plan().organisation_id)
        ).first() or pytest.fail("there is one municipality only")
        db.session.commit()
        assert create_key_figure(plan().id, NEW, None).slug == "antal-till-arbete-per-manad-2"


def test_an_edit_is_for_every_plan_that_shows_it_and_two_editors_meet(any_app: Flask) -> None:
    with any_app.app_context():
        before, revision, version = description_of(goal()), plan().revision, goal().version
        said = replace(before, unit="procent av alla", mean=True)
        edit_key_figure(plan().id, goal().id, said, version=version)
        assert (goal().mean_months, goal().slug, goal().version) == (12, GOAL, version + 1)
        assert plan().revision == revision + 1
        edit_key_figure(plan().id, goal().id, said, version=version)
        assert (goal().version, plan().revision) == (version + 1, revision + 1)
        with pytest.raises(ChangedMeanwhile):
            edit_key_figure(plan().id, goal().id, before, version=version)
        db.session.rollback()
        edit_key_figure(plan().id, goal().id, before, version=version + 1)
        assert description_of(goal()) == before and goal().mean_months is None
