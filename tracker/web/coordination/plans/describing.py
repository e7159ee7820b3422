"""What is said of a key figure: a new one, and one that is there."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from tracker.domain.terms import Direction, KeyFigureKind
from tracker.models import KeyFigure
from tracker.queries.coordination.cockpit import activities_of
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.plans.describe_key_figure import (
    MOST_DECIMALS,
    Description,
    create_key_figure,
    description_of,
)
from tracker.services.plans.describe_key_figure import edit_key_figure as edit_it
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import (
    ChoiceField,
    LineField,
    VersionedForm,
    choices,
    show_faults,
    side_by_side,
)
from tracker.web.coordination.plans.key_figures import named_figure
from tracker.web.frame.access import coordinators_of_plan, current_plan

_KINDS = [
    (KeyFigureKind.MEASURE.value, "Verksamhetsmått, berättar bara"),
    (KeyFigureKind.INDICATOR.value, "Indikator, har ett mål och en riktning"),
]
DIRECTIONS = [
    (Direction.NONE.value, "Ingen riktning"),
    (Direction.UP.value, "Ska öka"),
    (Direction.DOWN.value, "Ska minska"),
]


class DescriptionForm(VersionedForm):
    """What is said of a key figure that is there."""

    name = LineField(
        "Namn", description="Vad som mäts, till exempel Antal personer till arbete eller studier."
    )
    unit = LineField("Enhet", description="Till exempel procent, personer eller familjer.")
    unit_short = LineField("Kort enhet", description="Står efter värdena, till exempel %.")
    decimals = ChoiceField("Decimaler")
    kind = ChoiceField("Slag")
    direction = ChoiceField(
        "Riktning",
        description="Säger om en trend är positiv, och står efter namnet när nyckeltalet har en rubrik.",
    )
    heading = LineField(
        "Rubrik",
        description="Nyckeltal med samma rubrik blir en tabell, till exempel Kommunfullmäktiges indikatorer.",
    )
    focus_area = LineField("Målområde", description="Till exempel Ekonomi och egen organisation.")
    mean = BooleanField(
        "Visa genomsnitt för de senaste 12 månaderna",
        description="Då fyller du i ett värde per månad. Saknas en av månaderna saknas genomsnittet.",
    )
    aggregation = LineField(
        "Så är värdena uträknade",
        description="Bara när de redan är uträknade när du får dem, till exempel genomsnitt senaste 12 månaderna.",
    )
    caption = LineField("Text under diagrammet", description="Lämnas den tom står namnet.")
    source = LineField("Källa", description="För de värden som inte har en egen källa.")

    def offer(self) -> None:
        """Fills in what can be chosen."""
        self.decimals.choices = [(str(n), str(n)) for n in range(MOST_DECIMALS + 1)]
        self.kind.choices, self.direction.choices = _KINDS, DIRECTIONS

    def said(self) -> Description:
        """What was filled in."""
        return Description(
            name=self.name.data,
            unit=self.unit.data,
            unit_short=self.unit_short.data,
            decimals=int(self.decimals.data),
            direction=Direction(self.direction.data),
            kind=KeyFigureKind(self.kind.data),
            caption=self.caption.data,
            source=self.source.data,
            mean=self.mean.data,
            aggregation=self.aggregation.data,
            heading=self.heading.data,
            focus_area=self.focus_area.data,
        )


class NewForm(DescriptionForm):
    """A new key figure, and where it belongs."""

    activity_id = ChoiceField("Hör till", numbers=True)


@blueprint.route("/<plan_slug>/nyckeltal/nytt", methods=["GET", "POST"])
@coordinators_of_plan
def new_key_figure(plan_slug: str) -> ResponseReturnValue:
    """The form of a key figure that the municipality does not have yet."""
    plan = current_plan()
    form = NewForm()
    form.offer()
    rows = [row for row in activities_of(plan.id) if not row.withdrawn]
    named = ((row.id, f"Aktivitet {row.number} {row.short_text}".strip()[:80]) for row in rows)
    form.activity_id.choices = choices(named, "Planen som helhet")
    if form.validate_on_submit():
        try:
            made = create_key_figure(plan.id, form.said(), form.activity_id.data)
        except FormRefused as refused:
            show_faults(form, refused.faults)
        else:
            flash("Nyckeltalet är skapat. Lägg in dess första värde.", "success")
            return redirect(url_for("coordination.new_value", plan_slug=plan_slug, slug=made.slug), 303)
    page = render_template(
        "coordination/plans/describe_key_figure.html", plan=plan, figure=None, form=form, conflict=None
    )
    return page, 400 if form.errors else 200


@blueprint.route("/<plan_slug>/nyckeltal/<slug>/redigera", methods=["GET", "POST"])
@coordinators_of_plan
def edit_key_figure(plan_slug: str, slug: str) -> ResponseReturnValue:
    """The form; a second editor is shown both texts."""
    plan = current_plan()
    figure = named_figure(slug)
    form = _stored(figure) if request.method != "POST" else DescriptionForm()
    form.offer()
    conflict = None
    if form.validate_on_submit():
        try:
            edit_it(plan.id, figure.id, form.said(), version=form.seen_version)
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except ChangedMeanwhile:
            conflict = side_by_side(form, _stored(figure))
        else:
            flash("Nyckeltalet är sparat.", "success")
            return redirect(url_for("coordination.key_figures", plan_slug=plan_slug), 303)
    page = render_template(
        "coordination/plans/describe_key_figure.html", plan=plan, figure=figure, form=form, conflict=conflict
    )
    return page, 409 if conflict is not None else 400 if form.errors else 200


def _stored(figure: KeyFigure) -> DescriptionForm:
    said = description_of(figure)
    form = DescriptionForm(formdata=None, obj=said)
    form.offer()
    form.decimals.data = str(said.decimals)
    form.version.data = str(figure.version)
    return form
