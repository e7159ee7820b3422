"""What was decided: plan kinds with their words, vocabularies, plans, activities and who answers for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.demands import Demands
from tracker.domain.plan_fields import PlanField, fields_of
from tracker.domain.terms import Demand, Meaning, Visibility
from tracker.models.base import Base, stored_enum
from tracker.models.organisation import Board, User


class Vocabulary(Base):
    """A set of status labels that plans share."""

    __tablename__ = "vocabulary"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))

    labels: Mapped[list[StatusLabel]] = relationship(
        back_populates="vocabulary", order_by="StatusLabel.position"
    )


class StatusLabel(Base):
    """One status: the plan's word, its fixed meaning, its public definition and its demands (rule 1)."""

    __tablename__ = "status_label"
    __table_args__ = (UniqueConstraint("vocabulary_id", "label"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vocabulary_id: Mapped[int] = mapped_column(ForeignKey("vocabulary.id"), index=True)
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(80))
    short: Mapped[str] = mapped_column(String(80))
    meaning: Mapped[Meaning] = mapped_column(stored_enum(Meaning))
    definition: Mapped[str] = mapped_column(Text)
    hint: Mapped[str] = mapped_column(Text)
    comment_heading: Mapped[str] = mapped_column(String(80))
    comment: Mapped[Demand] = mapped_column(stored_enum(Demand))
    cause: Mapped[Demand] = mapped_column(stored_enum(Demand))
    remaining_work: Mapped[Demand] = mapped_column(stored_enum(Demand))
    horizon: Mapped[Demand] = mapped_column(stored_enum(Demand))
    synonyms: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Whether a row with it is asked again in the next follow-up (rule 6).
    asked_again: Mapped[bool]

    vocabulary: Mapped[Vocabulary] = relationship(back_populates="labels")

    @property
    def demands(self) -> Demands:
        """The demands as the rules take them."""
        return Demands(self.label, self.comment, self.cause, self.remaining_work, self.horizon)


class PlanKind(Base):
    """What a kind of plan calls its rows and columns, which vocabulary it uses, and the fields of its own.

    A kind that is not `counted` has a vocabulary of one label that says no more than that there is an answer.
    """

    __tablename__ = "plan_kind"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    vocabulary_id: Mapped[int | None] = mapped_column(ForeignKey("vocabulary.id"))
    # The fields of reports.content.Words.
    words: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Rows of domain.plan_fields.PlanField.
    fields: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    counted: Mapped[bool] = mapped_column(default=True)
    # Whether tables show the rows' numbers; they have them anyway.
    numbered: Mapped[bool] = mapped_column(default=True)
    # Rows are uppdrag: given to one or more boards, with source, diarienummer and a decision that ends them.
    assignments: Mapped[bool] = mapped_column(default=False)
    # Rows are answered by several boards, each for itself.
    shared: Mapped[bool] = mapped_column(default=False)
    # The boards that answer add the rows.
    rows_by_boards: Mapped[bool] = mapped_column(default=False)

    vocabulary: Mapped[Vocabulary | None] = relationship()

    @property
    def own_fields(self) -> tuple[PlanField, ...]:
        """The columns that only this kind has, in their order."""
        return fields_of(self.fields)

    @property
    def shares_by_row(self) -> bool:
        """Whether each row names the boards that have it; otherwise the plan does."""
        return self.assignments and self.shared

    @property
    def row_word(self) -> str:
        """What a row is called inside a sentence: aktivitet, uppdrag."""
        return str(self.words["row_singular"])

    @property
    def row_definite(self) -> str:
        """The same of a known one: aktiviteten, uppdraget."""
        return str(self.words["row_singular_definite"])


class Plan(Base):
    """A decided plan. `revision` grows with every change of anything that its pages show."""

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    # Contracted URLs name the plan alone, so the slug is unique in the whole service.
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind_id: Mapped[int] = mapped_column(ForeignKey("plan_kind.id"))
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    coordinator_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    title: Mapped[str] = mapped_column(String(300))
    short_title: Mapped[str] = mapped_column(String(200))
    report_title: Mapped[str] = mapped_column(String(300))
    decided_on: Mapped[date | None]
    decided_paragraph: Mapped[str | None] = mapped_column(String(40))
    diarienummer: Mapped[str | None] = mapped_column(String(60))
    goal: Mapped[str] = mapped_column(Text, default="")
    finish_by: Mapped[int | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    visibility: Mapped[Visibility] = mapped_column(stored_enum(Visibility), default=Visibility.INTERNAL)
    # The days of the year on which it is followed up, in their order: {"name": "Tertial 1", "month": 4, "day": 30}.
    rhythm: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    # The plan of the year before that it was made of.
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)

    kind: Mapped[PlanKind] = relationship()
    board: Mapped[Board] = relationship()
    coordinator: Mapped[User | None] = relationship()
    activities: Mapped[list[Activity]] = relationship(back_populates="plan", order_by="Activity.sort_key")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Activity(Base):
    """An aktivitet, or a part of one (1a, 1b); withdrawn ones stay for the history."""

    __tablename__ = "activity"
    __table_args__ = (
        UniqueConstraint("plan_id", "number"),
        Index("ix_activity_plan_id_sort_key", "plan_id", "sort_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), index=True)
    number: Mapped[str] = mapped_column(String(20))
    sort_key: Mapped[str] = mapped_column(String(80))
    short_text: Mapped[str] = mapped_column(Text, default="")
    full_text: Mapped[str] = mapped_column(Text, default="")
    focus_area: Mapped[str | None] = mapped_column(String(200))
    # An uppdrag's own date, which its owner is reminded of whatever the follow-ups ask.
    answer_by: Mapped[date | None]
    # An uppdrag: "Mål och budget 2021" or the decision it came with, its day, § and diarienummer, and who
    # asked for it: a party or committee, never a person.
    source: Mapped[str] = mapped_column(String(300), default="")
    decided_on: Mapped[date | None]
    decided_paragraph: Mapped[str | None] = mapped_column(String(40))
    diarienummer: Mapped[str | None] = mapped_column(String(60))
    asked_by: Mapped[str] = mapped_column(String(200), default="")
    # The document that answered it, and when.
    answered_with: Mapped[str] = mapped_column(String(300), default="")
    answered_on: Mapped[date | None]
    # The same uppdrag in the plan of the year before.
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), index=True)
    # The council has declared it fulfilled: kept beside its decisions (models/council.py), the newest of which says it.
    fulfilled: Mapped[bool] = mapped_column(default=False)
    # What the fields of its kind hold, by key; those that are empty are left out.
    field_values: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    # The day a coordinator added it to a plan that was followed up already; None: decided with the plan.
    added_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    plan: Mapped[Plan] = relationship(back_populates="activities")
    parent: Mapped[Activity | None] = relationship(
        back_populates="parts", remote_side=[id], foreign_keys=[parent_id]
    )
    parts: Mapped[list[Activity]] = relationship(
        back_populates="parent", order_by="Activity.sort_key", foreign_keys=[parent_id]
    )
    responsibilities: Mapped[list[Responsibility]] = relationship(
        back_populates="activity", order_by="Responsibility.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Responsibility(Base):
    """Which board and owner answers. An aktivitet has one, a KF-uppdrag one per board it was given to."""

    __tablename__ = "responsibility"
    __table_args__ = (UniqueConstraint("activity_id", "board_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    lead: Mapped[bool] = mapped_column(default=True)
    not_collected: Mapped[bool] = mapped_column(default=False)
    # Grows with every status update: a form that was opened before it is shown both texts.
    version: Mapped[int] = mapped_column(default=1)

    activity: Mapped[Activity] = relationship(back_populates="responsibilities")
    board: Mapped[Board] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    deputy: Mapped[User | None] = relationship(foreign_keys=[deputy_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
