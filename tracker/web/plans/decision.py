"""What the board decided about a report, as the plan's pages show it."""

from dataclasses import dataclass

from tracker.domain.swedish.words import long_date
from tracker.models import FollowUp


@dataclass(frozen=True)
class DecisionView:
    """The decision's words, and "28 september 2022, § 41"."""

    text: str
    when: str


def decision_of(follow_up: FollowUp) -> DecisionView | None:
    """The decision, or None before there is one."""
    if follow_up.decided_on is None:
        return None
    when = [long_date(follow_up.decided_on), follow_up.decided_paragraph or ""]
    return DecisionView(follow_up.decision, ", ".join(part for part in when if part))
