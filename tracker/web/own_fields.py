"""The fields of a plan's kind as inputs of a form, and back: alike for an answer and for what was decided."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import Field, Form, RadioField, SelectMultipleField, StringField, TextAreaField

from tracker.domain.field_values import foreign_parts, input_name, joined_parts, parts_of
from tracker.domain.plan_fields import PlanField
from tracker.domain.terms import Demand, FieldType
from tracker.domain.text import normalise_newlines

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|")


def add_own_fields(
    form_class: type[Form], fields: Iterable[PlanField], year: int, stored: Mapping[str, str]
) -> None:
    """Gives the form an input for each field; `stored` may hold what is no choice, which then can be kept."""
    for field in fields:
        setattr(form_class, input_name(field.key), _input(field, year, stored.get(field.key, "")))


def own_data(fields: Iterable[PlanField], stored: Mapping[str, str]) -> dict[str, Any]:
    """What fills the inputs from what is stored, for the form's `data`."""
    return {
        input_name(field.key): parts_of(field, text) if field.type is FieldType.CHOICES else text
        for field in fields
        for text in (stored.get(field.key, ""),)
    }


def typed_fields(form: Form, fields: Iterable[PlanField]) -> dict[str, str]:
    """What was typed and chosen, by the field's key; what cannot be read holds nothing."""
    return {field.key: _typed(field, form[input_name(field.key)].data) for field in fields}


@dataclass(frozen=True)
class OwnInput:
    """One input as templates/macros/own_fields.html draws it."""

    input: Field
    type: FieldType
    hint: str
    optional: bool

    @property
    def kind(self) -> str:
        """A day is chosen in a calendar, unless something else stands there, which a browser would not show."""
        day = self.type is FieldType.DATE and _DAY.fullmatch(str(self.input.data or ""))
        return "date" if day else "text"


def own_inputs(form: Form, fields: Sequence[PlanField]) -> list[OwnInput]:
    """The inputs in the fields' order."""
    return [
        OwnInput(
            form[input_name(field.key)], field.type, field.hint, optional=field.demand is not Demand.DEMANDED
        )
        for field in fields
    ]


def _input(field: PlanField, year: int, stored: str) -> Any:
    heading = field.heading_in(year)
    match field.type:
        case FieldType.TEXT:
            return TextAreaField(heading, filters=[_kept])
        case FieldType.CHOICE:
            choices = [*field.choices, *foreign_parts(field, stored)]
            nothing = [] if field.demand is Demand.DEMANDED else [("", "Inget av dem")]
            return RadioField(
                heading, choices=[*((one, one) for one in choices), *nothing], validate_choice=False
            )
        case FieldType.CHOICES:
            choices = [*field.choices, *foreign_parts(field, stored)]
            return SelectMultipleField(
                heading, choices=[(one, one) for one in choices], validate_choice=False
            )
    return StringField(heading, filters=[_kept])


def _kept(text: str | None) -> str:
    return normalise_newlines(text or "")


def _typed(field: PlanField, data: Any) -> str:
    if field.type is FieldType.CHOICES:
        return joined_parts(field, list(dict.fromkeys(data or ())))
    return str(data or "")
