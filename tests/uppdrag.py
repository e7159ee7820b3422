"""What the tests of uppdrag share: Borås' plan, its boards, and a client signed in as somebody there."""

from sqlalchemy import select

from tests.boras import KF, activity
from tests.boras import plan as kf_plan
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tracker.models import Board, db

HERE = f"/samordning/{KF}"


def board_id(slug: str) -> int:
    """One of Borås' boards."""
    query = select(Board.id).where(Board.organisation_id == kf_plan().organisation_id, Board.slug == slug)
    return db.session.scalars(query).one()


def standing(number: str) -> dict[str, str]:
    """The boards of an uppdrag, and what each is: leads, answers or not here."""
    return {
        row.board.slug: "elsewhere" if row.not_collected else "leads" if row.lead else "answers"
        for row in activity(number).responsibilities
    }


def as_office(client: PageClient) -> PageClient:
    """The client, signed in as the council office's coordinator."""
    sign_in(client, "samordnare@boras.example.org")
    return client
