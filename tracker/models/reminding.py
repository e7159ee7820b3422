"""What people decide about reminders: schedules, texts, pauses, test mode, handing over, requests."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.reminders.rules import CountedFrom, ListTo
from tracker.domain.reminders.texts import TextKind
from tracker.domain.terms import RequestKind
from tracker.models.base import Base, UTCDateTime, stored_enum
from tracker.models.follow_up import FollowUp
from tracker.models.organisation import User
from tracker.models.plan import Plan, Responsibility


class ReminderSchedule(Base):
    """A plan's rules for reminders (domain/reminders/rules.py); a plan without a row has the usual ones."""

    __tablename__ = "reminder_schedule"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    counted_from: Mapped[CountedFrom] = mapped_column(stored_enum(CountedFrom))
    opening: Mapped[bool]
    before: Mapped[list[int]] = mapped_column(JSON)
    after: Mapped[list[int]] = mapped_column(JSON)
    hour: Mapped[int]
    not_in_july: Mapped[bool]
    list_to: Mapped[ListTo] = mapped_column(stored_enum(ListTo))
    list_after: Mapped[int]
    review: Mapped[bool]
    values: Mapped[bool]
    assignment_before: Mapped[list[int]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ReminderText(Base):
    """A plan's own subject and text for one kind; without a row the kind's usual ones are sent."""

    __tablename__ = "reminder_text"
    __table_args__ = (UniqueConstraint("plan_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    kind: Mapped[TextKind] = mapped_column(stored_enum(TextKind))
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class MailPause(Base):
    """No mail leaves about this plan, or (without a plan) from this municipality, until somebody says go."""

    __tablename__ = "mail_pause"
    __table_args__ = (
        UniqueConstraint("organisation_id", "plan_id"),
        # To a unique constraint no two missing plans are alike.
        Index(
            "uq_mail_pause_of_all",
            "organisation_id",
            unique=True,
            sqlite_where=sql("plan_id IS NULL"),
            postgresql_where=sql("plan_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    paused_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # The role at that time; None: by a command.
    by_title: Mapped[str | None] = mapped_column(String(200))

    plan: Mapped[Plan | None] = relationship()


class TestMode(Base):
    """All of a municipality's mail goes to one address."""

    __tablename__ = "test_mode"
    # Not a test, whatever pytest may think.
    __test__ = False

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(254))
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    by_title: Mapped[str | None] = mapped_column(String(200))


class HandOver(Base):
    """An owner has handed an activity over, or says that somebody else answers for it.

    Without `to_user` the coordinator is asked, and the owner is not reminded of it until it is `settled_at`.
    """

    __tablename__ = "hand_over"
    __table_args__ = (Index("ix_hand_over_responsibility_id_settled_at", "responsibility_id", "settled_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    responsibility_id: Mapped[int] = mapped_column(ForeignKey("responsibility.id"))
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up.id"))
    from_user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    from_title: Mapped[str] = mapped_column(String(200))
    to_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    comment: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    nonce: Mapped[str] = mapped_column(String(64), unique=True)

    responsibility: Mapped[Responsibility] = relationship()
    follow_up: Mapped[FollowUp | None] = relationship()
    from_user: Mapped[User] = relationship(foreign_keys=[from_user_id])
    to_user: Mapped[User | None] = relationship(foreign_keys=[to_user_id])


class MailRequest(Base):
    """Somebody has asked for a mail at once: new links, or a test. The next tick writes it.

    A request for links is kept for an address that nobody has, too: whether somebody has it must not show.
    """

    __tablename__ = "mail_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RequestKind] = mapped_column(stored_enum(RequestKind))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    email_hash: Mapped[str] = mapped_column(String(64), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    text_kind: Mapped[TextKind | None] = mapped_column(stored_enum(TextKind))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    user: Mapped[User | None] = relationship()
    plan: Mapped[Plan | None] = relationship()
