"""Whether last time's answer may be given again as it is: "Inget nytt sedan sist" (rule 6)."""

from datetime import date

from tracker.domain.demands import why_not_repeatable
from tracker.domain.field_values import left_empty
from tracker.domain.plan_fields import on_update
from tracker.models import Plan, StatusUpdate


def why_not_again(last: StatusUpdate, plan: Plan, as_of: date) -> str:
    """Why not, in a sentence; empty when it may.

    A demanded field that was empty is asked for, and one whose heading names its year, "Analys 2026", each year anew.
    """
    kind = plan.kind
    why = why_not_repeatable(
        last.target_year, last.ongoing, last.comment, last.label.demands, as_of, row=kind.row_definite
    )
    if why:
        return why
    empty = left_empty(on_update(kind.own_fields), last.field_values)
    if empty:
        return f"Förra gången var ”{empty[0].heading_in(last.as_of.year)}” tomt. Fyll i det nu."
    of_year = next((field for field in on_update(kind.own_fields) if field.of_year), None)
    if of_year is not None and last.as_of.year != as_of.year:
        return f"Svaret är från {last.as_of.year}. Skriv ”{of_year.heading_in(as_of.year)}” när du svarar."
    return ""
