"""Who is there: municipalities, their boards, the people and what they may do."""

from __future__ import annotations

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from tracker.domain.terms import BoardKind, Role
from tracker.models.base import Base, UTCDateTime, stored_enum


class Organisation(Base):
    """A municipality: roles, slugs and totals are within one. Carries the look of its pages."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    municipality_code: Mapped[str | None] = mapped_column(String(4))
    accent: Mapped[str | None] = mapped_column(String(7))
    logo: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    logo_media_type: Mapped[str | None] = mapped_column(String(40))
    theme_version: Mapped[int] = mapped_column(default=1)

    boards: Mapped[list[Board]] = relationship(back_populates="organisation", order_by="Board.name")

    @property
    def has_logo(self) -> bool:
        """Whether a logo takes the name's place."""
        return self.logo_media_type is not None


class Board(Base):
    """A nämnd, styrelse, bolagsstyrelse or kommunfullmäktige."""

    __tablename__ = "board"
    __table_args__ = (UniqueConstraint("organisation_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    slug: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[BoardKind] = mapped_column(stored_enum(BoardKind))

    organisation: Mapped[Organisation] = relationship(back_populates="boards")


class User(UserMixin, Base):
    """A person by role. The title, never a name, is what pages show."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    # Since when no mail is sent to the address any more: it was refused too often. A new address clears it.
    unreachable_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    unreachable_reply: Mapped[str | None] = mapped_column(Text)
    # Grows at log-out and at a new password, so that a copied cookie dies with the session.
    session_version: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship()
    manager: Mapped[User | None] = relationship(remote_side=[id])
    memberships: Mapped[list[Membership]] = relationship(back_populates="user", order_by="Membership.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def is_active(self) -> bool:
        """Whether Flask-Login lets the person in."""
        return self.active

    def get_id(self) -> str:
        """What the session holds: it dies when `session_version` grows."""
        return f"{self.id}.{self.session_version}"


class Membership(Base):
    """A role for one board, or for the whole organisation when no board is given."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("user_id", "organisation_id", "board_id", "role"),
        # To a unique constraint no two missing boards are alike.
        Index(
            "uq_membership_organisation_wide",
            "user_id",
            "organisation_id",
            "role",
            unique=True,
            sqlite_where=text("board_id IS NULL"),
            postgresql_where=text("board_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    board_id: Mapped[int | None] = mapped_column(ForeignKey("board.id"), index=True)
    role: Mapped[Role] = mapped_column(stored_enum(Role))

    user: Mapped[User] = relationship(back_populates="memberships")
    board: Mapped[Board | None] = relationship()


class LoginAttempt(Base):
    """A failed log-in, kept for the minutes that slow down the next ones."""

    __tablename__ = "login_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    email_hash: Mapped[str] = mapped_column(String(64), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    attempted_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
