"""Chooses who answers for an activity. A new owner is due for the newest reminder step at the next tick."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from tracker.domain.fault import Fault
from tracker.models import AnswerLink, HandOver, Plan, Responsibility, User, db
from tracker.services.form_refusal import ChangedMeanwhile, refuse
from tracker.services.refusal import Refusal
from tracker.services.revision import touch


@dataclass(frozen=True)
class Owners:
    """Who answers, and who answers when that person cannot."""

    owner_id: int | None
    deputy_id: int | None


def edit_owners(
    plan_id: int, responsibility_id: int, owners: Owners, *, seen: Owners, now: datetime
) -> Responsibility:
    """Stores the owners. `seen` is what the form showed: with others there, ChangedMeanwhile is raised.

    The version counter is left alone: it guards the owner's text, which this does not change. Personal links
    of people who no longer answer for the row die. Raises FormRefused, and Refusal (404) for a foreign row.
    """
    row = db.session.get(Responsibility, responsibility_id, populate_existing=True)
    if row is None or row.activity.plan_id != plan_id:
        raise Refusal("Aktiviteten finns inte i planen.", 404)
    if owners_of(row) == owners:
        return row
    plan = row.activity.plan
    refuse(_faults(plan, owners, seen))
    counted = db.session.execute(
        update(Responsibility)
        .where(
            Responsibility.id == responsibility_id,
            Responsibility.owner_id.is_not_distinct_from(seen.owner_id),
            Responsibility.deputy_id.is_not_distinct_from(seen.deputy_id),
        )
        .values(owner_id=owners.owner_id, deputy_id=owners.deputy_id)
        .execution_options(synchronize_session=False)
    )
    if counted.rowcount == 0:  # type: ignore[attr-defined]
        raise ChangedMeanwhile
    revoke_links(responsibility_id, owners, now)
    settle_hand_overs(responsibility_id, now)
    touch(plan)
    db.session.commit()
    return row


def owners_of(row: Responsibility) -> Owners:
    """Who is stored now."""
    return Owners(row.owner_id, row.deputy_id)


def settle_hand_overs(responsibility_id: int, now: datetime) -> None:
    """Whoever was asked for has been chosen, or is not needed any more; in the caller's transaction."""
    db.session.execute(
        update(HandOver)
        .where(HandOver.responsibility_id == responsibility_id, HandOver.settled_at.is_(None))
        .values(settled_at=now)
        .execution_options(synchronize_session=False)
    )


def _faults(plan: Plan, owners: Owners, seen: Owners) -> list[Fault]:
    found = []
    for field, chosen, before in (
        ("owner_id", owners.owner_id, seen.owner_id),
        ("deputy_id", owners.deputy_id, seen.deputy_id),
    ):
        # Somebody who has left since may stay until another is chosen.
        if chosen is not None and chosen != before and not _may_own(chosen, plan):
            found.append(Fault(field, f"bad-{field}", "Välj någon i listan."))
    if owners.owner_id is not None and owners.owner_id == owners.deputy_id:
        sentence = "Välj någon annan som ersättare: samma person kan inte ersätta sig själv."
        found.append(Fault("deputy_id", "same-deputy", sentence))
    if owners.owner_id is None and owners.deputy_id is not None:
        found.append(
            Fault("owner_id", "no-owner", "Välj en ansvarig. En ersättare behöver någon att ersätta.")
        )
    return found


def _may_own(user_id: int, plan: Plan) -> bool:
    user = db.session.get(User, user_id)
    return user is not None and user.active and user.organisation_id == plan.organisation_id


def revoke_links(responsibility_id: int, owners: Owners, now: datetime) -> None:
    """Ends the personal links of people who no longer answer for the row; in the caller's transaction."""
    staying = [user_id for user_id in (owners.owner_id, owners.deputy_id) if user_id is not None]
    db.session.execute(
        update(AnswerLink)
        .where(
            AnswerLink.responsibility_id == responsibility_id,
            AnswerLink.revoked_at.is_(None),
            AnswerLink.user_id.not_in(staying),
        )
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )
