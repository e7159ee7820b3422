"""Who can be mailed, and who is asked about what."""

from collections.abc import Collection

from tracker import mail
from tracker.models import Plan, Responsibility, User
from tracker.queries.coordination.cockpit import coordinators_of


def reachable(person: User | None) -> bool:
    """Whether the person is there and mail to the address leads somewhere."""
    return (
        person is not None
        and person.active
        and person.unreachable_since is None
        and mail.wire_address(person.email) is not None
    )


def recipient(responsibility: Responsibility) -> User | None:
    """Who is asked: the owner, or the deputy when the owner cannot be mailed, or nobody."""
    for person in (responsibility.owner, responsibility.deputy):
        if reachable(person):
            return person
    return None


def asked(
    row: Responsibility, people: Collection[int] | None, declined: Collection[tuple[int, int]]
) -> User | None:
    """Who is asked about the row, when that is one of these people and has not said that it is not theirs."""
    user = among(recipient(row), people)
    return None if user is None or (row.id, user.id) in declined else user


def among(person: User | None, people: Collection[int] | None) -> User | None:
    """The person, when that is one of these people; without `people` everybody is."""
    return person if person is not None and (people is None or person.id in people) else None


def coordinator_of(plan: Plan) -> User | None:
    """Who hears about the plan: its coordinator, or another one of the board who can be mailed, or nobody."""
    if reachable(plan.coordinator):
        return plan.coordinator
    return next((person for person in coordinators_of(plan.board_id) if reachable(person)), None)
