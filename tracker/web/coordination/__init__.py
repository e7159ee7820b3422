"""The coordinator's pages: plans, follow-ups from opening to closing, and what was mailed."""

from flask import Blueprint

blueprint = Blueprint("coordination", __name__, url_prefix="/samordning")

# The pages attach themselves to the blueprint above.
from tracker.web.coordination import index, new_plan, outbox  # noqa: E402, F401
from tracker.web.coordination.follow_ups import (  # noqa: E402, F401
    closing,
    cockpit,
    facts,
    language,
    opening,
    preview,
)
from tracker.web.coordination.plans import (  # noqa: E402, F401
    activities,
    key_figures,
    owners,
    plan,
)
