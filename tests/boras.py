"""Borås of the seed, as stored now: its plans, boards and people, and the rows of a plan of uppdrag."""

from sqlalchemy import select

from tracker.models import Activity, Board, Plan, Responsibility, User, db

KF = "kf-uppdrag-2021"
LABOUR, SCHOOL = "arbetslivsnamnden", "forskolenamnden"
#: Coordinates everything in Borås.
OFFICE = "samordnare@boras.example.org"
#: Coordinate one board each.
COORDINATOR = {
    LABOUR: "controller.arbetsliv@boras.example.org",
    SCHOOL: "controller.forskola@boras.example.org",
}
#: Answers for Arbetslivsnämnden.
OWNER = "verksamhetschef.arbetsliv@boras.example.org"
_ANEW = {"populate_existing": True}


def plan(slug: str = KF) -> Plan:
    """The plan with that slug; without one the council's uppdrag of 2021."""
    return db.session.scalars(select(Plan).where(Plan.slug == slug).execution_options(**_ANEW)).one()


def board(slug: str = LABOUR) -> Board:
    """A board of Borås."""
    query = select(Board).where(Board.slug == slug, Board.organisation.has(slug="boras"))
    return db.session.scalars(query).one()


def person(email: str) -> User:
    """Somebody of seed/organisations.yaml."""
    return db.session.scalars(select(User).where(User.email == email)).one()


def activity(number: str = "1", slug: str = KF) -> Activity:
    """A row of the plan."""
    query = select(Activity).join(Activity.plan).where(Plan.slug == slug, Activity.number == number)
    return db.session.scalars(query.execution_options(**_ANEW)).one()


def share(number: str = "1", of_board: str = LABOUR, slug: str = KF) -> Responsibility:
    """A board's share of it."""
    query = (
        select(Responsibility)
        .join(Responsibility.activity)
        .join(Activity.plan)
        .join(Responsibility.board)
        .where(Plan.slug == slug, Activity.number == number, Board.slug == of_board)
    )
    return db.session.scalars(query.execution_options(**_ANEW)).one()
