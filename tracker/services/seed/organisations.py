"""Stores the municipalities, boards, people and memberships of seed/organisations.yaml."""

from typing import Any

from sqlalchemy import select

from tracker.domain.terms import BoardKind, Role
from tracker.importers.seed_files import Rows
from tracker.models import Board, Membership, Organisation, User, db


def store_organisations(rows: Rows) -> None:
    """Adds organisations that are not there; an existing one is left alone."""
    for row in rows:
        if db.session.scalar(select(Organisation.id).where(Organisation.slug == row["slug"])) is None:
            _store(row)


def _store(row: dict[str, Any]) -> None:
    organisation = Organisation(
        slug=row["slug"], name=row["name"], municipality_code=row["municipality_code"]
    )
    db.session.add(organisation)
    boards = {
        board["slug"]: Board(
            organisation=organisation, slug=board["slug"], name=board["name"], kind=BoardKind(board["kind"])
        )
        for board in row["boards"]
    }
    users = {
        user["email"]: User(organisation=organisation, email=user["email"], title=user["title"])
        for user in row["users"]
    }
    db.session.add_all([*boards.values(), *users.values()])
    db.session.flush()
    for user in row["users"]:
        if manager := user.get("manager"):
            users[user["email"]].manager = users[manager]
    for membership in row["memberships"]:
        board = boards[membership["board"]] if membership.get("board") else None
        db.session.add(
            Membership(
                user=users[membership["user"]],
                organisation_id=organisation.id,
                board=board,
                role=Role(membership["role"]),
            )
        )
    db.session.flush()
