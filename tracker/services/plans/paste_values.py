"""A column of values pasted at once: compared with what is stored, then written in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tracker.models import KeyFigure, KeyFigureValue, User, db
from tracker.services.form_refusal import ChangedMeanwhile, refuse, text_faults
from tracker.services.plans.appended_values import (
    NewValue,
    append_value,
    looks_the_same,
    place_of,
    value_there,
)
from tracker.services.plans.edit_key_figures import figure_of, locked_with_plans_of, touch_plans_of


class PastedState(StrEnum):
    """What becomes of a pasted value."""

    NEW = "NEW"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"


@dataclass(frozen=True)
class Pasted:
    """A value with what is stored for its period now, if anything."""

    new: NewValue
    state: PastedState
    old: KeyFigureValue | None

    @property
    def digest(self) -> tuple[object, ...]:
        """What tells it from the same value beside something else that is stored."""
        return self.new, self.state, self.old.id if self.old else None

    @property
    def corrects(self) -> bool:
        """Whether it replaces a known value, so that somebody must say why."""
        return self.state is PastedState.CHANGED and self.old is not None and self.old.value is not None


@dataclass(frozen=True)
class Column:
    """The pasted values, and what holds for all of them."""

    values: Sequence[NewValue]
    source: str
    reason: str

    def told(self) -> list[NewValue]:
        """Each value with the column's source and reason."""
        return [replace(value, source=self.source.strip(), reason=self.reason) for value in self.values]


def compare_column(own_code: str | None, figure: KeyFigure, column: Column) -> list[Pasted]:
    """Each value beside what is stored. The same number for the same period changes nothing, whatever its source."""
    found = []
    for new in column.told():
        old = value_there(figure, place_of(figure, own_code, new.board_id), new)
        state = PastedState.NEW
        if old is not None:
            same = looks_the_same(old.value, new.value, figure.decimals)
            state = PastedState.UNCHANGED if same else PastedState.CHANGED
        found.append(Pasted(new, state, old))
    return found


def add_column(
    plan_id: int, figure_id: int, column: Column, seen: Sequence[Pasted], *, by: User, now: datetime
) -> list[Pasted]:
    """Writes what is new and changed, all of it or nothing; the column sent twice counts once.

    `seen` is what the person was shown: ChangedMeanwhile when it is no longer so. Raises FormRefused: no source, or
    no reason for values that correct others. Raises Refusal (404).
    """
    shown = [one.digest for one in seen]
    plan = locked_with_plans_of(plan_id, figure_id)
    figure = figure_of(plan, figure_id)
    code = plan.board.organisation.municipality_code
    compared = compare_column(code, figure, column)
    if [one.digest for one in compared] != shown:
        db.session.rollback()
        raise ChangedMeanwhile
    written = [one for one in compared if one.state is not PastedState.UNCHANGED]
    needed = (
        "Skriv varför värdena rättas. De gamla finns kvar." if any(one.corrects for one in written) else None
    )
    refuse(
        [
            *text_faults("source", column.source, 500, needed="Skriv varifrån värdena kommer."),
            *text_faults("reason", column.reason, 500, needed=needed),
        ]
    )
    for one in written:
        append_value(
            figure,
            place_of(figure, code, one.new.board_id),
            one.new,
            revises=one.old is not None,
            by=by,
            now=now,
        )
    db.session.flush()
    if written:
        touch_plans_of(figure)
    db.session.commit()
    return compared
