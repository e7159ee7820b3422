"""Values of key figures are appended: a revision is a new row beside what it corrects, with who, when and why."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tracker.domain.measurement import Period, rounded
from tracker.domain.terms import Gender, Measure
from tracker.models import KeyFigure, KeyFigureValue, User, db
from tracker.queries.key_figures.values import newest_values


@dataclass(frozen=True)
class NewValue:
    """One value, the period and the gender it is for, and where it comes from.

    None is a value that is missing, which is something else than none told. `reason` says why an earlier value
    is corrected.
    """

    period: Period
    measure: Measure
    value: Decimal | None
    source: str
    gender: Gender = Gender.TOTAL
    reason: str = ""


def append_value(
    figure: KeyFigure, code: str | None, new: NewValue, *, revises: bool, by: User | None, now: datetime
) -> KeyFigureValue:
    """Adds the value; the reason is kept when it `revises` one that is there. The caller has the lock and commits."""
    value = KeyFigureValue(
        key_figure_id=figure.id,
        municipality_code=code,
        period_start=new.period.start,
        period_end=new.period.end,
        label=new.period.label,
        measure=new.measure,
        gender=new.gender,
        value=new.value,
        source=new.source.strip(),
        reason=new.reason.strip() if revises else "",
        author_id=by.id if by else None,
        author_title=by.title if by else None,
        created_at=now,
    )
    db.session.add(value)
    return value


def place_of(figure: KeyFigure, own_code: str | None) -> str | None:
    """The place of an own value, whoever writes it: the municipality, unless the values that are there name no place.

    A revision must name the same place as what it revises, and a series must not split in two.
    """
    places = {value.municipality_code for value in figure.values if value.board_id is None}
    return None if None in places and own_code not in places else own_code


def value_there(figure: KeyFigure, code: str | None, new: NewValue) -> KeyFigureValue | None:
    """The value that counts now for the same place, period, measure and gender, or None."""
    wanted = (code, None, new.period.start, new.period.end, new.measure, new.gender)
    for value in newest_values(figure.values):
        place = (value.municipality_code, value.board_id)
        if (*place, value.period_start, value.period_end, value.measure, value.gender) == wanted:
            return value
    return None


def looks_the_same(old: Decimal | None, new: Decimal | None, decimals: int) -> bool:
    """Whether a reader would see the same: what is stored may have more decimals than anybody is shown."""
    if old is None or new is None:
        return old is new
    return rounded(old, decimals) == rounded(new, decimals)
