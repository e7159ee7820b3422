"""The coordinator's pages: plans, follow-ups from opening to closing, and what was mailed."""

# Importing a page attaches it to the blueprint, which lies in a module of its own.
from tracker.web.coordination import banner, blueprint, index, new_plan
from tracker.web.coordination.council import board_assignments, proposing, reopening, reviewing
from tracker.web.coordination.council import deciding as council_deciding
from tracker.web.coordination.follow_ups import (
    asking,
    changed,
    closing,
    cockpit,
    facts,
    language,
    opening,
    preview,
)
from tracker.web.coordination.imports import looking, uploading, uppdrag, values
from tracker.web.coordination.kolada import choosing
from tracker.web.coordination.kolada import index as kolada_index
from tracker.web.coordination.kolada import looking as kolada_looking
from tracker.web.coordination.mails import outbox, switches
from tracker.web.coordination.plans import (
    activities,
    boards,
    describing,
    key_figure_comments,
    key_figure_rhythm,
    key_figure_values,
    key_figures,
    next_year,
    owners,
    pasting,
    plan,
    withdrawing,
)
from tracker.web.coordination.reminders import schedule, texts
from tracker.web.coordination.reports import correcting, deciding, ready, tjansteskrivelse

__all__ = [
    "activities",
    "asking",
    "banner",
    "blueprint",
    "board_assignments",
    "boards",
    "changed",
    "choosing",
    "closing",
    "cockpit",
    "correcting",
    "council_deciding",
    "deciding",
    "describing",
    "facts",
    "index",
    "key_figure_comments",
    "key_figure_rhythm",
    "key_figure_values",
    "key_figures",
    "kolada_index",
    "kolada_looking",
    "language",
    "looking",
    "new_plan",
    "next_year",
    "opening",
    "outbox",
    "owners",
    "pasting",
    "plan",
    "preview",
    "proposing",
    "ready",
    "reopening",
    "reviewing",
    "schedule",
    "switches",
    "texts",
    "tjansteskrivelse",
    "uploading",
    "uppdrag",
    "values",
    "withdrawing",
]
