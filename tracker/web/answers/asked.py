"""Which of a person's rows she is asked about: those that a mail to her may hold a link for."""

from collections.abc import Collection, Sequence

from tracker.models import User
from tracker.queries.my_activities import MyActivity
from tracker.queries.reminders.waiting import open_hand_overs
from tracker.services.reminders.recipient import reachable


def declined_by(user: User, activities: Sequence[MyActivity]) -> set[int]:
    """The rows that the person has said are not hers, and for which nobody has been chosen yet."""
    left = open_hand_overs([one.row.responsibility.id for one in activities])
    return {row_id for row_id, one in left.items() if one.from_user_id == user.id and one.to_user_id is None}


def asked_of(user: User, activities: Sequence[MyActivity], declined: Collection[int]) -> list[MyActivity]:
    """The person's own rows, and as deputy those whose owner cannot be mailed; nothing that she has declined."""
    return [
        one
        for one in activities
        if one.row.responsibility.id not in declined
        and (not one.as_deputy or not reachable(one.row.responsibility.owner))
    ]
