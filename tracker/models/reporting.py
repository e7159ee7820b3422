"""Around the report: a municipality's Word template, what is ready, who has seen it, the tjänsteskrivelse."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from tracker.models.base import Base, UTCDateTime
from tracker.models.follow_up import FollowUp
from tracker.models.organisation import User


class ReportTemplate(Base):
    """A municipality's own Word template, as it was uploaded; its reports have its styles, header and footer."""

    __tablename__ = "report_template"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    filename: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    # What the template lacks and the report fills in, in words for its administrator.
    lacks: Mapped[list[str]] = mapped_column(JSON)
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # The role at that time.
    by_title: Mapped[str | None] = mapped_column(String(200))


class RowReady(Base):
    """A coordinator has marked a row as ready for the report of a follow-up.

    `update_id` is the update that was seen then; None for a row without an answer. A later one needs a new mark.
    """

    __tablename__ = "row_ready"
    __table_args__ = (UniqueConstraint("follow_up_id", "responsibility_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"))
    responsibility_id: Mapped[int] = mapped_column(ForeignKey("responsibility.id"))
    update_id: Mapped[int | None] = mapped_column(ForeignKey("status_update.id"))
    marked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_title: Mapped[str] = mapped_column(String(200))


class ReportSeen(Base):
    """Somebody signed in has looked at the report of a follow-up: the draft (`number` 0) or a frozen version."""

    __tablename__ = "report_seen"
    __table_args__ = (UniqueConstraint("follow_up_id", "user_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    number: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_at: Mapped[datetime] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship()


class Tjansteskrivelse(Base):
    """The coordinator's own texts of the cover document of a follow-up's report.

    What the service computes is not stored here: it is put beside these texts each time the document is made.
    """

    __tablename__ = "tjansteskrivelse"

    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"), primary_key=True)
    proposal: Mapped[str] = mapped_column(Text, default="")
    matter: Mapped[str] = mapped_column(Text, default="")
    preparation: Mapped[str] = mapped_column(Text, default="")
    presentation: Mapped[str] = mapped_column(Text, default="")
    economy: Mapped[str] = mapped_column(Text, default="")
    children: Mapped[str] = mapped_column(Text, default="")
    equality: Mapped[str] = mapped_column(Text, default="")
    documents: Mapped[str] = mapped_column(Text, default="")
    # The förvaltning that sends it.
    sender: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)

    follow_up: Mapped[FollowUp] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
