"""What an activity's page asks beyond the plan's follow-ups: nothing is read of a follow-up that is open."""

from datetime import UTC, datetime

from tracker.queries.plans.plan_page import News, news_of

_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


def told_of(plan_id: int, number: str) -> list[News]:
    """Everything that was said of the activity between follow-ups (rule 5), newest first."""
    return news_of(plan_id, _ALWAYS, number)
