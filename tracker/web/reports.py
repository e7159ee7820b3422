"""The report of a closed follow-up: as a page, and as the files that were frozen."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.models import Plan
from tracker.queries.jobs import pdf_job_of
from tracker.queries.plans.frozen import FrozenReport, frozen_report, has_file
from tracker.queries.plans.versions import reasons_after
from tracker.reports import words
from tracker.reports.content import ReportContent
from tracker.reports.html import body_context
from tracker.reports.pdf_libraries import why_no_pdf
from tracker.services.reports.formats import FORMATS
from tracker.services.reports.pdf_job import ask_for_pdf
from tracker.services.reports.produce_report import ReportDocument, intact_content, produce, produce_letter
from tracker.web.frame.access import current_plan, readers_of_plan
from tracker.web.frame.figures import drawing
from tracker.web.frame.identity import signed_in_user
from tracker.web.frame.kept import plan_page, unchanged
from tracker.web.frame.progress import Back, begin_waiting_work, progress_page
from tracker.web.frame.seen import note_seen_afterwards
from tracker.web.plans.decision import decision_of
from tracker.web.plans.views import asked_day

blueprint = Blueprint("reports", __name__)

_LONGEST_VERSION = 6


@blueprint.get("/planer/<plan_slug>/uppfoljningar/<as_of>/rapport")
@readers_of_plan
def page(plan_slug: str, as_of: str) -> Response:
    """The report as a page; `?version=1` shows an older version after a rättelse."""
    plan, today = current_plan(), clock.today()
    if (same := unchanged(plan, today)) is not None:
        # The browser has had it from us today, and then it was noted.
        return same
    response = plan_page(
        plan, today, ("report", as_of, _version()), "report/part.html", lambda: _page(plan, as_of)
    )
    note_seen_afterwards(plan.id, asked_day(as_of), _version())
    return response


@blueprint.get("/planer/<plan_slug>/uppfoljningar/<as_of>/rapport.<format>")
@readers_of_plan
def file(plan_slug: str, as_of: str, format: str) -> ResponseReturnValue:
    """The frozen file, byte for byte; a PDF that is not made yet leads to the page that makes it."""
    plan = current_plan()
    if format not in FORMATS:
        abort(404)
    found = _frozen(plan, as_of)
    if format == "pdf" and not has_file(found.version_id, format):
        return redirect(url_for("reports.pdf", plan_slug=plan_slug, as_of=as_of, version=_version()), 303)
    return _sent(produce(plan.slug, as_of=found.follow_up.as_of, version=found.number, format=format))


def _sent(document: ReportDocument) -> Response:
    response = make_response(document.data)
    response.headers["Content-Type"] = document.media_type
    response.headers.set("Content-Disposition", "attachment", filename=document.filename)
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(document.sha256)
    response.vary.add("Cookie")
    response.make_conditional(request)
    return response


@blueprint.route("/planer/<plan_slug>/uppfoljningar/<as_of>/rapport/pdf", methods=["GET", "POST"])
@readers_of_plan
def pdf(plan_slug: str, as_of: str) -> ResponseReturnValue:
    """How far the PDF is; sent, it is asked for. Asked for twice it is made once."""
    found = _frozen(current_plan(), as_of)
    address: dict[str, Any] = {"plan_slug": plan_slug, "as_of": as_of, "version": _version()}
    here = url_for("reports.pdf", **address)
    if request.method == "POST":
        if not has_file(found.version_id, "pdf") and not why_no_pdf():
            ask_for_pdf(found.version_id, by=signed_in_user(), now=clock.utc_now())
            begin_waiting_work()
        return redirect(here, 303)
    ready = has_file(found.version_id, "pdf")
    back = Back("Rapporten", url_for("reports.page", **address))
    return progress_page(
        here,
        back,
        pdf_job_of(found.version_id),
        url_for("reports.file", format="pdf", **address) if ready else "",
    )


@blueprint.get("/planer/<plan_slug>/uppfoljningar/<as_of>/tjansteskrivelse.docx")
@readers_of_plan
def tjansteskrivelse(plan_slug: str, as_of: str) -> Response:
    """The tjänsteskrivelse that was frozen with the version, byte for byte."""
    found = _frozen(current_plan(), as_of)
    return _sent(produce_letter(plan_slug, as_of=found.follow_up.as_of, version=found.number))


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
        "plan_slug": plan.slug,
        "as_of": as_of,
        "version": older,
        "newer": reasons_after(found.follow_up.id, found.number),
        "newest": url_for("reports.page", plan_slug=plan.slug, as_of=as_of),
        "versions": url_for("plans.versions", plan_slug=plan.slug, as_of=as_of),
        "decision": decision_of(found.follow_up, found.number),
        **body_context(content, drawing),
    }


def _facts(content: ReportContent) -> list[str]:
    """What the Word file's head says, in one line."""
    return [words.ATTACHED, *(f"{term}: {value}" for term, value in words.head_facts(content))]
