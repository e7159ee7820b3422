"""Which years have been given for a plan's rows, follow-up by follow-up."""

from sqlalchemy import or_, select

from tracker.domain.year_steps import GivenYear
from tracker.models import Activity, FollowUp, Responsibility, StatusUpdate, db
from tracker.queries.plans.newest_update import outside

#: An occasion: a follow-up, or a piece of news between two of them.
_Occasion = tuple[str, int]


def given_years(plan_id: int, follow_up: FollowUp) -> dict[int, list[GivenYear]]:
    """The years up to and in the follow-up by responsibility, oldest first, in one query.

    Of each follow-up only what counted in it, so that a year corrected the next day is no step; what was said
    between follow-ups was read by all and counts too.
    """
    return {
        key: [each for each in found.values() if each]
        for key, found in _by_occasion(plan_id, follow_up).items()
    }


def given_before(plan_id: int, follow_up: FollowUp) -> dict[int, list[GivenYear]]:
    """The same without what was said in the follow-up itself, but with the year that it printed as earlier."""
    own = ("follow-up", follow_up.id)
    return {
        key: [
            GivenYear(each.printed_before) if occasion == own and each.printed_before else each
            for occasion, each in found.items()
            if each and (occasion != own or each.printed_before)
        ]
        for key, found in _by_occasion(plan_id, follow_up).items()
    }


def _by_occasion(plan_id: int, follow_up: FollowUp) -> dict[int, dict[_Occasion, GivenYear | None]]:
    query = (
        select(
            StatusUpdate.id,
            StatusUpdate.responsibility_id,
            StatusUpdate.follow_up_id,
            StatusUpdate.target_year,
            StatusUpdate.previous_target_year,
        )
        .join(Responsibility, StatusUpdate.responsibility_id == Responsibility.id)
        .join(Activity, Responsibility.activity_id == Activity.id)
        .where(
            Activity.plan_id == plan_id,
            or_(StatusUpdate.follow_up_id == follow_up.id, outside(StatusUpdate, follow_up)),
        )
        # The follow-up itself comes last: news before it may be written after its first answers.
        .order_by(
            StatusUpdate.follow_up_id.is_not_distinct_from(follow_up.id),
            StatusUpdate.counts_from,
            StatusUpdate.id,
        )
    )
    counting: dict[int, dict[_Occasion, GivenYear | None]] = {}
    for update_id, responsibility_id, occasion_id, year, printed in db.session.execute(query):
        occasion = ("news", update_id) if occasion_id is None else ("follow-up", occasion_id)
        # Ständigt pågående has no year, but may have been printed beside the one that held before.
        latest = year if year is not None else printed
        given = GivenYear(latest, printed) if latest is not None else None
        counting.setdefault(responsibility_id, {})[occasion] = given
    return counting
