"""The boards that answer in a plan: chosen once, each with a contact who owns all of the board's shares."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tracker.domain.fault import Fault
from tracker.models import Activity, AnsweringBoard, Plan, Responsibility, User, db
from tracker.queries.plans.answering_boards import answering_boards, answering_now
from tracker.services.form_refusal import ChangedMeanwhile, refuse
from tracker.services.plans.edit_owners import Owners, revoke_links
from tracker.services.plans.shares import boards_for_shares
from tracker.services.revision import touch

#: The boards that answer, by id, with the id of each one's contact.
Chosen = Mapping[int, int | None]


def choose_boards(plan_id: int, chosen: Chosen, *, seen: Chosen, now: datetime) -> None:
    """Lets these boards answer and no others; every row is given to all of them, unless they add the rows.

    A contact that is changed takes over the shares that the former one has; shares of somebody else stay. A board
    that no longer answers keeps its history. Raises FormRefused, and ChangedMeanwhile when others than `seen` stand
    there. The same form sent twice counts once.
    """
    plan = _locked(plan_id)
    there = answering_boards(plan_id)
    stored, before = {one.board_id: one.contact_id for one in there}, answering_now(plan_id)
    if stored and stored == dict(chosen):
        db.session.rollback()
        return
    if before != dict(seen):
        raise ChangedMeanwhile
    refuse(_faults(plan, chosen, before))
    for one in there:
        if one.board_id not in chosen:
            db.session.delete(one)
        else:
            one.contact_id = chosen[one.board_id]
    for board_id in chosen.keys() - stored.keys():
        db.session.add(AnsweringBoard(plan_id=plan.id, board_id=board_id, contact_id=chosen[board_id]))
    if not plan.kind.rows_by_boards:
        _share_out(_rows(plan), chosen, before, now)
    touch(plan)
    db.session.commit()


def share_out(plan: Plan, activity: Activity) -> None:
    """Gives a new row to all of the boards that answer in the plan; in the caller's transaction."""
    if not plan.kind.shared or plan.kind.assignments or plan.kind.rows_by_boards or activity.parts:
        return
    chosen = answering_now(plan.id, beside=activity.id)
    if chosen:
        db.session.refresh(activity, ["responsibilities"])
        _share_out([activity], chosen, chosen, None)


def _share_out(rows: Iterable[Activity], chosen: Chosen, before: Chosen, now: datetime | None) -> None:
    for row in rows:
        shares = {share.board_id: share for share in row.responsibilities}
        for there in row.responsibilities:
            there.not_collected = there.board_id not in chosen
        for board_id, contact_id in chosen.items():
            share = shares.get(board_id)
            if share is None:
                db.session.add(
                    Responsibility(activity=row, board_id=board_id, owner_id=contact_id, lead=False)
                )
            elif share.owner_id in (None, before.get(board_id)) and share.owner_id != contact_id:
                share.owner_id = contact_id
                if now is not None:
                    revoke_links(share.id, Owners(contact_id, share.deputy_id), now)


def _rows(plan: Plan) -> list[Activity]:
    """The rows that are answered themselves, not through parts."""
    query = (
        select(Activity)
        .where(Activity.plan_id == plan.id, Activity.withdrawn.is_(False), ~Activity.parts.any())
        .options(selectinload(Activity.responsibilities))
        .order_by(Activity.sort_key)
    )
    return list(db.session.scalars(query))


def _faults(plan: Plan, chosen: Chosen, before: Chosen) -> list[Fault]:
    if not chosen:
        return [Fault("boards", "no-boards", "Välj minst en nämnd som svarar.")]
    boards = {board.id: board for board in boards_for_shares(plan.organisation_id)}
    found = []
    for board_id, contact_id in chosen.items():
        if board_id not in boards and board_id not in before:
            found.append(Fault("boards", "bad-board", "Välj bland kommunens nämnder."))
        elif (
            contact_id is not None
            and contact_id != before.get(board_id)
            and not _works_here(contact_id, plan)
        ):
            found.append(Fault(f"board_{board_id}", "bad-contact", "Välj någon i listan."))
    return found


def _works_here(user_id: int, plan: Plan) -> bool:
    user = db.session.get(User, user_id)
    return user is not None and user.active and user.organisation_id == plan.organisation_id


def _locked(plan_id: int) -> Plan:
    # Rows before the plan, as those who answer take them: two who wait for each other would both fail.
    db.session.expire_all()
    rows = select(Responsibility.id).join(Responsibility.activity).where(Activity.plan_id == plan_id)
    db.session.scalars(rows.order_by(Responsibility.id).with_for_update(of=Responsibility)).all()
    plan = db.session.get(Plan, plan_id, with_for_update=True, populate_existing=True)
    assert plan is not None
    return plan
