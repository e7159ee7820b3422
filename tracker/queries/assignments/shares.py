"""A plan's uppdrag, the boards that share them, and the words they answer with."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from tracker.domain.swedish.words import sort_key
from tracker.domain.terms import BoardKind, Meaning
from tracker.models import Activity, Board, Responsibility, StatusLabel, User, db


class DecidedRow(NamedTuple):
    """An uppdrag as it was decided."""

    id: int
    number: str
    short_text: str
    full_text: str
    focus_area: str | None
    source: str
    decided_on: date | None
    decided_paragraph: str | None
    diarienummer: str | None
    asked_by: str
    answered_with: str
    answered_on: date | None
    answer_by: date | None
    fulfilled: bool


class BoardRow(NamedTuple):
    """A board that has a share."""

    id: int
    slug: str
    name: str
    kind: BoardKind


class ShareRow(NamedTuple):
    """A board's share of an uppdrag, and the role of its owner."""

    activity_id: int
    id: int
    lead: bool
    not_collected: bool
    owner: str | None
    board: BoardRow


#: Who stands first among the boards; the others follow by name.
_LEADING = (BoardKind.COUNCIL, BoardKind.EXECUTIVE)


def decided_rows(plan_id: int, number: str | None = None) -> list[DecidedRow]:
    """The plan's uppdrag, or the one with the number, in the order of their numbers.

    One that is told of through its parts alone is left out.
    """
    part = aliased(Activity)
    has_share = select(Responsibility.id).where(Responsibility.activity_id == Activity.id).exists()
    has_part = select(part.id).where(part.parent_id == Activity.id, part.withdrawn.is_(False)).exists()
    columns = [getattr(Activity, name) for name in DecidedRow._fields]
    query = (
        select(*columns)
        .where(*of_plan(plan_id, number), has_share | ~has_part)
        .order_by(Activity.sort_key, Activity.id)
    )
    return [DecidedRow(*row) for row in db.session.execute(query)]


def share_rows(plan_id: int, number: str | None = None) -> list[ShareRow]:
    """The shares of the plan's uppdrag, for each the leading board's first."""
    query = (
        select(
            Responsibility.activity_id, Responsibility.id, Responsibility.lead, Responsibility.not_collected,
            User.title, Board.id, Board.slug, Board.name, Board.kind,
        )
        .join(Activity, Responsibility.activity_id == Activity.id)
        .join(Board, Responsibility.board_id == Board.id)
        .outerjoin(User, Responsibility.owner_id == User.id)
        .where(*of_plan(plan_id, number))
        .order_by(Responsibility.lead.desc(), Responsibility.id)
    )  # fmt: skip
    return [ShareRow(*row[:5], BoardRow(*row[5:])) for row in db.session.execute(query)]


def boards_of(shares: Iterable[ShareRow]) -> list[BoardRow]:
    """The boards that have one of the shares: council and executive first, the others by name."""
    found = {share.board for share in shares}
    return sorted(found, key=lambda board: (_place(board.kind), sort_key(board.name), board.id))


def _place(kind: BoardKind) -> int:
    return _LEADING.index(kind) if kind in _LEADING else len(_LEADING)


def vocabulary_of(vocabulary_id: int | None) -> list[tuple[Meaning, str, str]]:
    """Meaning, label and definition of the words, in their order."""
    query = (
        select(StatusLabel.meaning, StatusLabel.label, StatusLabel.definition)
        .where(StatusLabel.vocabulary_id == vocabulary_id)
        .order_by(StatusLabel.position, StatusLabel.id)
    )
    return [(meaning, label, definition) for meaning, label, definition in db.session.execute(query)]


def of_plan(plan_id: int, number: str | None = None) -> tuple[ColumnElement[bool], ...]:
    """The plan's uppdrag that are not withdrawn, or the one with the number, as conditions on Activity."""
    one = () if number is None else (Activity.number == number,)
    return Activity.plan_id == plan_id, Activity.withdrawn.is_(False), *one
