"""A plan with as many owners as one likes, each of whom owes one answer."""

from datetime import date

from sqlalchemy import insert, select

from tracker.domain.terms import FollowUpState, Origin, Visibility
from tracker.models import Activity, FollowUp, Plan, Responsibility, User, db

SLUG = "stor-plan"


def add_crowd(count: int) -> int:
    """Adds the plan, its people and an open follow-up beside what is seeded; gives the follow-up's id."""
    like = db.session.scalars(select(Plan).where(Plan.slug == "26-punktsplan")).one()
    plan = Plan(
        organisation_id=like.organisation_id,
        slug=SLUG,
        kind_id=like.kind_id,
        board_id=like.board_id,
        coordinator_id=like.coordinator_id,
        title="Stor plan",
        short_title="Stora planen",
        report_title="Uppföljning av stor plan",
        visibility=Visibility.INTERNAL,
    )
    db.session.add(plan)
    db.session.flush()
    people = _ids(
        User,
        [
            {"organisation_id": like.organisation_id, "email": address(n), "title": f"Ansvarig {n}"}
            for n in range(count)
        ],
    )
    rows = _ids(
        Activity,
        [
            {
                "plan_id": plan.id,
                "number": str(n + 1),
                "sort_key": f"{n + 1:08}",
                "short_text": f"Aktivitet {n + 1}",
            }
            for n in range(count)
        ],
    )
    db.session.execute(
        insert(Responsibility),
        [
            {"activity_id": row, "board_id": plan.board_id, "owner_id": person}
            for row, person in zip(rows, people, strict=True)
        ],
    )
    follow_up = FollowUp(
        plan_id=plan.id,
        as_of=date(2022, 8, 31),
        opens_on=date(2022, 8, 29),
        answer_by=date(2022, 9, 9),
        state=FollowUpState.OPEN,
        origin=Origin.HERE,
    )
    db.session.add(follow_up)
    db.session.commit()
    return follow_up.id


def address(number: int) -> str:
    """The address of the n-th owner."""
    return f"ansvarig.{number}@uppsala.example.org"


def _ids(table: type[User | Activity], rows: list[dict[str, object]]) -> list[int]:
    found = db.session.scalars(insert(table).returning(table.id, sort_by_parameter_order=True), rows)
    return list(found)
