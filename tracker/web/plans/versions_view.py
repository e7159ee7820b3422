"""What the page of a report's versions shows: when, by which role, why, and every file with its checksum."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, url_for

from tracker.domain.swedish.words import month_year
from tracker.domain.text import spaced
from tracker.models import Plan
from tracker.queries.plans.by_name import follow_up_as_of
from tracker.queries.plans.versions import ListedFile, ListedVersion, versions_of
from tracker.services.reports.formats import FORMATS, LETTER
from tracker.web.plans.words import per


@dataclass(frozen=True)
class FileView:
    """A file: what it is called, its size in words, its SHA-256, and where it is fetched."""

    name: str
    size: str
    sha256: str
    href: str


@dataclass(frozen=True)
class VersionView:
    """A version with its files; `page` is where it is read."""

    version: ListedVersion
    page: str
    #: Where the PDF is made, while there is none.
    pdf: str | None
    files: tuple[FileView, ...]


def versions_page(plan: Plan, as_of: date) -> dict[str, Any]:
    """The versions, newest first; ends with 404 when nothing is frozen."""
    follow_up = follow_up_as_of(plan.id, as_of)
    if follow_up is None or not follow_up.frozen:
        abort(404)
    return {
        "heading": "Rapportens versioner",
        "title_note": per(as_of),
        "above": (
            f"Uppföljning {per(as_of)}",
            url_for("plans.follow_up", plan_slug=plan.slug, as_of=as_of.isoformat()),
        ),
        "lead": f"{plan.report_title} per {month_year(as_of)}",
        "versions": [_view(plan, as_of, version) for version in versions_of(follow_up.id)],
    }


def _view(plan: Plan, as_of: date, version: ListedVersion) -> VersionView:
    page = url_for("reports.page", plan_slug=plan.slug, as_of=as_of.isoformat(), version=version.number)
    order = [*FORMATS, LETTER]
    files = sorted(version.files, key=lambda file: order.index(file.format))
    made = any(file.format == "pdf" for file in files)
    where: dict[str, Any] = {"plan_slug": plan.slug, "as_of": as_of.isoformat(), "version": version.number}
    pdf = None if made else url_for("reports.pdf", **where)
    return VersionView(version, page, pdf, tuple(_file(plan, as_of, version, file) for file in files))


def _file(plan: Plan, as_of: date, version: ListedVersion, file: ListedFile) -> FileView:
    letter = file.format == LETTER
    return FileView(
        name="Tjänsteskrivelsen i Word" if letter else f"Rapporten, {FORMATS[file.format].shown}",
        size=f"{spaced(max(round(file.size / 1000), 1))} kB",
        sha256=file.sha256,
        href=_address(plan, as_of, version.number, file.format),
    )


def _address(plan: Plan, as_of: date, number: int, format: str) -> str:
    where: dict[str, Any] = {"plan_slug": plan.slug, "as_of": as_of.isoformat(), "version": number}
    if format == LETTER:
        return url_for("reports.tjansteskrivelse", **where)
    return url_for("reports.file", format=format, **where)
