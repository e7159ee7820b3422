"""The key figures that a file names and nobody has made: a form with what its words say of each."""

from dataclasses import replace
from typing import Any

from flask import request
from wtforms import BooleanField

from tracker.domain.terms import Direction, KeyFigureKind
from tracker.models import ImportFile
from tracker.services.imports.values.files import chosen_figures
from tracker.services.imports.values.offers import Offer
from tracker.services.imports.values.preview import ValuesPreview
from tracker.services.plans.describe_key_figure import Description
from tracker.web.coordination.fields import ChoiceField, LineField, VersionedForm
from tracker.web.coordination.plans.describing import DIRECTIONS

#: What a person may change of what the file says; the name is the file's, or its values would not find it.
TEXTS = ("unit", "unit_short", "heading", "focus_area")


class FiguresForm(VersionedForm):
    """Fields for each key figure, numbered from 0: take_0, unit_0, …"""


def offers_of(file: ImportFile, preview: ValuesPreview) -> list[Offer]:
    """Those that are chosen already, and those that could be."""
    return [*(Offer(said, 0) for said in chosen_figures(file)), *preview.offers]


def figures_form(file: ImportFile, preview: ValuesPreview) -> FiguresForm:
    """The form, filled in with what the file says, or what a person has said of it before."""
    chosen, offers = len(chosen_figures(file)), offers_of(file, preview)
    fields: dict[str, Any] = {}
    data: dict[str, object] = {}
    for number, offer in enumerate(offers):
        fields |= _fields(number, offer.said)
        data |= {f"{name}_{number}": getattr(offer.said, name) for name in TEXTS}
        data |= {f"take_{number}": number < chosen, f"direction_{number}": offer.said.direction.value}
    kind: type[FiguresForm] = type("NumberedFiguresForm", (FiguresForm,), fields)
    sent = request.endpoint == "coordination.import_values_figures"
    form = kind(data=data) if sent else kind(formdata=None, data={**data, "version": str(file.version)})
    for number in range(len(offers)):
        form[f"direction_{number}"].choices = DIRECTIONS
    return form


def _fields(number: int, said: Description) -> dict[str, Any]:
    return {
        f"take_{number}": BooleanField(f"Skapa {said.name}"),
        f"unit_{number}": LineField("Enhet"),
        f"unit_short_{number}": LineField("Kort enhet"),
        f"direction_{number}": ChoiceField("Riktning"),
        f"heading_{number}": LineField("Rubrik"),
        f"focus_area_{number}": LineField("Målområde"),
    }


def taken(form: FiguresForm, file: ImportFile, preview: ValuesPreview) -> dict[int, Description]:
    """What was filled in of the key figures that are to be made, by number."""
    return {
        number: _said(form, number, offer.said)
        for number, offer in enumerate(offers_of(file, preview))
        if form[f"take_{number}"].data
    }


def _said(form: FiguresForm, number: int, guessed: Description) -> Description:
    direction = Direction(form[f"direction_{number}"].data)
    return replace(
        guessed,
        **{name: form[f"{name}_{number}"].data for name in TEXTS},
        direction=direction,
        # With a direction it is an indicator.
        kind=KeyFigureKind.MEASURE if direction is Direction.NONE else KeyFigureKind.INDICATOR,
    )
