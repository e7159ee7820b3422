"""The number of a row that was decided without one."""

from sqlalchemy import select

from tracker.models import Activity, db


def next_number(plan_id: int) -> str:
    """One more than the largest whole number in the plan, withdrawn rows too."""
    numbers = db.session.scalars(select(Activity.number).where(Activity.plan_id == plan_id))
    return str(largest(list(numbers)) + 1)


def largest(numbers: list[str]) -> int:
    """The largest whole number among them, 0 without any."""
    return max((int(number) for number in numbers if number.isascii() and number.isdigit()), default=0)
