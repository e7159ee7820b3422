"""Plans of the kinds that have fields of their own, small, with an open follow-up: made by hand in tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import Flask
from sqlalchemy import select

from tests.boras import KF, OFFICE, OWNER, board, person
from tests.boras import plan as plan_of
from tracker.domain.numbering import sort_key
from tracker.domain.terms import FollowUpState, Origin, Visibility
from tracker.models import (
    Activity,
    Board,
    FollowUp,
    Plan,
    PlanKind,
    Responsibility,
    StatusUpdate,
    db,
)

AS_OF = date(2022, 8, 31)
NOW = datetime(2022, 9, 1, 12, 5, tzinfo=UTC)
#: Coordinates Arbetslivsnämnden alone.
CONTROLLER = "controller.arbetsliv@boras.example.org"
OTHER_CONTROLLER = "controller.forskola@boras.example.org"

CONTROL = "intern-kontroll-2022"
QUESTIONS = "fragor-2022"
EFFORTS = "insatser-2022"


@dataclass(frozen=True)
class Share:
    """A board's share of a row, and who answers."""

    board: str = "arbetslivsnamnden"
    owner: str | None = OWNER


ONE = (Share(),)
TWO = (Share(), Share("forskolenamnden"))


def make_plan(
    slug: str,
    kind: str,
    rows: Sequence[str],
    shares: Sequence[Share] = ONE,
    *,
    of_board: str = "kommunstyrelsen",
) -> Plan:
    """A plan of that kind with rows 1, 2, …, each given to these boards, and an open follow-up."""
    plan = Plan(
        organisation_id=board(of_board).organisation_id, slug=slug, board=board(of_board),
        kind=db.session.scalars(select(PlanKind).where(PlanKind.slug == kind)).one(),
        coordinator=person(OFFICE), title=f"Plan {slug}", short_title=slug, report_title=f"Uppföljning av {slug}",
        visibility=Visibility.PUBLISHED,
    )  # fmt: skip
    db.session.add(plan)
    for number, text in enumerate(rows, 1):
        add_row(plan, str(number), text, shares)
    open_one(plan)
    db.session.commit()
    return plan


def add_row(plan: Plan, number: str, text: str, shares: Sequence[Share] = ONE) -> Activity:
    """A row of the plan."""
    activity = Activity(plan=plan, number=number, sort_key=sort_key(number), short_text=text)
    db.session.add(activity)
    for place, share in enumerate(shares):
        owner = person(share.owner) if share.owner else None
        db.session.add(
            Responsibility(activity=activity, board=board(share.board), owner=owner, lead=place == 0)
        )
    return activity


def open_one(plan: Plan, as_of: date = AS_OF) -> FollowUp:
    """An open follow-up of the plan."""
    follow_up = FollowUp(
        plan=plan, as_of=as_of, opens_on=date(2022, 8, 22), answer_by=date(2022, 9, 9),
        state=FollowUpState.OPEN, origin=Origin.HERE,
    )  # fmt: skip
    db.session.add(follow_up)
    db.session.commit()
    return follow_up


def control_plan() -> Plan:
    """Intern kontroll: of one board, with process, analys and åtgärd."""
    return make_plan(
        CONTROL, "intern-kontroll", ["Direktupphandling", "Delegation"], of_board="arbetslivsnamnden"
    )


def question_plan(shares: Sequence[Share] = ONE) -> Plan:
    """Two questions to these boards."""
    return make_plan(QUESTIONS, "fragor", ["Hur informeras minoriteterna?", "Hur ges samråd?"], shares)


def effort_plan() -> Plan:
    """Insatser: rows come from the boards that answer."""
    return make_plan(EFFORTS, "insatser", [])


def kf_plan() -> Plan:
    """KF-uppdrag of the seed, given to two boards of which the same person answers for both; opened."""
    plan = plan_of(KF)
    for share in plan.activities[0].responsibilities:
        share.not_collected, share.owner = False, person(OWNER)
    open_one(plan)
    return plan


def follow_up_of(plan: Plan) -> FollowUp:
    """The plan's open follow-up."""
    return db.session.scalars(
        select(FollowUp).where(FollowUp.plan_id == plan.id, FollowUp.state == FollowUpState.OPEN)
    ).one()


def share_of(plan: Plan, number: str = "1", of_board: str = "arbetslivsnamnden") -> Responsibility:
    """A board's share of a row."""
    return db.session.scalars(
        select(Responsibility)
        .join(Responsibility.activity)
        .join(Responsibility.board)
        .where(Activity.plan_id == plan.id, Activity.number == number, Board.slug == of_board)
    ).one()


def said_of(plan: Plan, number: str = "1", of_board: str = "arbetslivsnamnden") -> list[StatusUpdate]:
    """All that was reported on a share, oldest first."""
    share = share_of(plan, number, of_board)
    query = select(StatusUpdate).where(StatusUpdate.responsibility_id == share.id)
    return list(db.session.scalars(query.order_by(StatusUpdate.id)))


def stored(app: Flask, make: object) -> None:
    """Makes a plan in a context of its own, before pages are fetched."""
    with app.app_context():
        make()  # type: ignore[operator]
