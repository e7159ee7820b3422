"""The report of a closed follow-up: as a page, and as the Word file that was frozen."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, request, url_for

from tracker import clock
from tracker.models import Plan
from tracker.queries.plans.frozen import FrozenReport, frozen_report
from tracker.reports import words
from tracker.reports.content import ReportContent
from tracker.reports.html import body_context
from tracker.services.reports.produce_report import intact_content, produce
from tracker.web.frame.access import current_plan, readers_of_plan
from tracker.web.frame.figures import drawing
from tracker.web.frame.kept import plan_page, unchanged
from tracker.web.plans.views import asked_day

blueprint = Blueprint("reports", __name__)

_LONGEST_VERSION = 6


@blueprint.get("/planer/<plan_slug>/uppfoljningar/<as_of>/rapport")
@readers_of_plan
def page(plan_slug: str, as_of: str) -> Response:
    """The report as a page; `?version=1` shows an older version after a rättelse."""
    plan, today = current_plan(), clock.today()
    return unchanged(plan, today) or plan_page(
        plan, today, ("report", as_of, _version()), "report/part.html", lambda: _page(plan, as_of)
    )


@blueprint.get("/planer/<plan_slug>/uppfoljningar/<as_of>/rapport.docx")
@readers_of_plan
def docx(plan_slug: str, as_of: str) -> Response:
    """The frozen Word file, byte for byte."""
    plan = current_plan()
    found = _frozen(plan, as_of)
    document = produce(plan.slug, as_of=found.follow_up.as_of, version=found.number, format="docx")
    response = make_response(document.data)
    response.headers["Content-Type"] = document.media_type
    response.headers.set("Content-Disposition", "attachment", filename=document.filename)
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(document.sha256)
    response.vary.add("Cookie")
    response.make_conditional(request)
    return response


def _frozen(plan: Plan, as_of: str) -> FrozenReport:
    """The frozen version that the address names; ends with 404 when there is none."""
    day = asked_day(as_of)
    found = frozen_report(plan.id, day, _version())
    if found is None or found.follow_up.as_of != day:
        abort(404)
    return found


def _version() -> int | None:
    """The version that the address asks for; None is the newest."""
    text = request.args.get("version")
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_VERSION):
        abort(404)
    return int(text)


def _page(plan: Plan, as_of: str) -> dict[str, Any]:
    found = _frozen(plan, as_of)
    content = intact_content(found.sha256, found.text)
    older = found.number if _version() is not None else None
    return {
        "heading": words.heading(content),
        "above": (plan.title, url_for("plans.plan", plan_slug=plan.slug)),
        "sheet": "report",
        "facts": _facts(content),
        "download": url_for("reports.docx", plan_slug=plan.slug, as_of=as_of, version=older),
        **body_context(content, drawing),
    }


def _facts(content: ReportContent) -> list[str]:
    """What the Word file's head says, in one line."""
    return [words.KIND, *(f"{term}: {value}" for term, value in words.head_facts(content))]
