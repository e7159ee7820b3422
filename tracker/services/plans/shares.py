"""Which boards answer for an activity, each for its share; what a board has answered never disappears."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Table, select

from tracker.domain.fault import Fault
from tracker.domain.terms import BoardKind
from tracker.models import Activity, Board, Plan, Responsibility, db
from tracker.models.base import Base
from tracker.models.swedish_order import swedish


@dataclass(frozen=True)
class Shares:
    """The boards that answer here, those that have a share and answer elsewhere, and the one that leads."""

    boards: frozenset[int] = frozenset()
    elsewhere: frozenset[int] = frozenset()
    lead: int | None = None

    @property
    def all_boards(self) -> frozenset[int]:
        """Every board that has a share."""
        return self.boards | self.elsewhere


def boards_for_shares(organisation_id: int) -> list[Board]:
    """Who may be given a share: the municipality's boards but for the council, by name."""
    query = select(Board).where(Board.organisation_id == organisation_id, Board.kind != BoardKind.COUNCIL)
    return list(db.session.scalars(query.order_by(swedish(Board.name), Board.id)))


def shares_of(activity: Activity) -> Shares:
    """What is stored now."""
    rows = activity.responsibilities
    return Shares(
        frozenset(row.board_id for row in rows if not row.not_collected),
        frozenset(row.board_id for row in rows if row.not_collected),
        next((row.board_id for row in rows if row.lead), None),
    )


def stored_shares(given: Shares) -> Shares:
    """The shares as they are stored: one board alone leads, and who has no share leads nothing."""
    boards = given.all_boards
    lead = next(iter(boards)) if len(boards) == 1 else given.lead
    return Shares(given.boards, given.elsewhere, lead if lead in boards else None)


def shares_faults(plan: Plan, given: Shares) -> list[Fault]:
    """All that is wrong with them; an uppdrag that several boards have is led by one."""
    words = plan.kind.words
    if not given.all_boards:
        return [
            Fault(
                "boards", "no-boards", f"Välj minst en nämnd som har fått {words['row_singular_definite']}."
            )
        ]
    known = {board.id: board.name for board in boards_for_shares(plan.organisation_id)}
    for field, chosen in (("boards", given.boards), ("elsewhere", given.elsewhere)):
        if chosen - known.keys():
            return [Fault(field, f"bad-{field}", "Välj bland nämnderna i listan.")]
    if both := given.boards & given.elsewhere:
        names = ", ".join(sorted(known[board_id] for board_id in both))
        return [Fault("elsewhere", "both", f"{names} står på båda ställena. Välj ett.")]
    if given.lead is not None and given.lead not in given.all_boards:
        return [Fault("lead", "bad-lead", "Den som leder måste vara en av nämnderna ovanför.")]
    if plan.kind.assignments and given.lead is None and len(given.all_boards) > 1:
        return [Fault("lead", "no-lead", "Välj vilken av nämnderna som leder.")]
    return []


def store_shares(activity: Activity, given: Shares) -> list[Board]:
    """Gives the activity these shares; the caller commits. Returns the boards that stay because of their history.

    A board that is taken away and has answered, been mailed or proposed anything keeps its share, which is not
    collected any more: added again it goes on where it was.
    """
    wanted, kept = stored_shares(given), []
    there = {row.board_id: row for row in activity.responsibilities}
    for board_id, row in there.items():
        if board_id in wanted.all_boards:
            row.not_collected = board_id in wanted.elsewhere
        elif _is_spoken_of(row):
            row.not_collected = True
            kept.append(row.board)
        else:
            activity.responsibilities.remove(row)
            db.session.delete(row)
        row.lead = board_id == wanted.lead
    for board_id in sorted(wanted.all_boards - there.keys()):
        activity.responsibilities.append(
            Responsibility(
                board_id=board_id,
                lead=board_id == wanted.lead,
                not_collected=board_id in wanted.elsewhere,
            )
        )
    return kept


def _is_spoken_of(row: Responsibility) -> bool:
    """Whether anything that is stored is about the share."""
    return any(
        db.session.scalar(select(1).where(column == row.id).limit(1)) is not None
        for table in _tables()
        for column in table.columns
        if any(key.column is Responsibility.__table__.c.id for key in column.foreign_keys)
    )


def _tables() -> Iterable[Table]:
    return Base.metadata.sorted_tables
