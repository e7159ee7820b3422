"""An owner hands an activity over to a colleague, or says that somebody else answers for it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker.domain.fault import Fault
from tracker.domain.text import text_problem
from tracker.models import HandOver, Responsibility, User, db
from tracker.queries.people.colleagues import colleagues
from tracker.queries.plans.by_name import open_follow_up
from tracker.services.form_refusal import refuse
from tracker.services.plans.edit_owners import Owners, owners_of, revoke_links, settle_hand_overs
from tracker.services.refusal import Refusal
from tracker.services.revision import touch

#: A few sentences; it is read in a mail.
LONGEST_COMMENT = 1_000


@dataclass(frozen=True)
class Leaving:
    """Who leaves what, with which words, by which form: the same one counts once."""

    responsibility_id: int
    user: User
    comment: str
    nonce: str


def hand_over(leaving: Leaving, to_user_id: int | None, *, now: datetime) -> HandOver:
    """Lets the colleague answer from now on, in the place that the person had: owner, or deputy.

    The colleague hears of it at the next tick, the coordinator in the next mail. Raises FormRefused for
    anybody who is not of the board, and Refusal (403) for somebody who does not answer for the activity.
    """
    if (earlier := _already(leaving)) is not None:
        return earlier
    row = _own_row(leaving)
    chosen = next((one for one in colleagues(row, leaving.user.id) if one.id == to_user_id), None)
    found = _comment_faults(leaving)
    if chosen is None:
        sentence = "Välj vem du lämnar över till. Finns personen inte i listan ber du samordnaren i stället."
        found.insert(0, Fault("to", "no-colleague", sentence))
    refuse(found)
    assert chosen is not None
    owners = _after(owners_of(row), leaving.user.id, chosen.id)
    row.owner_id, row.deputy_id = owners.owner_id, owners.deputy_id
    db.session.flush()
    revoke_links(row.id, owners, now)
    settle_hand_overs(row.id, now)
    touch(row.activity.plan)
    return _store(leaving, row, now, to_user_id=chosen.id)


def decline(leaving: Leaving, *, now: datetime) -> HandOver:
    """Asks the coordinator to choose somebody else; until then the person is not reminded of it.

    Said once more while that waits, it is the same with other words. An answer that is given after all stands,
    and settles it. Raises what `hand_over` raises.
    """
    if (earlier := _already(leaving)) is not None:
        return earlier
    row = _own_row(leaving)
    refuse(_comment_faults(leaving))
    if (waiting := _waiting(leaving)) is not None:
        waiting.comment = leaving.comment.strip() or waiting.comment
        db.session.commit()
        return waiting
    settle_hand_overs(row.id, now)
    return _store(leaving, row, now, to_user_id=None)


def left_by(user: User, nonce: str) -> HandOver | None:
    """What a form with this nonce did for the person, who may have left the row with it."""
    query = select(HandOver).where(HandOver.nonce == nonce, HandOver.from_user_id == user.id)
    return db.session.scalars(query).one_or_none()


def remind_after_all(responsibility_id: int, plan_id: int, *, now: datetime) -> None:
    """The coordinator keeps the owner, who is reminded again. Raises Refusal (404) for a foreign row."""
    row = db.session.get(Responsibility, responsibility_id)
    if row is None or row.activity.plan_id != plan_id:
        raise Refusal("Aktiviteten finns inte i planen.", 404)
    settle_hand_overs(responsibility_id, now)
    db.session.commit()


def _already(leaving: Leaving) -> HandOver | None:
    """What this very form did before."""
    earlier = db.session.scalars(select(HandOver).where(HandOver.nonce == leaving.nonce)).one_or_none()
    if earlier is not None and earlier.responsibility_id != leaving.responsibility_id:
        raise Refusal("Formuläret har redan använts. Ladda om sidan och försök igen.", 400)
    return earlier


def _waiting(leaving: Leaving) -> HandOver | None:
    """What the person has said of the row before, and the coordinator has not settled."""
    query = select(HandOver).where(
        HandOver.responsibility_id == leaving.responsibility_id,
        HandOver.from_user_id == leaving.user.id,
        HandOver.to_user_id.is_(None),
        HandOver.settled_at.is_(None),
    )
    return db.session.scalars(query.order_by(HandOver.id).limit(1)).one_or_none()


def _own_row(leaving: Leaving) -> Responsibility:
    """The row, held until the transaction ends."""
    db.session.expire_all()
    row = db.session.scalars(
        select(Responsibility).where(Responsibility.id == leaving.responsibility_id).with_for_update()
    ).one_or_none()
    if row is None or row.not_collected or row.activity.withdrawn:
        raise Refusal("Aktiviteten följs inte längre upp. Du behöver inte göra något.")
    if leaving.user.id not in (row.owner_id, row.deputy_id):
        raise Refusal("Någon annan ansvarar redan för aktiviteten. Du behöver inte göra något.", 403)
    return row


def _comment_faults(leaving: Leaving) -> list[Fault]:
    problem = text_problem(leaving.comment, LONGEST_COMMENT)
    return [Fault("comment", "bad-comment", problem)] if problem else []


def _after(there: Owners, leaving: int, chosen: int) -> Owners:
    """The chosen one takes the place; nobody has two."""
    if there.owner_id == leaving:
        return Owners(chosen, None if there.deputy_id == chosen else there.deputy_id)
    if there.owner_id == chosen:
        return Owners(chosen, None)
    return Owners(there.owner_id, chosen)


def _store(leaving: Leaving, row: Responsibility, now: datetime, *, to_user_id: int | None) -> HandOver:
    follow_up = open_follow_up(row.activity.plan_id)
    left = HandOver(
        responsibility_id=row.id,
        follow_up_id=follow_up.id if follow_up else None,
        from_user_id=leaving.user.id,
        from_title=leaving.user.title,
        to_user_id=to_user_id,
        comment=leaving.comment.strip(),
        created_at=now,
        settled_at=None if to_user_id is None else now,
        nonce=leaving.nonce,
    )
    db.session.add(left)
    try:
        db.session.commit()
    except IntegrityError:
        # The same form was on its way twice; the first one has it.
        db.session.rollback()
        if (earlier := _already(leaving)) is not None:
            return earlier
        raise
    return left
