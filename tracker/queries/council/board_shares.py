"""What a board's coordinator looks after in plans of others: the shares of uppdrag that the board was given."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager, joinedload

from tracker.domain.demands import settled
from tracker.domain.terms import FollowUpState
from tracker.models import (
    Activity,
    CouncilDecision,
    FollowUp,
    FulfilmentProposal,
    Plan,
    Responsibility,
    StatusUpdate,
    User,
    db,
)
from tracker.models.swedish_order import swedish
from tracker.queries.coordination.cockpit import coordinated_boards
from tracker.queries.council.decisions import decisions_about
from tracker.queries.council.proposals import standing_proposals_of
from tracker.queries.plans.newest_update import newest_of


@dataclass(frozen=True)
class BoardShare:
    """A board's part of an uppdrag as its coordinator sees it."""

    responsibility: Responsibility
    newest: StatusUpdate | None
    proposal: FulfilmentProposal | None
    decision: CouncilDecision | None
    #: The plan's open follow-up, if there is one.
    follow_up: FollowUp | None

    @property
    def answered(self) -> bool:
        """Whether something has been said in the open follow-up."""
        newest = self.newest
        return newest is not None and self.follow_up is not None and newest.follow_up_id == self.follow_up.id

    @property
    def owed(self) -> bool:
        """Whether the open follow-up waits for the board's answer (rules 5, 6 and 9)."""
        if self.follow_up is None or self.answered:
            return False
        newest = self.newest
        return not settled(
            fulfilled=self.responsibility.activity.fulfilled,
            in_follow_up=newest is not None and newest.follow_up_id is not None,
            asked_again=newest is None or newest.label.asked_again,
        )


def board_shares(user: User) -> list[BoardShare]:
    """The shares of the person's boards in plans that she does not coordinate, by plan, number and board.

    Five questions whatever their number. Shares that are not collected here are left out.
    """
    rows = _shares([board.id for board in coordinated_boards(user)])
    ids = [row.id for row in rows]
    newest, proposals = newest_of(ids), standing_proposals_of(ids)
    decisions = decisions_about([row.activity_id for row in rows])
    running = _open_follow_ups(sorted({row.activity.plan_id for row in rows}))
    return [
        BoardShare(
            row,
            newest.get(row.id),
            proposals.get(row.id),
            decisions.get(row.activity_id),
            running.get(row.activity.plan_id),
        )
        for row in rows
    ]


def plans_with_board_shares(user: User) -> Sequence[Plan]:
    """The plans of others in which there is any, by title, for a page that only leads to them."""
    boards = [board.id for board in coordinated_boards(user)]
    theirs = (
        select(Activity.plan_id).join(Activity.plan).join(Activity.responsibilities).where(*_wanted(boards))
    )
    query = select(Plan).where(Plan.id.in_(theirs)).order_by(swedish(Plan.title), Plan.id)
    return db.session.scalars(query).all()


def _wanted(boards: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    """True of these boards' shares in plans of other boards."""
    return (
        Responsibility.board_id.in_(boards),
        Plan.board_id.not_in(boards),
        Activity.withdrawn.is_(False),
        Responsibility.not_collected.is_(False),
    )


def _shares(boards: Sequence[int]) -> Sequence[Responsibility]:
    query = (
        select(Responsibility)
        .join(Responsibility.activity)
        .join(Activity.plan)
        .where(*_wanted(boards))
        .options(
            contains_eager(Responsibility.activity)
            .contains_eager(Activity.plan)
            .options(joinedload(Plan.board), joinedload(Plan.kind)),
            joinedload(Responsibility.board),
            joinedload(Responsibility.owner),
        )
        .order_by(swedish(Plan.title), Plan.id, Activity.sort_key, Responsibility.id)
    )
    return db.session.scalars(query).unique().all()


def _open_follow_ups(plan_ids: Sequence[int]) -> dict[int, FollowUp]:
    query = (
        select(FollowUp)
        .where(FollowUp.plan_id.in_(plan_ids), FollowUp.state == FollowUpState.OPEN)
        .order_by(FollowUp.as_of)
    )
    return {follow_up.plan_id: follow_up for follow_up in db.session.scalars(query)}
