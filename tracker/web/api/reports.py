"""The frozen report of a follow-up: its files as they were frozen, and its rows as open data."""

from datetime import date

from flask import Response

from tracker.queries.plans.frozen import FrozenReport, frozen_file, frozen_report
from tracker.services.reports.formats import AT_ONCE, FORMATS
from tracker.services.reports.produce_report import intact_content, produce
from tracker.web.api.answers import DataRefused, asked_number, file_answer, table_answer
from tracker.web.api.blueprint import blueprint
from tracker.web.api.rows import COLUMNS, row_lines
from tracker.web.frame.access import current_plan, programs_reading_plan
from tracker.web.plans.views import day_of


@blueprint.get("/api/v1/planer/<plan_slug>/uppfoljningar/<as_of>/rapport.<format>")
@programs_reading_plan
def report(plan_slug: str, as_of: str, format: str) -> Response:
    """The report in one of its formats, byte for byte as it was frozen; `?version=1` is an older one."""
    if format not in FORMATS:
        raise DataRefused("unknown-format", f"Rapporten finns som {', '.join(FORMATS)}.")
    found = _frozen(as_of)
    if format not in AT_ONCE and frozen_file(found.version_id, format) is None:
        raise DataRefused(
            "not-made-yet",
            f"Rapporten är inte gjord som {FORMATS[format].shown} än. Beställ filen på rapportens sida, "
            "eller hämta rapporten i ett annat format.",
        )
    file = produce(plan_slug, as_of=found.follow_up.as_of, version=found.number, format=format)
    return file_answer(file.data, file.media_type, file.filename)


@blueprint.get("/api/v1/planer/<plan_slug>/uppfoljningar/<as_of>/rader.csv")
@programs_reading_plan
def rows(plan_slug: str, as_of: str) -> Response:
    """The rows of the report as one table of open data."""
    found = _frozen(as_of)
    content = intact_content(found.sha256, found.text)
    name = f"rader-{plan_slug}-{found.follow_up.as_of.isoformat()}.csv"
    return table_answer(COLUMNS, row_lines(content), name)


def _frozen(as_of: str) -> FrozenReport:
    """The frozen version that the address names. Raises DataRefused."""
    version, day = asked_number("version"), day_of(as_of)
    newest = _on(day, None) if day else None
    if newest is None:
        raise DataRefused("no-follow-up", "Det finns ingen avslutad uppföljning per den dagen.")
    found = newest if version is None else _on(newest.follow_up.as_of, version)
    if found is None:
        raise DataRefused("unknown-version", "Den versionen av rapporten finns inte.")
    return found


def _on(day: date, version: int | None) -> FrozenReport | None:
    found = frozen_report(current_plan().id, day, version)
    return found if found is not None and found.follow_up.as_of == day else None
