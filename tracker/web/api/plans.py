"""Plans and their follow-ups as data."""

from itertools import groupby
from typing import Any

from flask import Response, url_for

from tracker.models import FollowUp, Plan, ReportVersion
from tracker.queries.plans import plan_list
from tracker.queries.plans.frozen import frozen_report, frozen_versions
from tracker.services.reports.formats import FORMATS
from tracker.services.reports.produce_report import intact_content
from tracker.web.api.answers import asked_paging, data_answer, page_of
from tracker.web.api.blueprint import blueprint
from tracker.web.api.rows import row_data
from tracker.web.frame.access import anyone, current_plan, programs_reading_plan
from tracker.web.frame.identity import signed_in_user


@blueprint.get("/api/v1/planer")
@anyone
def plans() -> Response:
    """The plans that the reader may see, a page at a time."""
    user = signed_in_user()
    reader = user.organisation_id if user else None
    paging = asked_paging(plan_list.count_readable(reader))
    found = plan_list.readable_plans(reader, paging.offset, paging.size)
    return data_answer({**page_of(paging), "plans": [_plan(plan) for plan in found]})


@blueprint.get("/api/v1/planer/<plan_slug>")
@programs_reading_plan
def plan(plan_slug: str) -> Response:
    """A plan with its rows as its newest closed follow-up left them; before the first one there are none."""
    found = current_plan()
    frozen = frozen_report(found.id)
    data = {**_plan(found), "as_of": None, "version": None, "sentence": "", "groups": [], "rows": []}
    if frozen is not None:
        content = intact_content(frozen.sha256, frozen.text)
        data |= {
            "as_of": content.as_of,
            "version": frozen.number,
            "sentence": content.sentence,
            "groups": [
                {
                    "meaning": group.meaning,
                    "target_year": group.year,
                    "ongoing": group.ongoing,
                    "count": group.count,
                }
                for group in content.groups
            ],
            "rows": [row_data(row) for row in content.rows],
        }
    return data_answer(data)


@blueprint.get("/api/v1/planer/<plan_slug>/uppfoljningar")
@programs_reading_plan
def follow_ups(plan_slug: str) -> Response:
    """The closed follow-ups, newest first, with what was decided, every version and the SHA-256 of its files."""
    versions = frozen_versions(current_plan().id)
    found = [
        _follow_up(plan_slug, follow_up, list(those))
        for follow_up, those in groupby(versions, key=lambda version: version.follow_up)
    ]
    return data_answer({"follow_ups": found})


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "slug": plan.slug,
        "title": plan.title,
        "short_title": plan.short_title,
        "kind": plan.kind.name,
        "organisation": plan.board.organisation.name,
        "board": plan.board.name,
        "goal": plan.goal,
        "finish_by": plan.finish_by,
        "decided_on": plan.decided_on,
        "decided_paragraph": plan.decided_paragraph,
        "diarienummer": plan.diarienummer,
        "visibility": plan.visibility,
        "address": url_for("api.plan", plan_slug=plan.slug),
        "page": url_for("plans.plan", plan_slug=plan.slug),
    }


def _follow_up(plan_slug: str, follow_up: FollowUp, versions: list[ReportVersion]) -> dict[str, Any]:
    return {
        "as_of": follow_up.as_of,
        "state": follow_up.state,
        "report_on": follow_up.report_on,
        "meeting_on": follow_up.meeting_on,
        "diarienummer": follow_up.diarienummer,
        "decision": follow_up.decision,
        "decided_paragraph": follow_up.decided_paragraph,
        "decided_on": follow_up.decided_on,
        "decided_version": follow_up.decided_version,
        "versions": [_version(plan_slug, version) for version in versions],
    }


def _version(plan_slug: str, version: ReportVersion) -> dict[str, Any]:
    place: dict[str, Any] = {
        "plan_slug": plan_slug,
        "as_of": version.follow_up.as_of.isoformat(),
        "version": version.number,
    }
    kept = {file.format: file.sha256 for file in version.files}
    return {
        "number": version.number,
        "reason": version.reason,
        "frozen_at": version.frozen_at.isoformat(timespec="seconds"),
        "content_sha256": version.content_sha256,
        "rows": url_for("api.rows", **place),
        "files": [
            {"format": name, "sha256": kept.get(name), "address": url_for("api.report", format=name, **place)}
            for name in FORMATS
        ],
    }
