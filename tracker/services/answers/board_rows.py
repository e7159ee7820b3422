"""A board adds, edits and takes away its own rows while a follow-up is open, or says that it has none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Delete, delete, select, update

from tracker.domain.fault import Fault
from tracker.domain.field_values import field_problems, given_values
from tracker.domain.numbering import sort_key
from tracker.domain.plan_fields import on_update
from tracker.domain.swedish.words import capitalised, month_year
from tracker.domain.terms import FollowUpState, WayIn
from tracker.models import (
    Activity,
    Board,
    FollowUp,
    NothingToReport,
    Plan,
    Responsibility,
    StatusUpdate,
    User,
    db,
)
from tracker.queries.plans.newest_update import newest_of
from tracker.services.form_refusal import ChangedMeanwhile, refuse, text_faults
from tracker.services.plans.numbers import next_number
from tracker.services.refusal import Refusal
from tracker.services.revision import touch

#: A name is a line in a table; what was done has fields of its own.
LONGEST_NAME = 300


@dataclass(frozen=True)
class BoardRow:
    """What a board writes of one of its rows: its name, and the fields of the plan's kind as typed."""

    name: str
    fields: Mapping[str, str]


def add_row(
    follow_up_id: int, board: Board, row: BoardRow, *, by: User, nonce: str, now: datetime
) -> Activity:
    """Adds the row with the board's share of it and its answer in the follow-up: all or nothing.

    The person owns it. Raises FormRefused, and Refusal (409) when the follow-up is not open. The same form sent
    twice gives the row that it added.
    """
    follow_up = _open(follow_up_id)
    made = db.session.scalar(select(StatusUpdate).where(StatusUpdate.nonce == nonce))
    if made is not None:
        return made.responsibility.activity
    # One at a time: numbers are unique in the plan.
    plan = db.session.get(Plan, follow_up.plan_id, with_for_update=True, populate_existing=True)
    assert plan is not None
    refuse(_faults(follow_up, row, {}))
    number = next_number(plan.id)
    activity = Activity(plan=plan, number=number, sort_key=sort_key(number), short_text=row.name.strip())
    db.session.add(activity)
    share = Responsibility(activity=activity, board_id=board.id, owner_id=by.id)
    db.session.add(share)
    db.session.flush()
    db.session.add(_answer(follow_up, share, row, by, nonce, now))
    db.session.execute(_said_nothing(follow_up, board))
    _commit(plan)
    return activity


def edit_row(
    follow_up_id: int,
    share_id: int,
    row: BoardRow,
    *,
    version: int,
    by: User,
    nonce: str,
    now: datetime,
) -> Activity:
    """Stores the name, and the fields as a new answer. Raises what `add_row` raises, and ChangedMeanwhile."""
    follow_up = _open(follow_up_id)
    share = _share(follow_up, share_id)
    if db.session.scalar(select(StatusUpdate.id).where(StatusUpdate.nonce == nonce)) is not None:
        return share.activity
    if share.version != version:
        raise ChangedMeanwhile
    before = newest_of([share.id]).get(share.id)
    refuse(_faults(follow_up, row, before.field_values if before else {}))
    share.activity.short_text = row.name.strip()
    db.session.add(_answer(follow_up, share, row, by, nonce, now))
    # Whoever has a form of the row open is shown both texts.
    db.session.execute(
        update(Responsibility)
        .where(Responsibility.id == share.id)
        .values(version=Responsibility.version + 1)
        .execution_options(synchronize_session=False)
    )
    _commit(share.activity.plan)
    return share.activity


def remove_row(follow_up_id: int, share_id: int) -> Activity:
    """Withdraws the row; its history stays, and the coordinator can bring it back. Twice is once.

    One that other boards answer for too stays theirs: only the board's own share is collected no longer.
    """
    follow_up = _open(follow_up_id)
    share = _share(follow_up, share_id, withdrawn=True)
    others = any(one is not share and not one.not_collected for one in share.activity.responsibilities)
    if others and not share.not_collected:
        share.not_collected = True
        _commit(share.activity.plan)
    elif not others and not share.activity.withdrawn:
        share.activity.withdrawn = True
        _commit(share.activity.plan)
    return share.activity


def say_nothing(follow_up_id: int, board: Board, *, by: User, now: datetime) -> None:
    """The board has no rows to report. Raises Refusal (409) when it has; twice is once."""
    follow_up = _open(follow_up_id)
    plan = db.session.get(Plan, follow_up.plan_id, with_for_update=True, populate_existing=True)
    assert plan is not None
    words = plan.kind.words["row_plural"]
    answered = (
        select(StatusUpdate.id)
        .join(StatusUpdate.responsibility)
        .join(Responsibility.activity)
        .where(
            StatusUpdate.follow_up_id == follow_up.id,
            Responsibility.board_id == board.id,
            Activity.withdrawn.is_(False),
        )
    )
    if db.session.scalar(answered.limit(1)) is not None:
        raise Refusal(f"{board.name} har redan redovisat {words}. Ta bort dem först om det är fel.")
    there = select(NothingToReport.id).where(
        NothingToReport.follow_up_id == follow_up.id, NothingToReport.board_id == board.id
    )
    if db.session.scalar(there) is None:
        db.session.add(
            NothingToReport(follow_up_id=follow_up.id, board_id=board.id, by_title=by.title, said_at=now)
        )
        _commit(plan)


def take_back(follow_up_id: int, board: Board) -> None:
    """The board has something to report after all."""
    follow_up = _open(follow_up_id)
    db.session.execute(_said_nothing(follow_up, board))
    _commit(follow_up.plan)


def _open(follow_up_id: int) -> FollowUp:
    """The follow-up, shared with others who answer; whoever closes it waits for us, or we are refused."""
    db.session.expire_all()
    follow_up = db.session.get(FollowUp, follow_up_id, with_for_update={"read": True}, populate_existing=True)
    if follow_up is None:
        raise Refusal("Uppföljningen finns inte.", 404)
    if follow_up.state is not FollowUpState.OPEN:
        month = month_year(follow_up.as_of)
        raise Refusal(f"Uppföljningen per {month} stängdes innan du sparade. Det du skrev är inte sparat.")
    return follow_up


def _share(follow_up: FollowUp, share_id: int, *, withdrawn: bool = False) -> Responsibility:
    share = db.session.scalars(
        select(Responsibility).where(Responsibility.id == share_id).with_for_update()
    ).one_or_none()
    if share is None or share.activity.plan_id != follow_up.plan_id:
        raise Refusal("Raden finns inte i planen.", 404)
    if share.activity.withdrawn and not withdrawn:
        word = capitalised(follow_up.plan.kind.row_definite)
        raise Refusal(f"{word} är borttagen. Samordnaren kan ta tillbaka den.")
    return share


def _faults(follow_up: FollowUp, row: BoardRow, before: Mapping[str, str]) -> list[Fault]:
    kind = follow_up.plan.kind
    needed = f"Skriv vad {kind.row_definite} heter."
    name = text_faults("name", row.name, LONGEST_NAME, needed=needed)
    fields = field_problems(on_update(kind.own_fields), row.fields, before, follow_up.as_of.year)
    return [*name, *(Fault(problem.field, "bad-field", problem.message) for problem in fields)]


def _answer(
    follow_up: FollowUp, share: Responsibility, row: BoardRow, by: User, nonce: str, now: datetime
) -> StatusUpdate:
    kind = follow_up.plan.kind
    assert kind.vocabulary is not None
    return StatusUpdate(
        responsibility_id=share.id,
        follow_up_id=follow_up.id,
        as_of=follow_up.as_of,
        label_id=kind.vocabulary.labels[0].id,
        field_values=given_values(on_update(kind.own_fields), row.fields),
        author_id=by.id,
        author_title=by.title,
        way_in=WayIn.WEB,
        created_at=now,
        nonce=nonce,
    )


def _said_nothing(follow_up: FollowUp, board: Board) -> Delete:
    return delete(NothingToReport).where(
        NothingToReport.follow_up_id == follow_up.id, NothingToReport.board_id == board.id
    )


def _commit(plan: Plan) -> None:
    touch(plan)
    db.session.commit()
