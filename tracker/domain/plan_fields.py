"""The columns that a kind of plan has of its own: told as data, so that a new kind needs no new code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.domain.terms import Demand, FieldPlace, FieldType


@dataclass(frozen=True)
class PlanField:
    """One column of a plan's kind. `heading` may hold {year}, the year of the follow-up.

    `before_text` puts it before the row's own text in tables; `choices` are those of CHOICE and CHOICES.
    """

    key: str
    heading: str
    type: FieldType
    place: FieldPlace
    demand: Demand = Demand.ASKED
    hint: str = ""
    choices: tuple[str, ...] = ()
    before_text: bool = False
    #: Other headings under which files have the column.
    synonyms: tuple[str, ...] = ()

    @property
    def of_year(self) -> bool:
        """Whether the heading names the year that its text is about."""
        return "{year}" in self.heading

    def heading_in(self, year: int | None) -> str:
        """The heading as a table of that year prints it; without a year where there is none."""
        return self.heading.replace("{year}", str(year or "")).strip()


def fields_of(rows: Iterable[Mapping[str, Any]]) -> tuple[PlanField, ...]:
    """The fields of a kind's data, in their order. Raises KeyError, TypeError or ValueError for bad data."""
    return tuple(_field(row) for row in rows)


def on_activity(fields: Iterable[PlanField]) -> tuple[PlanField, ...]:
    """Those that belong to what was decided."""
    return tuple(field for field in fields if field.place is FieldPlace.ACTIVITY)


def on_update(fields: Iterable[PlanField]) -> tuple[PlanField, ...]:
    """Those that belong to each answer."""
    return tuple(field for field in fields if field.place is FieldPlace.UPDATE)


def _field(row: Mapping[str, Any]) -> PlanField:
    known = {
        **row,
        "type": FieldType(row["type"]),
        "place": FieldPlace(row["place"]),
        "demand": Demand(row.get("demand", Demand.ASKED)),
        "choices": tuple(row.get("choices", ())),
        "synonyms": tuple(row.get("synonyms", ())),
    }
    return PlanField(**known)
