"""Key figures with their values, as the report takes them."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import case, literal, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.domain.swedish.words import sort_key
from tracker.domain.terms import Gender, Measure
from tracker.models import (
    Activity,
    ActivityKeyFigure,
    Board,
    KeyFigure,
    KeyFigureComment,
    KeyFigureValue,
    Organisation,
    PlaceName,
    PlanKeyFigure,
    db,
)  # fmt: skip
from tracker.models.swedish_order import swedish

#: Kolada's code of the whole country.
_COUNTRY = "0000"


def plan_key_figures(plan_id: int) -> list[PlanKeyFigure]:
    """The plan's own key figures in their order, with values."""
    query = (
        select(PlanKeyFigure)
        .where(PlanKeyFigure.plan_id == plan_id)
        .options(joinedload(PlanKeyFigure.key_figure).selectinload(KeyFigure.values))
        .order_by(PlanKeyFigure.position)
    )
    return list(db.session.scalars(query))


def activity_key_figures(plan_id: int) -> dict[int, list[KeyFigure]]:
    """The key figures of a plan's activities, by activity, with values."""
    query = (
        select(ActivityKeyFigure)
        .join(Activity, ActivityKeyFigure.activity_id == Activity.id)
        .where(Activity.plan_id == plan_id)
        .options(joinedload(ActivityKeyFigure.key_figure).selectinload(KeyFigure.values))
        .order_by(ActivityKeyFigure.activity_id, ActivityKeyFigure.position)
    )
    found: dict[int, list[KeyFigure]] = {}
    for link in db.session.scalars(query):
        found.setdefault(link.activity_id, []).append(link.key_figure)
    return found


def key_figure_by_slug(slug: str) -> KeyFigure | None:
    """The key figure with its values, or None."""
    query = select(KeyFigure).where(KeyFigure.slug == slug).options(selectinload(KeyFigure.values))
    return db.session.scalar(query)


def key_figures_with_values(figure_ids: Iterable[int]) -> list[KeyFigure]:
    """The key figures with their values, in the order of their ids."""
    query = (
        select(KeyFigure)
        .where(KeyFigure.id.in_(list(figure_ids)))
        .options(selectinload(KeyFigure.values))
        .order_by(KeyFigure.id)
    )
    return list(db.session.scalars(query))


def comments_of(follow_up_id: int, board_id: int) -> dict[int, str]:
    """What is written about the key figures in the follow-up, by key figure; empty texts are left out.

    Where several boards have written, each text begins with its board's name: that of `board_id`, whose plan it
    is, first.
    """
    query = (
        select(KeyFigureComment, Board.name)
        .join(KeyFigureComment.board)
        .where(KeyFigureComment.follow_up_id == follow_up_id, KeyFigureComment.text != "")
        .order_by(case((Board.id == board_id, 0), else_=1), swedish(Board.name), KeyFigureComment.id)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for comment, board in db.session.execute(query):
        found.setdefault(comment.key_figure_id, []).append((board, comment.text))
    return {figure_id: _said(texts) for figure_id, texts in found.items()}


def _said(texts: list[tuple[str, str]]) -> str:
    if len(texts) == 1:
        return texts[0][1]
    return "\n\n".join(f"{board}: {text}" for board, text in texts)


def newest_values(values: Iterable[KeyFigureValue]) -> Sequence[KeyFigureValue]:
    """The newest revision of each value (period, measure, gender and place), in time order."""
    return [history[0] for history in _by_what_they_are_for(values)]


def value_histories(values: Iterable[KeyFigureValue]) -> Sequence[Sequence[KeyFigureValue]]:
    """Each value with what it was before, newest revision first; the newest period first."""
    return list(reversed(_by_what_they_are_for(values)))


def _by_what_they_are_for(values: Iterable[KeyFigureValue]) -> list[list[KeyFigureValue]]:
    """The revisions, newest first, of each period, measure, gender and place, in time order."""
    found: dict[tuple[object, ...], list[KeyFigureValue]] = {}
    for value in sorted(values, key=lambda value: value.id, reverse=True):
        place = (value.board_id, value.municipality_code)
        key = (*place, value.period_start, value.period_end, value.measure, value.gender)
        found.setdefault(key, []).append(value)
    return sorted(found.values(), key=lambda each: (each[0].period_end, each[0].period_start, each[0].id))


def outcome_ends(figure: KeyFigure) -> list[date]:
    """The last days of the periods with an outcome for everybody, also of values that are said to be missing."""
    return [
        value.period_end
        for value in figure.values
        if value.measure is Measure.OUTCOME and value.gender is Gender.TOTAL
    ]


def newest_outcome(figure: KeyFigure) -> KeyFigureValue | None:
    """The outcome of the latest period that has one."""
    known = [value for value in newest_values(figure.values) if value.value is not None]
    return next((value for value in reversed(known) if value.measure is Measure.OUTCOME), None)


def board_names(organisation_id: int) -> dict[int, str]:
    """The names of the organisation's boards, by id, in Swedish order."""
    query = (
        select(Board.id, Board.name)
        .where(Board.organisation_id == organisation_id)
        .order_by(swedish(Board.name), Board.id)
    )
    return {row.id: row.name for row in db.session.execute(query)}


class PlaceNames(dict[str, str]):
    """Names of places by code, in the order in which they are shown; `own` is the code of the own municipality."""

    own: str | None = None

    def told(self, code: str) -> str:
        """The name; of a place that nobody has named what it is and its code."""
        return self.get(code) or (f"Grupp {code}" if code.startswith("G") else f"Kommun {code}")


def municipality_names(own: int | None = None) -> PlaceNames:
    """Names of the places that the service knows: of the organisation `own`, the other ones, then Kolada's by name."""
    here = select(
        Organisation.municipality_code,
        Organisation.name,
        case((Organisation.id == (own or 0), 0), else_=1),
        Organisation.id,
    ).where(Organisation.municipality_code.is_not(None))
    country = case((PlaceName.code == _COUNTRY, 3), else_=2)
    kolada = select(PlaceName.code, PlaceName.name, country, literal(0))
    rows = db.session.execute(here.union_all(kolada)).all()
    names = PlaceNames()
    for code, name, rank, _ in sorted(rows, key=lambda row: (row[2], row[3], sort_key(row[1]))):
        if rank == 0:
            names.own = code
        names.setdefault(code, name)
    return names
