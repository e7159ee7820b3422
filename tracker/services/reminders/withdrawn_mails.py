"""Withdraws mails that wait when what they are about has ended."""

from sqlalchemy import ColumnElement, case, select, update

from tracker.domain.terms import MessageState
from tracker.models import Message, MessageItem, db


def withdraw_mails(about: ColumnElement[bool], reason: str) -> None:
    """Cancels the mails that wait and whose every item this is true of; in the caller's transaction.

    One that also covers something else stays: it is looked at just before it leaves, and written anew.
    """
    items = select(MessageItem.message_id).where(MessageItem.message_id.is_not(None))
    # Items that it is neither true nor false of (NULL) are about something else.
    others = items.where(case((about, 0), else_=1) == 1)
    db.session.execute(
        update(Message)
        .where(
            Message.state == MessageState.PENDING,
            Message.id.in_(items.where(about)),
            Message.id.not_in(others),
        )
        .values(state=MessageState.CANCELLED, reason=reason)
        .execution_options(synchronize_session=False)
    )
