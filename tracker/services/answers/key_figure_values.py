"""New values of an activity's key figures, given together with its status."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tracker.domain.calendar import local_date
from tracker.domain.demands import Problem
from tracker.domain.measurement import Period, Unreadable, parsed_period, parsed_value
from tracker.domain.terms import Gender, Measure
from tracker.models import KeyFigure, KeyFigureValue, Responsibility
from tracker.queries.key_figures.values import newest_values
from tracker.services.plans.appended_values import municipality_of

#: Why a known value is another: an owner who tells a new one is asked for no more.
_CORRECTED = "Den ansvariga lämnade ett nytt värde."


@dataclass(frozen=True)
class TypedValue:
    """What was typed beside one key figure. An empty value means that there is none to tell."""

    key_figure_id: int
    value: str
    period: str

    @property
    def value_field(self) -> str:
        """The name of the form's field for the value."""
        return f"value_{self.key_figure_id}"

    @property
    def period_field(self) -> str:
        """The name of the form's field for the period."""
        return f"period_{self.key_figure_id}"


@dataclass(frozen=True)
class NewValue:
    """A value that may be stored."""

    key_figure: KeyFigure
    value: Decimal
    period: Period


@dataclass(frozen=True)
class Giver:
    """Whose values they are, where they come from, and with which status update, if any."""

    author_id: int
    title: str
    source: str
    status_update_id: int | None = None


def read_values(
    typed: Sequence[TypedValue], figures: Sequence[KeyFigure], now: datetime
) -> tuple[list[NewValue], list[Problem]]:
    """The values that may be stored, and every reason to refuse one, with the form's field named.

    Only the activity's own `figures` are read; empty ones are left out.
    """
    by_id = {figure.id: figure for figure in figures}
    found: list[NewValue] = []
    problems: list[Problem] = []
    for one in typed:
        figure = by_id.get(one.key_figure_id)
        if figure is None or not one.value.strip():
            continue
        value = _value(one, figure, problems)
        period = _period(one, now, problems)
        if value is not None and period is not None:
            found.append(NewValue(figure, value, period))
    return found, problems


def _value(one: TypedValue, figure: KeyFigure, problems: list[Problem]) -> Decimal | None:
    try:
        return parsed_value(one.value, figure.decimals, (figure.unit, figure.unit_short))
    except Unreadable as reason:
        problems.append(Problem(one.value_field, str(reason)))
        return None


def _period(one: TypedValue, now: datetime, problems: list[Problem]) -> Period | None:
    try:
        return parsed_period(one.period, local_date(now))
    except Unreadable as reason:
        problems.append(Problem(one.period_field, str(reason)))
        return None


def new_rows(
    values: Sequence[NewValue], giver: Giver, responsibility: Responsibility, now: datetime
) -> list[KeyFigureValue]:
    """The rows to append: a revision is a new row; a value that already stands for its period is none."""
    rows = []
    for new in values:
        code = municipality_of(new.key_figure, responsibility.board.organisation.municipality_code)
        board_id = _board(new.key_figure, responsibility)
        row = KeyFigureValue(
            key_figure_id=new.key_figure.id,
            board_id=board_id,
            municipality_code=None if board_id else code,
            period_start=new.period.start,
            period_end=new.period.end,
            label=new.period.label,
            measure=Measure.OUTCOME,
            gender=Gender.TOTAL,
            value=new.value,
            source=giver.source,
            author_id=giver.author_id,
            author_title=giver.title,
            status_update_id=giver.status_update_id,
            created_at=now,
        )
        old = next((old for old in newest_values(new.key_figure.values) if _for_the_same(row, old)), None)
        if old is None or old.value != row.value:
            row.reason = _CORRECTED if old is not None and old.value is not None else ""
            rows.append(row)
    return rows


def _board(figure: KeyFigure, responsibility: Responsibility) -> int | None:
    """The board, when the figure is kept by board; else the value is the municipality's."""
    kept_by_board = any(value.board_id == responsibility.board_id for value in figure.values)
    return responsibility.board_id if kept_by_board else None


def _for_the_same(new: KeyFigureValue, old: KeyFigureValue) -> bool:
    return all(
        getattr(new, name) == getattr(old, name)
        for name in (
            "board_id",
            "municipality_code",
            "period_start",
            "period_end",
            "measure",
            "gender",
        )
    )
