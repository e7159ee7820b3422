"""Stores the municipalities, boards, people and memberships of seed/organisations.yaml."""

from typing import Any

from sqlalchemy import select

from tracker.domain.terms import BoardKind, Role
from tracker.importers.seed_files import Rows
from tracker.models import Board, Membership, Organisation, User, db


def store_organisations(rows: Rows) -> None:
    """Adds organisations, boards and people that are not there; those that are there are left alone.

    A newer release may bring plans of boards and people that an older one did not know. Only who is new gets the
    memberships of the file: a role that somebody was relieved of does not come back.
    """
    for row in rows:
        organisation = _organisation(row)
        boards = _boards(organisation, row["boards"])
        users, new = _users(organisation, row["users"])
        db.session.add_all(
            Membership(
                user=users[membership["user"]],
                organisation_id=organisation.id,
                board=boards[membership["board"]] if membership.get("board") else None,
                role=Role(membership["role"]),
            )
            for membership in row["memberships"]
            if membership["user"] in new
        )
        db.session.flush()


def _organisation(row: dict[str, Any]) -> Organisation:
    found = db.session.scalar(select(Organisation).where(Organisation.slug == row["slug"]))
    if found is None:
        found = Organisation(slug=row["slug"], name=row["name"], municipality_code=row["municipality_code"])
        db.session.add(found)
        db.session.flush()
    return found


def _boards(organisation: Organisation, rows: list[dict[str, Any]]) -> dict[str, Board]:
    """All of the file's boards by their slugs, the lacking ones made."""
    found = {
        board.slug: board
        for board in db.session.scalars(select(Board).where(Board.organisation_id == organisation.id))
    }
    for row in rows:
        if row["slug"] not in found:
            found[row["slug"]] = Board(
                organisation=organisation, slug=row["slug"], name=row["name"], kind=BoardKind(row["kind"])
            )
            db.session.add(found[row["slug"]])
    db.session.flush()
    return found


def _users(organisation: Organisation, rows: list[dict[str, Any]]) -> tuple[dict[str, User], set[str]]:
    """All of the file's people by their addresses, the lacking ones made, and the addresses of these."""
    emails = [row["email"] for row in rows]
    found = {user.email: user for user in db.session.scalars(select(User).where(User.email.in_(emails)))}
    new = set(emails) - set(found)
    for row in rows:
        if row["email"] in new:
            found[row["email"]] = User(organisation=organisation, email=row["email"], title=row["title"])
    db.session.add_all(found[email] for email in emails)
    for row in rows:
        if row["email"] in new and row.get("manager"):
            found[row["email"]].manager = found[row["manager"]]
    db.session.flush()
    return found, new
