"""The report as it would be if the follow-up closed now, on the page and in Word, marked as a draft."""

from io import BytesIO

from flask import redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from tracker.reports.docx import report_docx
from tracker.reports.html import body_context
from tracker.services.reports.assemble_report import live_content
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.follow_ups.named import named_follow_up
from tracker.web.frame.access import coordinators_of_plan, current_plan
from tracker.web.frame.figures import drawing

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/<plan_slug>/uppfoljningar/<as_of>/forhandsgranska")
@coordinators_of_plan
def preview(plan_slug: str, as_of: str) -> ResponseReturnValue:
    """The draft; a closed follow-up has its frozen report instead."""
    named = named_follow_up(as_of)
    if named.frozen:
        return redirect(url_for("reports.page", plan_slug=plan_slug, as_of=as_of), 303)
    content = live_content(current_plan(), named)
    return render_template(
        "coordination/follow_ups/preview.html",
        plan=current_plan(),
        follow_up=named,
        **body_context(content, drawing),
    )


@blueprint.get("/<plan_slug>/uppfoljningar/<as_of>/utkast.docx")
@coordinators_of_plan
def draft_docx(plan_slug: str, as_of: str) -> ResponseReturnValue:
    """The draft as a Word file."""
    named = named_follow_up(as_of)
    if named.frozen:
        return redirect(url_for("reports.docx", plan_slug=plan_slug, as_of=as_of), 303)
    data = report_docx(live_content(current_plan(), named))
    return send_file(
        BytesIO(data),
        mimetype=_DOCX,
        as_attachment=True,
        download_name=f"utkast-{plan_slug}-{as_of}.docx",
        max_age=0,
    )
