"""Frozen contents, read from the database and from JSON once a process."""

from collections.abc import Sequence

from tracker.queries.plans.plan_page import Occasion, frozen_texts
from tracker.reports.content import ReportContent
from tracker.services.reports.produce_report import intact_content
from tracker.web.frame.kept import Bounded

#: By SHA-256: what a hash stands for never changes, so it may be shared by every database of the process.
_contents: Bounded[ReportContent] = Bounded(96)


def contents(occasions: Sequence[Occasion]) -> list[ReportContent]:
    """The contents of closed follow-ups, in the same order; one query for those not met before, none otherwise."""
    closed = [(each.version_id, each.sha256) for each in occasions if each.version_id and each.sha256]
    found = {sha256: _contents.get(sha256) for _, sha256 in closed}
    missing = {version: sha256 for version, sha256 in closed if found[sha256] is None}
    for version, text in frozen_texts(list(missing)).items():
        sha256 = missing[version]
        found[sha256] = _contents.put(sha256, intact_content(sha256, text))
    return [content for _, sha256 in closed if (content := found[sha256]) is not None]
