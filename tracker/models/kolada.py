"""What is fetched from Kolada, what Kolada has changed that nobody has decided about yet, and names of places."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.terms import Gender, NoticeKind
from tracker.models.base import Base, UTCDateTime, stored_enum
from tracker.models.key_figure import KeyFigure


class KoladaSource(Base):
    """A key figure that is fetched from Kolada every night, and for which places and years."""

    __tablename__ = "kolada_source"
    __table_args__ = (UniqueConstraint("organisation_id", "kpi"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    key_figure_id: Mapped[int] = mapped_column(ForeignKey("key_figure.id"), unique=True)
    kpi: Mapped[str] = mapped_column(String(20))
    #: Kolada's title as somebody here has last accepted it; another one means perhaps another measure.
    title: Mapped[str] = mapped_column(Text)
    places: Mapped[list[str]] = mapped_column(JSON)
    #: None: all years before, or all that come.
    from_year: Mapped[int | None]
    to_year: Mapped[int | None]
    # When it was last asked for, and when Kolada last answered; `fault` says why it has not since.
    tried_at: Mapped[datetime] = mapped_column(UTCDateTime)
    refreshed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    fault: Mapped[str] = mapped_column(Text, default="")

    key_figure: Mapped[KeyFigure] = relationship()


class KoladaNotice(Base):
    """A changed title or a withdrawn value: nothing is done about it before a coordinator has decided."""

    __tablename__ = "kolada_notice"
    __table_args__ = (Index("ix_kolada_notice_key_figure_id_id", "key_figure_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_figure_id: Mapped[int] = mapped_column(ForeignKey("key_figure.id"))
    kind: Mapped[NoticeKind] = mapped_column(stored_enum(NoticeKind))
    #: The titles of a changed one.
    title_before: Mapped[str] = mapped_column(Text, default="")
    title_after: Mapped[str] = mapped_column(Text, default="")
    #: What a withdrawn value was for, and what it is here.
    municipality_code: Mapped[str | None] = mapped_column(String(10))
    year: Mapped[int | None]
    gender: Mapped[Gender | None] = mapped_column(stored_enum(Gender))
    value: Mapped[Decimal | None] = mapped_column(Numeric(18, 6))
    found_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: None while nobody has decided, and when Kolada itself has taken it back.
    accepted: Mapped[bool | None]
    by_title: Mapped[str | None] = mapped_column(String(200))

    key_figure: Mapped[KeyFigure] = relationship()


class PlaceName(Base):
    """What Kolada calls a municipality, a region, the country or a group that values are here of."""

    __tablename__ = "place_name"

    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
