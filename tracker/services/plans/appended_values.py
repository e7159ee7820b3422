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
    is corrected, `board_id` whose value it is: None is the municipality's as a whole.
    """

    period: Period
    measure: Measure
    value: Decimal | None
    source: str
    gender: Gender = Gender.TOTAL
    reason: str = ""
    board_id: int | None = None


@dataclass(frozen=True)
class Place:
    """Whose a value is: a board's, or a municipality's as a whole, with its code where the values tell it."""

    code: str | None = None
    board_id: int | None = None


def append_value(
    figure: KeyFigure, place: Place, new: NewValue, *, revises: bool, by: User | None, now: datetime
) -> KeyFigureValue:
    """Adds the value; the reason is kept when it `revises` one that is there. The caller has the lock and commits."""
    value = KeyFigureValue(
        key_figure_id=figure.id,
        board_id=place.board_id,
        municipality_code=place.code,
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


def only_board_of(figure: KeyFigure) -> int | None:
    """The board that alone has values of the key figure: a new one is most likely its too."""
    known = {value.board_id for value in figure.values}
    return known.pop() if len(known) == 1 else None


def place_of(figure: KeyFigure, own_code: str | None, board_id: int | None = None) -> Place:
    """The place of an own value, of the board if one is given."""
    return Place(board_id=board_id) if board_id else Place(municipality_of(figure, own_code))


def municipality_of(figure: KeyFigure, own_code: str | None) -> str | None:
    """The code with a value for all: the municipality's, unless the values that are there name no place.

    A revision must name the same place as what it revises, and a series must not split in two.
    """
    places = {value.municipality_code for value in figure.values if value.board_id is None}
    return None if None in places and own_code not in places else own_code


def value_there(figure: KeyFigure, place: Place, new: NewValue) -> KeyFigureValue | None:
    """The value that counts now for the same place, period, measure and gender, or None."""
    wanted = (place, new.period.start, new.period.end, new.measure, new.gender)
    for value in newest_values(figure.values):
        if (where_of(value), value.period_start, value.period_end, value.measure, value.gender) == wanted:
            return value
    return None


def where_of(value: KeyFigureValue) -> Place:
    """Whose the stored value is."""
    return Place(value.municipality_code, value.board_id)


def looks_the_same(old: Decimal | None, new: Decimal | None, decimals: int) -> bool:
    """Whether a reader would see the same: what is stored may have more decimals than anybody is shown."""
    if old is None or new is None:
        return old is new
    return rounded(old, decimals) == rounded(new, decimals)
