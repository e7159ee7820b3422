"""The plan's open follow-up and how many have answered in it, for pages that change who is asked."""

from dataclasses import dataclass

from tracker.models import FollowUp, Plan
from tracker.queries.coordination.cockpit import AnswerRate, answer_rates
from tracker.queries.plans.by_name import open_follow_up


@dataclass(frozen=True)
class RunningRate:
    """An open follow-up and its answer rate."""

    follow_up: FollowUp
    rate: AnswerRate

    @property
    def words(self) -> str:
        """ "2 av 9 har svarat"."""
        return f"{self.rate.answered} av {self.rate.asked} har svarat"


def running_rate(plan: Plan) -> RunningRate | None:
    """The plan's open follow-up as it stands now, or None."""
    running = open_follow_up(plan.id)
    if running is None:
        return None
    return RunningRate(running, answer_rates([running.id]).get(running.id, AnswerRate(0, 0)))
