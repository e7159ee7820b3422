"""What the tests of uppdrag share: Borås' plan, its boards, and a client signed in as somebody there."""

from sqlalchemy import select

from tests.page_check import PageClient
from tests.signing_in import sign_in
from tracker.models import Activity, Board, Plan, Responsibility, db

KF = "kf-uppdrag-2021"
HERE = f"/samordning/{KF}"


def kf_plan(slug: str = KF) -> Plan:
    """The council's uppdrag of 2021."""
    return db.session.scalars(select(Plan).where(Plan.slug == slug)).one()


def board_id(slug: str) -> int:
    """One of Borås' boards."""
    query = select(Board.id).where(Board.organisation_id == kf_plan().organisation_id, Board.slug == slug)
    return db.session.scalars(query).one()


def uppdrag(number: str, plan: str = KF) -> Activity:
    """One of the uppdrag."""
    query = select(Activity).join(Activity.plan).where(Plan.slug == plan, Activity.number == number)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def share(number: str, board: str) -> Responsibility:
    """A board's share of it."""
    return next(row for row in uppdrag(number).responsibilities if row.board.slug == board)


def standing(number: str) -> dict[str, str]:
    """The boards of an uppdrag, and what each is: leads, answers or not here."""
    return {
        row.board.slug: "elsewhere" if row.not_collected else "leads" if row.lead else "answers"
        for row in uppdrag(number).responsibilities
    }


def as_office(client: PageClient) -> PageClient:
    """The client, signed in as the council office's coordinator."""
    sign_in(client, "samordnare@boras.example.org")
    return client
