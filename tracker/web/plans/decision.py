"""What the board decided about a report, as the plan's pages show it."""

from dataclasses import dataclass

from tracker.domain.swedish.words import long_date
from tracker.models import FollowUp


@dataclass(frozen=True)
class DecisionView:
    """The decision's words, "28 september 2022, § 41", and which version it is about when another one is shown."""

    text: str
    when: str
    about: str


def decision_of(follow_up: FollowUp, shown: int | None) -> DecisionView | None:
    """The decision beside a version of the report, or None before there is one."""
    if follow_up.decided_on is None:
        return None
    when = [long_date(follow_up.decided_on), follow_up.decided_paragraph or ""]
    decided = follow_up.decided_version
    about = f"Beslutet gäller version {decided}." if decided is not None and decided != shown else ""
    return DecisionView(follow_up.decision, ", ".join(part for part in when if part), about)
