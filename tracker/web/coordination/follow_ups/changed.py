"""What has changed from a closed follow-up to the one that is open, as it stands now: for its coordinators."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.queries.plans.plan_page import occasions
from tracker.services.reports.assemble_report import live_content
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.follow_ups.named import named_follow_up
from tracker.web.frame.access import coordinators_of_plan, current_plan
from tracker.web.plans.changes_view import choices, closed_as_of, comparison
from tracker.web.plans.frozen import contents


@blueprint.get("/<plan_slug>/uppfoljningar/<as_of>/andringar")
@coordinators_of_plan
def changed(plan_slug: str, as_of: str) -> ResponseReturnValue:
    """The draft beside the newest closed follow-up before it, or that of `?fran=`; a closed one has its own page."""
    plan, named = current_plan(), named_follow_up(as_of)
    if named.frozen:
        return redirect(url_for("plans.changes", plan_slug=plan_slug, till=as_of), 303)
    known = occasions([plan.id])
    closed = [each for each in known if each.version_id and each.follow_up.as_of < named.as_of]
    before = closed_as_of(closed, request.args.get("fran", "")) or next(iter(closed), None)
    return render_template(
        "coordination/follow_ups/changed.html",
        plan=plan,
        follow_up=named,
        choices=choices(closed),
        before=before,
        **comparison(live_content(plan, named), contents([before])[0] if before else None),
    )
