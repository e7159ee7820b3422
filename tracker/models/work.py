"""Work outside the request: jobs with their progress, and files that wait to be confirmed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from tracker.domain.terms import ImportKind, ImportState, JobKind, JobState
from tracker.models.base import Base, UTCDateTime, stored_enum
from tracker.models.organisation import User
from tracker.models.plan import Plan


class Job(Base):
    """Something that takes longer than a request: what is to be done, how far it is, and how it ended.

    `key` is the same for the same work: asked for twice, it is done once. `steps_done` of `steps` is the progress,
    `said` the step in words, or what went wrong.
    """

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state_id", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[JobKind] = mapped_column(stored_enum(JobKind))
    key: Mapped[str] = mapped_column(String(100), unique=True)
    state: Mapped[JobState] = mapped_column(stored_enum(JobState))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    steps: Mapped[int] = mapped_column(default=1)
    steps_done: Mapped[int] = mapped_column(default=0)
    said: Mapped[str] = mapped_column(Text, default="")
    attempts: Mapped[int] = mapped_column(default=0)
    result: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # When its worker last said that it lives; a job whose worker died is taken up again.
    beat_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ImportFile(Base):
    """A file from outside with what was read out of it, from upload until somebody confirms or throws it away.

    The original is kept with its SHA-256 once it is confirmed; thrown away, only the row stays.
    """

    __tablename__ = "import_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[ImportKind] = mapped_column(stored_enum(ImportKind))
    state: Mapped[ImportState] = mapped_column(stored_enum(ImportState))
    filename: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    # What the reader made of it, as JSON, and what the person chose in the preview.
    content: Mapped[str] = deferred(mapped_column(Text, nullable=False))
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    as_of: Mapped[date | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    by_title: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # What was written, in words: "27 rader: 27 nya".
    outcome: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    plan: Mapped[Plan | None] = relationship()
    user: Mapped[User | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
