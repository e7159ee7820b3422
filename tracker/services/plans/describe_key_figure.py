"""Makes a key figure, and edits what is said of it; its values are others' matter."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker.domain.fault import Fault
from tracker.domain.swedish.slug import LONGEST, free_slug, slug_of
from tracker.domain.terms import Direction, KeyFigureKind
from tracker.models import KeyFigure, db
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused, refuse, text_faults
from tracker.services.plans.edit_key_figures import (
    connect,
    figure_of,
    locked_plan,
    locked_with_plans_of,
    touch_plans_of,
)
from tracker.services.revision import touch

#: As many as the table of values holds.
MOST_DECIMALS = 6
#: A year, so that every month of it counts once.
MEAN_MONTHS = 12


@dataclass(frozen=True)
class Description:
    """What is said of a key figure. `mean` shows monthly values as the mean of the last twelve months.

    Caption, short unit and source may be empty: the name stands for the caption, each value has its own source.
    Figures with the same `heading` are one table in a report; `focus_area` is the målområde that it tells of.
    `aggregation` tells how values that come ready are put together; with `mean` the service does it and tells it.
    """

    name: str
    unit: str
    unit_short: str
    decimals: int
    direction: Direction
    kind: KeyFigureKind
    caption: str
    source: str
    mean: bool
    aggregation: str = ""
    heading: str = ""
    focus_area: str = ""


def create_key_figure(plan_id: int, said: Description, activity_id: int | None) -> KeyFigure:
    """Makes a key figure of the plan's organisation and lets the plan, or the activity, be followed by it.

    Its address is made of the name and never changes. Raises FormRefused, and Refusal (404) for an activity of
    another plan. The same form sent twice gives the key figure that it made.
    """
    plan = locked_plan(plan_id)
    said = _trimmed(said)
    made = _named(plan.organisation_id, said.name)
    if made is not None and description_of(made) == said:
        connect(plan, made, activity_id)
    else:
        made = make_figure(plan.organisation_id, said)
        connect(plan, made, activity_id)
    touch(plan)
    db.session.commit()
    return made


def make_figure(organisation_id: int, said: Description) -> KeyFigure:
    """Makes a key figure, for the caller to commit. Raises FormRefused."""
    said = _trimmed(said)
    refuse(faults_of_description(organisation_id, None, said))
    made = unsaved_figure(said, None)
    made.organisation_id, made.slug = organisation_id, free_figure_slug(said.name)
    db.session.add(made)
    try:
        db.session.flush()
    except IntegrityError as error:
        # The address was free a moment ago; the constraint has the last word.
        db.session.rollback()
        raise FormRefused([_taken()]) from error
    return made


def unsaved_figure(said: Description, figure_id: int | None) -> KeyFigure:
    """A key figure of which that is said and that is stored nowhere."""
    made = KeyFigure(id=figure_id, slug="", values=[])
    _describe(made, said)
    return made


def edit_key_figure(plan_id: int, figure_id: int, said: Description, *, version: int) -> KeyFigure:
    """Stores what is said of it, for every plan that shows it.

    Raises FormRefused, ChangedMeanwhile, and Refusal (404) for another organisation's. The same form sent
    twice counts once.
    """
    plan = locked_with_plans_of(plan_id, figure_id)
    figure_of(plan, figure_id)
    figure = db.session.get_one(KeyFigure, figure_id, with_for_update=True, populate_existing=True)
    said = _trimmed(said)
    if description_of(figure) == said:
        db.session.rollback()
        return figure
    if figure.version != version:
        raise ChangedMeanwhile
    refuse(faults_of_description(plan.organisation_id, figure, said))
    _describe(figure, said)
    db.session.flush()
    touch_plans_of(figure)
    db.session.commit()
    return figure


def description_of(figure: KeyFigure) -> Description:
    """What is stored now."""
    return Description(
        name=figure.name,
        unit=figure.unit,
        unit_short=figure.unit_short,
        decimals=figure.decimals,
        direction=figure.direction,
        kind=figure.kind,
        caption=figure.caption or "",
        source=figure.source,
        mean=figure.mean_months is not None,
        aggregation=figure.aggregation or "",
        heading=figure.heading or "",
        focus_area=figure.focus_area or "",
    )


def _trimmed(said: Description) -> Description:
    return Description(
        said.name.strip(), said.unit.strip(), said.unit_short.strip(), said.decimals, said.direction, said.kind,
        said.caption.strip(), said.source.strip(), said.mean, "" if said.mean else said.aggregation.strip(),
        said.heading.strip(), said.focus_area.strip(),
    )  # fmt: skip


def _describe(figure: KeyFigure, said: Description) -> None:
    figure.name, figure.unit, figure.unit_short = said.name, said.unit, said.unit_short
    figure.decimals, figure.direction, figure.kind = said.decimals, said.direction, said.kind
    figure.caption, figure.source = said.caption or None, said.source
    # A mean of another length that is there is kept.
    figure.mean_months = (figure.mean_months or MEAN_MONTHS) if said.mean else None
    figure.aggregation = said.aggregation or None
    figure.heading, figure.focus_area = said.heading or None, said.focus_area or None


def faults_of_description(organisation_id: int, figure: KeyFigure | None, said: Description) -> list[Fault]:
    """All that is wrong, in the form's order."""
    found = text_faults("name", said.name, 300, needed="Skriv vad nyckeltalet heter.")
    if not found and _named(organisation_id, said.name) not in (None, figure):
        found.append(_taken())
    if not found and not slug_of(said.name):
        found.append(Fault("name", "no-slug", "Namnet behöver minst en bokstav a–ö eller en siffra."))
    found += text_faults("unit", said.unit, 40, needed="Skriv enheten, till exempel procent eller personer.")
    found += text_faults("unit_short", said.unit_short, 10)
    if not 0 <= said.decimals <= MOST_DECIMALS:
        found.append(Fault("decimals", "bad-decimals", "Välj antalet decimaler i listan."))
    aimless = (KeyFigureKind.INDICATOR, Direction.NONE)
    # A document may call a figure an indicator without saying which way: what came so is not held against it.
    if (said.kind, said.direction) == aimless and (
        figure is None or (figure.kind, figure.direction) != aimless
    ):
        sentence = "En indikator ska öka eller minska. Välj vilket, eller välj verksamhetsmått."
        found.append(Fault("direction", "no-direction", sentence))
    for name, text in (
        ("heading", said.heading),
        ("focus_area", said.focus_area),
        ("aggregation", said.aggregation),
    ):
        found += text_faults(name, text, 200)
    return found + text_faults("caption", said.caption, 500) + text_faults("source", said.source, 500)


def _taken() -> Fault:
    sentence = (
        "Kommunen har redan ett nyckeltal med det namnet. Välj det i listan, eller skriv ett annat namn."
    )
    return Fault("name", "name-taken", sentence)


def _named(organisation_id: int, name: str) -> KeyFigure | None:
    # Compared here: databases do not agree on capital å, ä and ö.
    known = db.session.scalars(select(KeyFigure).where(KeyFigure.organisation_id == organisation_id))
    return next((each for each in known if each.name.casefold() == name.casefold()), None)


def free_figure_slug(name: str) -> str:
    """The address of the name; with a number after it when another municipality's has the same."""
    slug = slug_of(name)
    alike = select(KeyFigure.slug).where(KeyFigure.slug.startswith(slug[: LONGEST - 5]))
    taken = set(db.session.scalars(alike))
    return free_slug(slug, taken.__contains__)
