"""What the board and everybody else reads: plans, their follow-ups and their activities."""

from tracker.web.plans.views import blueprint

__all__ = ["blueprint"]
