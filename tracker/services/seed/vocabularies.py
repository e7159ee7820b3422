"""Stores status vocabularies and plan kinds."""

from typing import Any

from sqlalchemy import select

from tracker.domain.plan_fields import fields_of
from tracker.domain.terms import SETTLED, Demand, Meaning
from tracker.importers.seed_files import Rows
from tracker.models import PlanKind, StatusLabel, Vocabulary, db

_NOT_WORDS = frozenset(
    {"slug", "name", "vocabulary", "fields", "numbered", "assignments", "shared", "rows_by_boards"}
)
#: What a kind without statuses answers with: it is not counted.
_ANSWERS_ONLY = "svar"


def store_vocabularies(rows: Rows) -> None:
    """Adds vocabularies that are not there, with their labels in the file's order."""
    for row in rows:
        if db.session.scalar(select(Vocabulary.id).where(Vocabulary.slug == row["slug"])) is None:
            vocabulary = Vocabulary(slug=row["slug"], name=row["name"])
            vocabulary.labels = [_label(position, label) for position, label in enumerate(row["labels"])]
            db.session.add(vocabulary)
    db.session.flush()


def _label(position: int, row: dict[str, Any]) -> StatusLabel:
    meaning = Meaning(row["meaning"])
    return StatusLabel(
        position=position,
        label=row["label"],
        short=row["short"],
        meaning=meaning,
        asked_again=row.get("asked_again", meaning not in SETTLED),
        definition=row["definition"],
        hint=row["hint"],
        comment_heading=row["comment_heading"],
        comment=Demand(row["comment"]),
        cause=Demand(row["cause"]),
        remaining_work=Demand(row["remaining_work"]),
        horizon=Demand(row["horizon"]),
        synonyms=row["synonyms"],
    )


def store_plan_kinds(rows: Rows) -> None:
    """Adds plan kinds that are not there; every key that is no trait of the kind is one of its words."""
    for row in rows:
        if db.session.scalar(select(PlanKind.id).where(PlanKind.slug == row["slug"])) is None:
            db.session.add(_plan_kind(row))
    db.session.flush()


def _plan_kind(row: dict[str, Any]) -> PlanKind:
    fields_of(row.get("fields", []))  # fails here rather than when the first page is opened
    vocabulary = db.session.scalars(
        select(Vocabulary).where(Vocabulary.slug == (row["vocabulary"] or _ANSWERS_ONLY))
    ).one()
    return PlanKind(
        slug=row["slug"],
        name=row["name"],
        vocabulary=vocabulary,
        words={key: value for key, value in row.items() if key not in _NOT_WORDS},
        fields=row.get("fields", []),
        counted=row["vocabulary"] is not None,
        numbered=row.get("numbered", True),
        assignments=row.get("assignments", False),
        shared=row.get("shared", False),
        rows_by_boards=row.get("rows_by_boards", False),
    )
