"""What the fields of a plan's kind hold: texts by the field's key, read from what was typed."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from tracker.domain.demands import Problem
from tracker.domain.fault import Fault
from tracker.domain.plan_fields import PlanField
from tracker.domain.terms import Demand, FieldType
from tracker.domain.text import MAX_LENGTH, text_problem

#: A line of text; more belongs in a field of several lines.
LONGEST_LINE = 1000

_SEVERAL = ", "
_PREFIX = "own_"
_NUMBER = re.compile(r"[-\u2212]?[0-9]{1,15}(?:,[0-9]{1,10})?")
_SPACES = re.compile(r"[ \u00a0\u202f]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LINES = frozenset({FieldType.LINE, FieldType.NUMBER, FieldType.DATE})


def form_name(field: PlanField) -> str:
    """What a form calls the input of the field, and where its problem belongs."""
    return f"{_PREFIX}{field.key}"


def parts_of(field: PlanField, text: str) -> list[str]:
    """What is chosen in the text of a CHOICES field: in the field's own spelling where it is one of its choices.

    What an import wrote that is no choice stays as it is.
    """
    pieces = [piece.strip() for piece in text.split(",")]
    known = {" ".join(choice.split()).casefold(): choice for choice in field.choices}
    found: list[str] = []
    while pieces:
        # A choice may hold a comma of its own: the longest one that fits is meant.
        for length in range(len(pieces), 0, -1):
            piece = _SEVERAL.join(pieces[:length])
            choice = known.get(" ".join(piece.split()).casefold())
            if choice is not None or length == 1:
                found.append(choice or piece)
                pieces = pieces[length:]
                break
    return [part for part in dict.fromkeys(found) if part]


def foreign_parts(field: PlanField, text: str) -> list[str]:
    """What the text of a CHOICE or CHOICES field holds that is no choice: only an import writes that."""
    if field.type is FieldType.CHOICES:
        return [part for part in parts_of(field, text) if part not in field.choices]
    return [text] if text.strip() and text not in field.choices else []


def joined_parts(field: PlanField, chosen: Collection[str]) -> str:
    """The text of a CHOICES field: its choices in the field's order, then what is none of them."""
    inside = [choice for choice in field.choices if choice in chosen]
    return _SEVERAL.join([*inside, *(one for one in chosen if one not in field.choices)])


def given_values(fields: Iterable[PlanField], typed: Mapping[str, str]) -> dict[str, str]:
    """What is stored of what was typed: as typed, without space around a line; empty fields are left out."""
    values = {}
    for field in fields:
        text = typed.get(field.key, "")
        if text.strip():
            values[field.key] = text.strip() if field.type in _LINES else text
    return values


def field_problems(
    fields: Iterable[PlanField], typed: Mapping[str, str], before: Mapping[str, str], year: int | None
) -> list[Problem]:
    """Every reason to refuse what was typed, in the fields' order; `year` is that of the follow-up, if any.

    What stood there `before` may stand: an import is never refused for what it brought.
    """
    found = []
    for field in fields:
        text = typed.get(field.key, "")
        sentence = _problem(field, text, before.get(field.key, ""), year)
        if sentence is not None:
            found.append(Problem(form_name(field), sentence))
    return found


def field_faults(
    fields: Iterable[PlanField],
    values: Mapping[str, str],
    before: Mapping[str, str] | None = None,
    *,
    demanded: bool = True,
) -> list[Fault]:
    """The same of what was decided, for forms and files; a file is not refused for what it leaves out."""
    known = [field for field in fields if demanded or values.get(field.key, "").strip()]
    return [
        Fault(problem.field, f"bad-{problem.field.removeprefix(_PREFIX)}", problem.message)
        for problem in field_problems(known, values, before or {}, None)
    ]


def left_empty(fields: Iterable[PlanField], values: Mapping[str, str]) -> list[PlanField]:
    """The demanded fields that hold nothing."""
    return [
        field for field in fields if field.demand is Demand.DEMANDED and not values.get(field.key, "").strip()
    ]


def lead_text(comment: str, fields: Iterable[PlanField], values: Mapping[str, str]) -> str:
    """What an answer says first: its comment, else the first of its fields that holds anything."""
    texts = (comment, *(values.get(field.key, "") for field in fields))
    return next((text for text in texts if text.strip()), "")


def _problem(field: PlanField, text: str, before: str, year: int | None) -> str | None:
    if not text.strip():
        return _empty(field, year) if field.demand is Demand.DEMANDED else None
    single = field.type is not FieldType.TEXT
    longest = LONGEST_LINE if field.type in _LINES else MAX_LENGTH
    if wrong := text_problem(text, longest, single_line=single):
        return wrong
    if text == before:
        return None
    match field.type:
        case FieldType.NUMBER if not is_number(text):
            return "Skriv ett tal med siffror, till exempel 37 eller 4,5."
        case FieldType.DATE if not is_day(text):
            return "Skriv dagen som år, månad och dag, till exempel 2022-09-09."
        case FieldType.CHOICE if text not in field.choices:
            return "Välj något av det som står i listan."
        case FieldType.CHOICES if set(foreign_parts(field, text)) - set(foreign_parts(field, before)):
            return "Välj bland det som står i listan."
    return None


def _empty(field: PlanField, year: int | None) -> str:
    heading = field.heading_in(year)
    if field.type is FieldType.CHOICE:
        return f"Välj ett svar under ”{heading}”."
    if field.type is FieldType.CHOICES:
        return f"Välj minst ett svar under ”{heading}”."
    return f"Fyll i ”{heading}”. Svaret behöver det."


def is_number(text: str) -> bool:
    """Whether the text is a number as Swedish writes it: "1 200", "4,5", "-3"."""
    return _NUMBER.fullmatch(_SPACES.sub("", text.strip())) is not None


def is_day(text: str) -> bool:
    """Whether the text is a day as browsers send it: 2022-09-09."""
    try:
        return _DAY.fullmatch(text.strip()) is not None and bool(date.fromisoformat(text.strip()))
    except ValueError:
        return False
