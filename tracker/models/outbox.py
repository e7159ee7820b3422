"""The outbox: finished mails, what each covers, and the personal links they carry (DESIGN section 6)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.reminders.steps import Step
from tracker.domain.terms import MatterKind, MessageState
from tracker.models.base import Base, StepColumn, UTCDateTime, stored_enum
from tracker.models.follow_up import FollowUp
from tracker.models.organisation import User
from tracker.models.plan import Plan, Responsibility


class Message(Base):
    """One mail to one person on one day, finished but for the links; its key makes it unique."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_state_next_at", "state", "next_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    send_on: Mapped[date] = mapped_column(index=True)
    # Somebody waits for it at this moment: it leaves at any hour of any day.
    at_once: Mapped[bool] = mapped_column(default=False)
    to_address: Mapped[str] = mapped_column(String(254))
    to_title: Mapped[str] = mapped_column(String(200))
    # In test mode the mail goes here instead, and its text says so.
    redirected_to: Mapped[str | None] = mapped_column(String(254))
    from_header: Mapped[str] = mapped_column(String(300))
    reply_to: Mapped[str | None] = mapped_column(String(254))
    message_id: Mapped[str] = mapped_column(String(200))
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    subject: Mapped[str] = mapped_column(Text)
    # With a place for each link, {{link:<item id>}}: the tokens themselves are never stored.
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[MessageState] = mapped_column(stored_enum(MessageState), default=MessageState.PENDING)
    reason: Mapped[str | None] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(default=0)
    # At the last attempt the server refused the address itself, now or for good.
    address_refused: Mapped[bool] = mapped_column(default=False)
    # Since when the address has been tried in vain; a mail written anew takes it over.
    trying_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    next_at: Mapped[datetime] = mapped_column(UTCDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # The fencing token of the process that claimed the mail.
    claim: Mapped[str | None] = mapped_column(String(40))
    # When the intent was recorded: the newest moment at which the mail may have left.
    handed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    server_reply: Mapped[str | None] = mapped_column(Text)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship()
    items: Mapped[list[MessageItem]] = relationship(back_populates="message", order_by="MessageItem.id")


class MessageItem(Base):
    """What a mail says of one thing at one step; without a message the step was superseded.

    `identity` names the thing: "answer/<follow-up>/<responsibility>" and so on, see services/reminders/due.
    """

    __tablename__ = "message_item"
    __table_args__ = (
        UniqueConstraint(
            "identity", "user_id", "step", "step_on", "series", name="uq_message_item_said_once"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    kind: Mapped[MatterKind] = mapped_column(stored_enum(MatterKind))
    identity: Mapped[str] = mapped_column(String(80))
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up.id"), index=True)
    responsibility_id: Mapped[int | None] = mapped_column(ForeignKey("responsibility.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    step: Mapped[Step] = mapped_column(StepColumn)
    # The day that the step had then: when the dates of the follow-up move, it is said again on its new day.
    step_on: Mapped[date]
    # The last day that the step was counted from then.
    counted_from: Mapped[date]
    # Rises when the mail was withdrawn before it left and the same is said anew.
    series: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    message: Mapped[Message | None] = relationship(back_populates="items")
    plan: Mapped[Plan] = relationship()
    responsibility: Mapped[Responsibility | None] = relationship()
    follow_up: Mapped[FollowUp | None] = relationship()
    user: Mapped[User] = relationship()


class AnswerLink(Base):
    """A personal link: one owner and one activity, in one open follow-up or, when nothing was open, between
    two. Only the token's hash is kept.
    """

    __tablename__ = "answer_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("message_item.id"), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    responsibility_id: Mapped[int] = mapped_column(ForeignKey("responsibility.id"), index=True)
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up.id"))
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    first_opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    item: Mapped[MessageItem] = relationship()
    user: Mapped[User] = relationship()
    responsibility: Mapped[Responsibility] = relationship()
    follow_up: Mapped[FollowUp | None] = relationship()


class Heartbeat(Base):
    """When the scheduler last ticked; feeds /halsa and the guard against a clock that jumps."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Why sending stands still until a person says go.
    held: Mapped[str | None] = mapped_column(Text)


class OutboxCount(Base):
    """How many mails this installation has ever handed over; compared with the mark outside the database.

    One row. `restored` counts the times that an older database was found: mails written after it get
    Message-IDs of their own.
    """

    __tablename__ = "outbox_count"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    installation: Mapped[str] = mapped_column(String(32))
    handed: Mapped[int] = mapped_column(default=0)
    restored: Mapped[int] = mapped_column(default=0)
