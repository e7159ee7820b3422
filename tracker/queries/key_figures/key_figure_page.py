"""Key figures that a reader may see, their values, and where they are used."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import selectinload

from tracker.domain.terms import Visibility
from tracker.models import (
    Activity,
    ActivityKeyFigure,
    KeyFigure,
    Organisation,
    Plan,
    PlanKeyFigure,
    db,
)  # fmt: skip
from tracker.models.swedish_order import swedish
from tracker.queries.key_figures.told import told_to_all


@dataclass(frozen=True)
class Use:
    """A plan, or one of its activities, that is followed by the key figure."""

    plan_slug: str
    plan_title: str
    number: str | None
    short_text: str | None
    is_goal: bool


def _readable_plan(organisation_id: int | None) -> ColumnElement[bool]:
    published = Plan.visibility == Visibility.PUBLISHED
    return published if organisation_id is None else or_(published, Plan.organisation_id == organisation_id)


def _readable(organisation_id: int | None) -> ColumnElement[bool]:
    """Kolada's are public; others follow the plans that they belong to; all of the own organisation."""
    by_plan = (
        select(PlanKeyFigure.id)
        .join(Plan, PlanKeyFigure.plan_id == Plan.id)
        .where(PlanKeyFigure.key_figure_id == KeyFigure.id, Plan.visibility == Visibility.PUBLISHED)
        .exists()
    )
    by_activity = (
        select(ActivityKeyFigure.id)
        .join(Activity, ActivityKeyFigure.activity_id == Activity.id)
        .join(Plan, Activity.plan_id == Plan.id)
        .where(
            ActivityKeyFigure.key_figure_id == KeyFigure.id,
            Activity.withdrawn.is_(False),
            Plan.visibility == Visibility.PUBLISHED,
        )
        .exists()
    )
    public = or_(KeyFigure.kolada_id.is_not(None), by_plan, by_activity)
    return public if organisation_id is None else or_(public, KeyFigure.organisation_id == organisation_id)


def count_readable(organisation_id: int | None) -> int:
    """How many key figures the reader may see; `organisation_id` is the signed-in person's, or None."""
    return db.session.scalar(select(func.count(KeyFigure.id)).where(_readable(organisation_id))) or 0


def readable_key_figures(organisation_id: int | None, offset: int, limit: int) -> Sequence[KeyFigure]:
    """A page of them with values: the own organisation first, Kolada's last, in the order they came."""
    own_first = case((KeyFigure.organisation_id == (organisation_id or 0), 0), else_=1)
    query = (
        select(KeyFigure)
        .where(_readable(organisation_id))
        .options(selectinload(KeyFigure.values.and_(told_to_all())))
        .order_by(own_first, KeyFigure.organisation_id, KeyFigure.kolada_id.is_not(None), KeyFigure.id)
        .offset(offset)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def readable_key_figure(slug: str, organisation_id: int | None) -> KeyFigure | None:
    """The key figure with its values, or None when it is not there or not for the reader."""
    query = (
        select(KeyFigure)
        .where(KeyFigure.slug == slug, _readable(organisation_id))
        .options(selectinload(KeyFigure.values.and_(told_to_all())))
    )
    return db.session.scalar(query)


def organisation_of(figure: KeyFigure) -> Organisation:
    """The organisation whose figure it is: the page's sender."""
    return db.session.scalars(select(Organisation).where(Organisation.id == figure.organisation_id)).one()


def uses_of(figure: KeyFigure, organisation_id: int | None) -> list[Use]:
    """The plans and activities that the reader may see it in: plans first, then activities by number."""
    plans = (
        select(Plan.slug, Plan.title, PlanKeyFigure.is_goal)
        .join(PlanKeyFigure, PlanKeyFigure.plan_id == Plan.id)
        .where(PlanKeyFigure.key_figure_id == figure.id, _readable_plan(organisation_id))
        .order_by(swedish(Plan.title), Plan.id)
    )
    activities = (
        select(Plan.slug, Plan.title, Activity.number, Activity.short_text)
        .join(Activity, Activity.plan_id == Plan.id)
        .join(ActivityKeyFigure, ActivityKeyFigure.activity_id == Activity.id)
        .where(
            ActivityKeyFigure.key_figure_id == figure.id,
            Activity.withdrawn.is_(False),
            _readable_plan(organisation_id),
        )
        .order_by(swedish(Plan.title), Activity.sort_key)
    )
    found = [Use(row[0], row[1], None, None, row[2]) for row in db.session.execute(plans)]
    return found + [Use(*row, False) for row in db.session.execute(activities)]
