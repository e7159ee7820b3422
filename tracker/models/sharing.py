"""Which boards answer for the rows of a plan, and what a board has said of having nothing to report."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.models.base import Base, UTCDateTime
from tracker.models.follow_up import FollowUp
from tracker.models.organisation import Board, User
from tracker.models.plan import Plan


class AnsweringBoard(Base):
    """A board that answers in a plan, and its contact: who owns its shares, or adds its rows."""

    __tablename__ = "answering_board"
    __table_args__ = (UniqueConstraint("plan_id", "board_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)

    plan: Mapped[Plan] = relationship()
    board: Mapped[Board] = relationship()
    contact: Mapped[User | None] = relationship()


class NothingToReport(Base):
    """A board says in a follow-up that it has no rows to add: an answer, unlike silence."""

    __tablename__ = "nothing_to_report"
    __table_args__ = (UniqueConstraint("follow_up_id", "board_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"))
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    # The role at that time.
    by_title: Mapped[str] = mapped_column(String(200))
    said_at: Mapped[datetime] = mapped_column(UTCDateTime)

    follow_up: Mapped[FollowUp] = relationship()
    board: Mapped[Board] = relationship()
