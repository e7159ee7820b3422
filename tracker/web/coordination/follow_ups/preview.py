"""The report as it would be if the follow-up closed now, on the page and as files, marked as a draft."""

from io import BytesIO

from flask import abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.queries.coordination.ready import seen_by
from tracker.queries.jobs import job_of_key
from tracker.reports.html import body_context
from tracker.reports.pdf_libraries import why_no_pdf
from tracker.services.reports.assemble_report import live_content
from tracker.services.reports.formats import AT_ONCE, FORMATS
from tracker.services.reports.note_seen import DRAFT
from tracker.services.reports.pdf_job import ask_for_draft_pdf, draft_pdf_key
from tracker.services.reports.word_template import made_for
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.follow_ups.named import named_follow_up
from tracker.web.coordination.reports.seen import sight_lines
from tracker.web.frame.access import coordinators_of_plan, current_person, current_plan
from tracker.web.frame.figures import drawing
from tracker.web.frame.progress import Back, begin_waiting_work, progress_page
from tracker.web.frame.seen import note_seen_afterwards


@blueprint.get("/<plan_slug>/uppfoljningar/<as_of>/forhandsgranska")
@coordinators_of_plan
def preview(plan_slug: str, as_of: str) -> ResponseReturnValue:
    """The draft; a closed follow-up has its frozen report instead."""
    named, plan = named_follow_up(as_of), current_plan()
    if named.frozen:
        return redirect(url_for("reports.page", plan_slug=plan_slug, as_of=as_of), 303)
    content = live_content(plan, named)
    note_seen_afterwards(plan.id, named.as_of, DRAFT)
    return render_template(
        "coordination/follow_ups/preview.html",
        plan=plan,
        follow_up=named,
        sights=sight_lines(seen_by(named.id)),
        **body_context(content, drawing),
    )


@blueprint.get("/<plan_slug>/uppfoljningar/<as_of>/utkast.<format>")
@coordinators_of_plan
def draft_file(plan_slug: str, as_of: str, format: str) -> ResponseReturnValue:
    """The draft as a file; a PDF that is not made yet leads to the page that makes it."""
    named = named_follow_up(as_of)
    if format not in FORMATS:
        abort(404)
    if named.frozen:
        return redirect(url_for("reports.file", plan_slug=plan_slug, as_of=as_of, format=format), 303)
    if format in AT_ONCE:
        plan = current_plan()
        data: bytes | None = made_for(plan.organisation_id, format, live_content(plan, named))
    else:
        job = job_of_key(draft_pdf_key(named))
        data = job.result if job else None
        if data is None:
            return redirect(url_for("coordination.draft_pdf", plan_slug=plan_slug, as_of=as_of), 303)
    assert data is not None
    return send_file(
        BytesIO(data),
        mimetype=FORMATS[format].media_type,
        as_attachment=True,
        download_name=f"utkast-{plan_slug}-{as_of}.{format}",
        max_age=0,
    )


@blueprint.route("/<plan_slug>/uppfoljningar/<as_of>/utkast/pdf", methods=["GET", "POST"])
@coordinators_of_plan
def draft_pdf(plan_slug: str, as_of: str) -> ResponseReturnValue:
    """How far the draft's PDF is; sent, it is asked for. It is that of the plan as it stands now."""
    named = named_follow_up(as_of)
    if named.frozen:
        return redirect(url_for("reports.pdf", plan_slug=plan_slug, as_of=as_of), 303)
    here = url_for("coordination.draft_pdf", plan_slug=plan_slug, as_of=as_of)
    if request.method == "POST":
        if not why_no_pdf():
            ask_for_draft_pdf(named, by=current_person(), now=clock.utc_now())
            begin_waiting_work()
        return redirect(here, 303)
    job = job_of_key(draft_pdf_key(named))
    made = job is not None and job.result is not None
    ready = url_for("coordination.draft_file", format="pdf", plan_slug=plan_slug, as_of=as_of) if made else ""
    back = Back("Utkastet", url_for("coordination.preview", plan_slug=plan_slug, as_of=as_of))
    return progress_page(here, back, job, ready)
