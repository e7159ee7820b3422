"""Stores status vocabularies and plan kinds."""

from typing import Any

from sqlalchemy import select

from tracker.domain.terms import Demand, Meaning
from tracker.importers.seed_files import Rows
from tracker.models import PlanKind, StatusLabel, Vocabulary, db

_NOT_WORDS = frozenset({"slug", "name", "vocabulary"})


def store_vocabularies(rows: Rows) -> None:
    """Adds vocabularies that are not there, with their labels in the file's order."""
    for row in rows:
        if db.session.scalar(select(Vocabulary.id).where(Vocabulary.slug == row["slug"])) is None:
            vocabulary = Vocabulary(slug=row["slug"], name=row["name"])
            vocabulary.labels = [_label(position, label) for position, label in enumerate(row["labels"])]
            db.session.add(vocabulary)
    db.session.flush()


def _label(position: int, row: dict[str, Any]) -> StatusLabel:
    return StatusLabel(
        position=position,
        label=row["label"],
        short=row["short"],
        meaning=Meaning(row["meaning"]),
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
    """Adds plan kinds that are not there; every key but slug, name and vocabulary is one of its words."""
    for row in rows:
        if db.session.scalar(select(PlanKind.id).where(PlanKind.slug == row["slug"])) is None:
            words = {key: value for key, value in row.items() if key not in _NOT_WORDS}
            vocabulary = db.session.scalar(select(Vocabulary).where(Vocabulary.slug == row["vocabulary"]))
            db.session.add(PlanKind(slug=row["slug"], name=row["name"], vocabulary=vocabulary, words=words))
    db.session.flush()
