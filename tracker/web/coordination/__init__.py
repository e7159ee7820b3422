"""The coordinator's pages: plans, follow-ups from opening to closing, and what was mailed."""

# Importing a page attaches it to the blueprint, which lies in a module of its own.
from tracker.web.coordination import blueprint, index, new_plan, outbox
from tracker.web.coordination.follow_ups import closing, cockpit, facts, language, opening, preview
from tracker.web.coordination.plans import (
    activities,
    key_figure_comments,
    key_figures,
    owners,
    plan,
    withdrawing,
)

__all__ = [
    "activities",
    "blueprint",
    "closing",
    "cockpit",
    "facts",
    "index",
    "key_figure_comments",
    "key_figures",
    "language",
    "new_plan",
    "opening",
    "outbox",
    "owners",
    "plan",
    "preview",
    "withdrawing",
]
