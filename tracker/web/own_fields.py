"""The fields of a plan's kind as inputs of a form, and back: alike for an answer and for what was decided."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from wtforms import Form, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from tracker.domain.field_values import foreign_parts, form_name, given_values, joined_parts, parts_of
from tracker.domain.plan_fields import PlanField
from tracker.domain.terms import Demand, FieldType
from tracker.domain.text import normalise_newlines

_Form = TypeVar("_Form", bound=Form)


def form_with(
    base: type[_Form],
    fields: Iterable[PlanField],
    *,
    year: int | None = None,
    stored: Mapping[str, str] | None = None,
) -> type[_Form]:
    """The form with an input more for each field. `year` is the one that its headings speak of.

    `stored` may hold what is no choice, because an import wrote it: then it can be kept.
    """
    known = stored or {}
    more: dict[str, Any] = {
        form_name(field): _input(field, year, known.get(field.key, "")) for field in fields
    }
    return cast("type[_Form]", type(base.__name__, (base,), more))


def fill(form: Form, fields: Iterable[PlanField], values: Mapping[str, str]) -> None:
    """Shows what is stored."""
    for field in fields:
        text = values.get(field.key, "")
        form[form_name(field)].data = parts_of(field, text) if field.type is FieldType.CHOICES else text


def typed_fields(form: Form, fields: Iterable[PlanField]) -> dict[str, str]:
    """What was typed and chosen, by the field's key, also what is empty."""
    return {field.key: _typed(field, form[form_name(field)].data) for field in fields}


def own_values(form: Form, fields: Sequence[PlanField]) -> dict[str, str]:
    """The same as it is stored: what is empty is left out."""
    return given_values(fields, typed_fields(form, fields))


def shown_values(fields: Iterable[PlanField], values: Mapping[str, str], year: int) -> list[tuple[str, str]]:
    """Heading and text of every field that holds something; the headings are those of that year."""
    found = [(field.heading_in(year), values.get(field.key, "")) for field in fields]
    return [(heading, text) for heading, text in found if text.strip()]


def _input(field: PlanField, year: int | None, stored: str) -> Any:
    heading = field.heading_in(year)
    about: dict[str, Any] = {"description": field.hint}
    match field.type:
        case FieldType.TEXT:
            return TextAreaField(heading, filters=[_kept], **about)
        case FieldType.CHOICE:
            choices = [*field.choices, *foreign_parts(field, stored)]
            nothing = [] if field.demand is Demand.DEMANDED else [SelectChoice("", "Inget av dem")]
            return RadioField(heading, choices=[*choices, *nothing], validate_choice=False, **about)
        case FieldType.CHOICES:
            choices = [*field.choices, *foreign_parts(field, stored)]
            return SelectMultipleField(heading, choices=choices, validate_choice=False, **about)
    return StringField(heading, filters=[_kept], **about)


def _kept(text: str | None) -> str:
    return normalise_newlines(text or "")


def _typed(field: PlanField, data: Any) -> str:
    if field.type is FieldType.CHOICES:
        return joined_parts(field, list(dict.fromkeys(data or ())))
    return str(data or "")
