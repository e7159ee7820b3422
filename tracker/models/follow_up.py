"""What was answered: follow-ups, the appended status updates, and the frozen versions of a report."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from tracker.domain.calendar import local_date
from tracker.domain.terms import FROZEN_STATES, FollowUpState, Origin, WayIn
from tracker.models.base import Base, UTCDateTime, stored_enum
from tracker.models.organisation import User
from tracker.models.plan import Plan, Responsibility, StatusLabel

if TYPE_CHECKING:
    from tracker.models.reporting import RowReady, Tjansteskrivelse


class FollowUp(Base):
    """One occasion on which a plan is followed up. An imported one may lack dates."""

    __tablename__ = "follow_up"
    __table_args__ = (UniqueConstraint("plan_id", "as_of"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    as_of: Mapped[date]
    opens_on: Mapped[date | None]
    answer_by: Mapped[date | None]
    # Stoppdatum: when the papers for the meeting must be in.
    papers_by: Mapped[date | None]
    meeting_on: Mapped[date | None]
    # The day on which a coordinator last asked by hand for the answers that were missing.
    asked_on: Mapped[date | None]
    report_on: Mapped[date | None]
    state: Mapped[FollowUpState] = mapped_column(stored_enum(FollowUpState), index=True)
    origin: Mapped[Origin] = mapped_column(stored_enum(Origin), default=Origin.HERE)
    diarienummer: Mapped[str | None] = mapped_column(String(60))
    introduction: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # What the board decided about the report, its § and day.
    decision: Mapped[str] = mapped_column(Text, default="")
    decided_paragraph: Mapped[str | None] = mapped_column(String(40))
    decided_on: Mapped[date | None]
    # The newest version of the report when the board decided: the one that it decided about.
    decided_version: Mapped[int | None]
    # An HMAC over state, versions and decision, and how often it was made anew (services/reports/sealing).
    frozen_revision: Mapped[int] = mapped_column(default=0)
    frozen_seal: Mapped[str | None] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(default=1)

    plan: Mapped[Plan] = relationship()
    ready_marks: Mapped[list[RowReady]] = relationship(viewonly=True, order_by="RowReady.id")
    tjansteskrivelse: Mapped[Tjansteskrivelse | None] = relationship(viewonly=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def frozen(self) -> bool:
        """Whether a frozen version exists and answers are no longer taken."""
        return self.state in FROZEN_STATES


def _counts_from(context: DefaultExecutionContext) -> date:
    values = context.get_current_parameters()  # type: ignore[no-untyped-call]
    day: date = values["as_of"] if values["way_in"] is WayIn.IMPORT else local_date(values["created_at"])
    return day


class StatusUpdate(Base):
    """A lägesrapport: appended, never changed. The newest by (counts_from, id) counts.

    `follow_up` is empty between follow-ups: then it is news and no answer (rule 5). With `edits` it is a
    coordinator's edit of the owner's update, and no answer either (rule 7).
    """

    __tablename__ = "status_update"
    __table_args__ = (
        Index("ix_status_update_latest", "responsibility_id", "counts_from", "id"),
        Index("ix_status_update_follow_up_id_responsibility_id", "follow_up_id", "responsibility_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    responsibility_id: Mapped[int] = mapped_column(ForeignKey("responsibility.id"))
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up.id"))
    # The follow-up's as_of; between follow-ups the day in Sweden when it was written.
    as_of: Mapped[date]
    # The day in Sweden when it was written here; an import counts from the as_of of its follow-up.
    counts_from: Mapped[date] = mapped_column(default=_counts_from)
    label_id: Mapped[int] = mapped_column(ForeignKey("status_label.id"))
    target_year: Mapped[int | None]
    ongoing: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str] = mapped_column(Text, default="")
    cause: Mapped[str] = mapped_column(Text, default="")
    remaining_work: Mapped[str] = mapped_column(Text, default="")
    # What the fields of the plan's kind hold, by key; those that are empty are left out.
    field_values: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    previous_target_year: Mapped[int | None]
    year_uncertain: Mapped[bool] = mapped_column(default=False)
    nothing_new: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    # The role at that time: it stands even when the person has moved on.
    author_title: Mapped[str | None] = mapped_column(String(200))
    way_in: Mapped[WayIn] = mapped_column(stored_enum(WayIn))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    edits_id: Mapped[int | None] = mapped_column(ForeignKey("status_update.id"), index=True)
    # The same form sent twice counts once.
    nonce: Mapped[str | None] = mapped_column(String(64), unique=True)

    responsibility: Mapped[Responsibility] = relationship()
    follow_up: Mapped[FollowUp | None] = relationship()
    label: Mapped[StatusLabel] = relationship()
    author: Mapped[User | None] = relationship()
    edits: Mapped[StatusUpdate | None] = relationship(remote_side=[id])


class ReportVersion(Base):
    """A frozen report: its content and its files. Never changed; a rättelse is a new version."""

    __tablename__ = "report_version"
    __table_args__ = (UniqueConstraint("follow_up_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"))
    number: Mapped[int]
    reason: Mapped[str | None] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)
    content_sha256: Mapped[str] = mapped_column(String(64))
    frozen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    frozen_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    # The role at that time.
    frozen_by_title: Mapped[str | None] = mapped_column(String(200))
    # The files that were frozen with it: format -> SHA-256. One made later is not in it, and has a seal of its own.
    manifest: Mapped[dict[str, str] | None] = mapped_column(JSON)
    # An HMAC over all of it with a key outside the database (services/reports/sealing).
    seal: Mapped[str | None] = mapped_column(String(80))

    follow_up: Mapped[FollowUp] = relationship()
    files: Mapped[list[ReportFile]] = relationship(order_by="ReportFile.format")


class ReportFile(Base):
    """One file of a frozen version, byte for byte as it was."""

    __tablename__ = "report_file"
    __table_args__ = (UniqueConstraint("report_version_id", "format"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_version_id: Mapped[int] = mapped_column(ForeignKey("report_version.id"))
    format: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    # Of a file that was made after the freeze.
    seal: Mapped[str | None] = mapped_column(String(80))
