"""Who has seen a report, in words: roles and days, never names."""

from collections.abc import Sequence
from itertools import groupby

from tracker.domain.calendar import local_date
from tracker.domain.swedish.words import day_and_month, joined
from tracker.queries.coordination.ready import Sight
from tracker.services.reports.note_seen import DRAFT


def sight_lines(sights: Sequence[Sight]) -> list[tuple[str, str]]:
    """ "Utkastet" or "Version 1", and "Controller (5 september) och Ledamot (6 september)"; newest version first."""
    return [
        (
            "Utkastet" if number == DRAFT else f"Version {number}",
            joined([f"{sight.title} ({day_and_month(local_date(sight.last_at))})" for sight in found]),
        )
        for number, found in groupby(sights, key=lambda sight: sight.number)
    ]
