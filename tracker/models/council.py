"""Two steps until an uppdrag is done: a board proposes it, the council decides it (rule 9). All of it is appended."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.terms import CouncilDecisionKind, Opinion
from tracker.models.base import Base, UTCDateTime, stored_enum
from tracker.models.plan import Activity, Responsibility


class FulfilmentProposal(Base):
    """A board proposes that its share of an uppdrag is declared fulfilled; the newest one of a share counts.

    The council office says what it thinks of it (`opinion`, with a comment that stands beside the board's).
    Taken back by its board it stays, with `withdrawn_at`.
    """

    __tablename__ = "fulfilment_proposal"
    __table_args__ = (Index("ix_fulfilment_proposal_responsibility_id_id", "responsibility_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    responsibility_id: Mapped[int] = mapped_column(ForeignKey("responsibility.id"))
    motivation: Mapped[str] = mapped_column(Text)
    # The role at that time.
    by_title: Mapped[str] = mapped_column(String(200))
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    opinion: Mapped[Opinion | None] = mapped_column(stored_enum(Opinion))
    opinion_comment: Mapped[str] = mapped_column(Text, default="")
    opinion_by_title: Mapped[str | None] = mapped_column(String(200))
    opinion_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    responsibility: Mapped[Responsibility] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class CouncilDecision(Base):
    """What the council has decided about an uppdrag, with § and day. Never changed; the newest one holds.

    A reopening is a decision too: nothing else opens an uppdrag that was declared fulfilled.
    """

    __tablename__ = "council_decision"
    __table_args__ = (Index("ix_council_decision_activity_id_id", "activity_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    kind: Mapped[CouncilDecisionKind] = mapped_column(stored_enum(CouncilDecisionKind))
    decided_on: Mapped[date]
    paragraph: Mapped[str] = mapped_column(String(40))
    diarienummer: Mapped[str | None] = mapped_column(String(60))
    comment: Mapped[str] = mapped_column(Text, default="")
    # Who wrote it in here: the role at that time.
    by_title: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # The form that wrote it; many uppdrag of one form share it.
    nonce: Mapped[str] = mapped_column(String(64), index=True)

    activity: Mapped[Activity] = relationship()
