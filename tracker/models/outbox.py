"""The outbox: finished mails, what each covers, and the personal links they carry (DESIGN section 6)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.terms import MessageState, Step
from tracker.models.base import Base, UTCDateTime, stored_enum
from tracker.models.follow_up import FollowUp
from tracker.models.organisation import User
from tracker.models.plan import Responsibility


class Message(Base):
    """One mail to one person on one day, finished but for the links; its key makes it unique."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_state_next_at", "state", "next_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    send_on: Mapped[date]
    to_address: Mapped[str] = mapped_column(String(254))
    to_title: Mapped[str] = mapped_column(String(200))
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
    next_at: Mapped[datetime] = mapped_column(UTCDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # The fencing token of the process that claimed the mail.
    claim: Mapped[str | None] = mapped_column(String(40))
    server_reply: Mapped[str | None] = mapped_column(Text)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship()
    items: Mapped[list[MessageItem]] = relationship(back_populates="message", order_by="MessageItem.id")


class MessageItem(Base):
    """What a mail says of one activity at one step; without a message the step was superseded."""

    __tablename__ = "message_item"
    __table_args__ = (
        UniqueConstraint(
            "follow_up_id",
            "step",
            "responsibility_id",
            "user_id",
            "step_on",
            "series",
            name="uq_message_item_said_once",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"))
    responsibility_id: Mapped[int] = mapped_column(ForeignKey("responsibility.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    step: Mapped[Step] = mapped_column(stored_enum(Step))
    # The day that the step had then: when the dates of the follow-up move, it is said again on its new day.
    step_on: Mapped[date]
    # Rises when the mail was withdrawn before it left and the same is said anew.
    series: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    message: Mapped[Message | None] = relationship(back_populates="items")
    responsibility: Mapped[Responsibility] = relationship()
    follow_up: Mapped[FollowUp] = relationship()
    user: Mapped[User] = relationship()


class AnswerLink(Base):
    """A personal link: one owner, one activity, one open follow-up. Only the token's hash is kept."""

    __tablename__ = "answer_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("message_item.id"), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    responsibility_id: Mapped[int] = mapped_column(ForeignKey("responsibility.id"))
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"))
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    first_opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    item: Mapped[MessageItem] = relationship()
    user: Mapped[User] = relationship()
    responsibility: Mapped[Responsibility] = relationship()
    follow_up: Mapped[FollowUp] = relationship()


class Heartbeat(Base):
    """When the scheduler last ticked; feeds /halsa and the guard against a clock that jumps."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Why sending stands still until a person says go.
    held: Mapped[str | None] = mapped_column(Text)
