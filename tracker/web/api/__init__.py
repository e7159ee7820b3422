"""The open interface for programs, `/api/v1/…`: what the pages say, as data. It only reads.

openapi.json beside this file describes it; a test holds the two together.
"""

from tracker.web.api import assignments, description, key_figures, plans, reports

__all__ = ["assignments", "description", "key_figures", "plans", "reports"]
