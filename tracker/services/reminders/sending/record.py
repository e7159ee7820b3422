"""What is written down of a mail on its way: the intent just before the dot, and what came of it."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import CursorResult, Update, bindparam, select, update

from tracker.domain.reminders.trying import REFUSED_IN_A_ROW, is_hopeless, pause_after
from tracker.domain.terms import MessageState
from tracker.models import Message, User, db
from tracker.services.reminders.sending import mark
from tracker.services.reminders.sending.hand_over import Outgoing, Result

log = logging.getLogger(__name__)

#: How long a mail may take from the dot to the server's answer.
HANDING_LEASE = timedelta(minutes=15)
DOUBTFUL = "Det är oklart om mejlet kom fram: "
_REFUSED = "Mejlservern tog inte emot mejlet."
_GIVEN_UP = "Mejlservern har inte tagit emot mejlet på tre dygn. Vi försöker inte mer."


_mail = Message.metadata.tables[Message.__tablename__]
# Built once: it is run for every mail, between the body and the dot.
_INTEND = (
    _mail.update()
    .where(
        _mail.c.id == bindparam("of"),
        _mail.c.claim == bindparam("by"),
        _mail.c.state == MessageState.CLAIMED,
        _mail.c.lease_until > bindparam("now"),
    )
    .values(
        state=MessageState.HANDING,
        lease_until=bindparam("lease"),
        handed_at=bindparam("now"),
        sha256=bindparam("digest"),
    )
)


@dataclass(frozen=True)
class Claimed:
    """A claimed mail as plain values: no transaction is open while the server is spoken to."""

    id: int
    user_id: int
    claim: str
    mail: Outgoing
    attempts: int
    trying_since: datetime | None
    handed_before: bool
    #: It goes to a test address, which says nothing about the person's.
    redirected: bool


def intend(claimed: Claimed, now: datetime) -> bool:
    """Records that the dot is about to be sent; False when the claim is no longer ours, or cannot be kept."""
    lease, digest = now + HANDING_LEASE, claimed.mail.digest
    found = db.session.connection().execute(
        _INTEND,
        {"of": claimed.id, "by": claimed.claim, "now": now, "lease": lease, "digest": digest},
    )
    if found.rowcount != 1:
        db.session.rollback()
        return False
    handed = mark.one_more()
    db.session.commit()
    try:
        mark.keep(handed)
    except OSError as error:
        log.error("mail %d is not sent: the count of mails cannot be kept: %s", claimed.id, error)
        _take_back(claimed, now)
        return False
    return True


def _take_back(claimed: Claimed, now: datetime) -> None:
    """The dot was not sent: the mail certainly did not leave, and waits."""
    values: dict[str, object] = {
        "state": MessageState.PENDING,
        "next_at": now + pause_after(claimed.attempts),
        "claim": None,
        "lease_until": None,
    }
    if not claimed.handed_before:
        values["sha256"] = None
    changed(update(Message).where(Message.id == claimed.id, Message.claim == claimed.claim).values(**values))
    db.session.commit()


def record(claimed: Claimed, result: Result, now: datetime) -> MessageState:
    """Writes down what came of it, as long as nobody else has taken the mail over; returns the state."""
    values = _outcome(claimed, result, now)
    state = values["state"]
    assert isinstance(state, MessageState)
    log.info("mail %d to %s: %s (%s)", claimed.id, claimed.mail.recipient, state, result.reply)
    written = {f"new_{name}": value for name, value in values.items()}
    found = db.session.connection().execute(
        _recording(tuple(values)), {"of": claimed.id, "by": claimed.claim, **written}
    )
    if found.rowcount != 1:
        log.warning("mail %d had been taken over; its outcome was %s", claimed.id, state)
    elif state is MessageState.FAILED and values["address_refused"] and not claimed.redirected:
        _give_up_address(claimed, result, now)
    db.session.commit()
    return state


@cache
def _recording(names: tuple[str, ...]) -> Update:
    """Writes these columns of a mail that is still ours; built once for each set of them."""
    in_hand = (MessageState.CLAIMED, MessageState.HANDING, MessageState.UNCERTAIN)
    return (
        _mail.update()
        .where(_mail.c.id == bindparam("of"), _mail.c.claim == bindparam("by"), _mail.c.state.in_(in_hand))
        .values({_mail.c[name]: bindparam(f"new_{name}") for name in names})
    )


def _outcome(claimed: Claimed, result: Result, now: datetime) -> dict[str, object]:
    state = result.state
    values: dict[str, object] = {
        "server_reply": result.reply,
        "address_refused": result.about_address,
        "lease_until": None,
        "claim": None,
    }
    if state is MessageState.SENT:
        values |= {"sent_at": now, "trying_since": None, "reason": None}
    elif state is MessageState.PENDING:
        values["next_at"] = now + pause_after(claimed.attempts)
        if result.at_recipient:
            values["trying_since"] = claimed.trying_since or now
            if is_hopeless(claimed.trying_since, claimed.attempts, now):
                state = MessageState.FAILED
                values["reason"] = _GIVEN_UP
        elif not result.server_away:
            values["trying_since"] = None  # the server takes the recipient, and puts off the mail
    elif state is MessageState.UNCERTAIN:
        values["reason"] = f"{DOUBTFUL}mejlservern svarade inte."
    else:
        values["reason"] = _REFUSED
    if state in (MessageState.PENDING, MessageState.FAILED) and not claimed.handed_before:
        values["sha256"] = None  # certainly never delivered: it may still be written anew
    return values | {"state": state}


def _give_up_address(claimed: Claimed, result: Result, now: datetime) -> None:
    """Stops mailing an address that has been refused too often; its person's coordinator is told."""
    newest = db.session.scalars(
        select(Message)
        .where(
            Message.user_id == claimed.user_id,
            Message.to_address == select(User.email).where(User.id == claimed.user_id).scalar_subquery(),
            Message.redirected_to.is_(None),
            Message.state.in_((MessageState.SENT, MessageState.FAILED, MessageState.UNCERTAIN)),
        )
        .order_by(Message.id.desc())
        .limit(REFUSED_IN_A_ROW)
        .execution_options(populate_existing=True)
    ).all()
    in_a_row = len(newest) == REFUSED_IN_A_ROW and all(one.address_refused for one in newest)
    if not in_a_row and not is_hopeless(claimed.trying_since, claimed.attempts, now):
        return
    log.warning("no more mail to person %d: the address is refused (%s)", claimed.user_id, result.reply)
    # Past the version counter: it is no conflict for the one who edits the person.
    db.session.execute(
        update(User)
        .where(User.id == claimed.user_id, User.unreachable_since.is_(None))
        .values(unreachable_since=now, unreachable_reply=result.reply)
        .execution_options(synchronize_session=False)
    )


def changed(statement: Update) -> int:
    """Runs the statement; how many rows it changed."""
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    return result.rowcount
