"""Nyckeltal: what is measured, where it belongs, and the values by period, measure and gender."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.rolling_mean import mean_in_words
from tracker.domain.terms import Direction, Gender, KeyFigureKind, Measure, Rhythm
from tracker.models.base import Base, UTCDateTime, stored_enum
from tracker.models.organisation import Board


class KeyFigure(Base):
    """A nyckeltal; an indicator has a target and a direction."""

    __tablename__ = "key_figure"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(String(40))
    unit_short: Mapped[str] = mapped_column(String(10), default="")
    decimals: Mapped[int] = mapped_column(default=0)
    direction: Mapped[Direction] = mapped_column(stored_enum(Direction), default=Direction.NONE)
    kind: Mapped[KeyFigureKind] = mapped_column(stored_enum(KeyFigureKind))
    #: What it stands under in a report: figures with the same heading are one table.
    heading: Mapped[str | None] = mapped_column(String(200))
    #: The målområde, or the part of the work, that it tells of.
    focus_area: Mapped[str | None] = mapped_column(String(200))
    aggregation: Mapped[str | None] = mapped_column(String(200))
    #: Reports show the mean of so many months, at each month; None: the values as they are told.
    mean_months: Mapped[int | None]
    caption: Mapped[str | None] = mapped_column(Text)
    kolada_id: Mapped[str | None] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(Text, default="")
    # How often a value is expected, so many days after the end of its period; None: nobody is reminded.
    rhythm: Mapped[Rhythm | None] = mapped_column(stored_enum(Rhythm))
    days_after: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    values: Mapped[list[KeyFigureValue]] = relationship(
        back_populates="key_figure", order_by="KeyFigureValue.period_end, KeyFigureValue.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def calculation(self) -> str:
        """How its values are put together, in words; "" when they are shown as they are told."""
        return mean_in_words(self.mean_months) if self.mean_months else self.aggregation or ""


class PlanKeyFigure(Base):
    """A nyckeltal that a plan as a whole is followed by; one of them may measure its goal."""

    __tablename__ = "plan_key_figure"
    __table_args__ = (UniqueConstraint("plan_id", "key_figure_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    key_figure_id: Mapped[int] = mapped_column(ForeignKey("key_figure.id"))
    position: Mapped[int]
    is_goal: Mapped[bool] = mapped_column(default=False)

    key_figure: Mapped[KeyFigure] = relationship()


class ActivityKeyFigure(Base):
    """A nyckeltal that belongs to an activity; its owner is asked for new values."""

    __tablename__ = "activity_key_figure"
    __table_args__ = (UniqueConstraint("activity_id", "key_figure_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    key_figure_id: Mapped[int] = mapped_column(ForeignKey("key_figure.id"))
    position: Mapped[int]

    key_figure: Mapped[KeyFigure] = relationship()


class KeyFigureValue(Base):
    """One value; a revision is a new row and the newest counts. None is a missing value, never 0."""

    __tablename__ = "key_figure_value"
    __table_args__ = (
        Index("ix_key_figure_value_key_figure_id_period_end", "key_figure_id", "period_end", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key_figure_id: Mapped[int] = mapped_column(ForeignKey("key_figure.id"))
    board_id: Mapped[int | None] = mapped_column(ForeignKey("board.id"))
    # Kolada's code: four digits, or G and digits for a group of municipalities.
    municipality_code: Mapped[str | None] = mapped_column(String(10))
    period_start: Mapped[date]
    period_end: Mapped[date]
    label: Mapped[str] = mapped_column(String(60))
    measure: Mapped[Measure] = mapped_column(stored_enum(Measure), default=Measure.OUTCOME)
    gender: Mapped[Gender] = mapped_column(stored_enum(Gender), default=Gender.TOTAL)
    value: Mapped[Decimal | None] = mapped_column(Numeric(18, 6))
    source: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    # The role at that time.
    author_title: Mapped[str | None] = mapped_column(String(200))
    # Why an earlier value of the same period was corrected.
    reason: Mapped[str] = mapped_column(Text, default="")
    status_update_id: Mapped[int | None] = mapped_column(ForeignKey("status_update.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    key_figure: Mapped[KeyFigure] = relationship(back_populates="values")
    # With every value: pages name the board beside it.
    board: Mapped[Board | None] = relationship(lazy="joined")


class KeyFigureComment(Base):
    """What is written about a key figure in one follow-up: its report prints it, and no later one does."""

    __tablename__ = "key_figure_comment"
    __table_args__ = (UniqueConstraint("key_figure_id", "board_id", "follow_up_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_figure_id: Mapped[int] = mapped_column(ForeignKey("key_figure.id"))
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"), index=True)
    #: Empty when it was written and taken away again.
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)

    key_figure: Mapped[KeyFigure] = relationship()
    board: Mapped[Board] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
