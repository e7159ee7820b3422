"""The matrix of uppdrag and boards: its address, who sees what, and what the browser may keep."""

from flask import Blueprint, Response, abort, g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.models import Plan
from tracker.queries.assignments.plans import AssignmentPlan, assignment_plans
from tracker.queries.people.access import plan_by_slug
from tracker.web.assignments.filters import Filters
from tracker.web.assignments.matrix import audience_of
from tracker.web.assignments.page import matrix_page
from tracker.web.assignments.workbook import workbook_of
from tracker.web.frame.access import anyone
from tracker.web.frame.identity import signed_in_user
from tracker.web.frame.kept import plan_page, unchanged
from tracker.web.frame.surroundings import sender

blueprint = Blueprint("assignments", __name__)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/uppdrag")
@anyone
def matrix() -> ResponseReturnValue:
    """The newest plan of uppdrag that the reader may see, or the one that `?plan=` names, board by board."""
    plans, filters = _readable(), Filters.of(request.args)
    plan = _chosen(plans, filters)
    if plan is None:
        return render_template("assignments/none.html", others=plans)
    today, audience = clock.today(), audience_of(signed_in_user(), plan)
    choices = tuple((each.slug, each.short_title, each.organisation) for each in plans)
    filters = Filters(**{**vars(filters), "plan": plan.slug if len(plans) > 1 else ""})
    key = None if filters.endless else ("matrix", filters, audience)
    return unchanged(plan, today, choices) or plan_page(
        plan,
        today,
        key,
        "assignments/matrix.html",
        lambda: matrix_page(plan, plans, filters, audience, today),
        beside=choices,
    )


@blueprint.get("/uppdrag.xlsx")
@anyone
def workbook() -> Response:
    """The same as Excel, with the same filters."""
    filters = Filters.of(request.args)
    plan = _chosen(_readable(), filters)
    if plan is None:
        abort(404)
    audience = audience_of(signed_in_user(), plan)
    response = make_response(workbook_of(plan, filters, audience, clock.today()))
    response.headers["Content-Type"] = _XLSX
    response.headers.set("Content-Disposition", "attachment", filename=f"uppdrag-{plan.slug}.xlsx")
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Cookie")
    response.add_etag()
    response.make_conditional(request)
    return response


def _readable() -> list[AssignmentPlan]:
    """The own municipality's plans first; whoever is not signed in sees the sender's."""
    user = signed_in_user()
    organisation = user.organisation_id if user else None
    first = sender()
    return assignment_plans(organisation, organisation or (first.id if first else None))


def _chosen(plans: list[AssignmentPlan], filters: Filters) -> Plan | None:
    """The plan that is shown; ends with 404 when the address names one that the reader may not see."""
    slugs = [plan.slug for plan in plans]
    asked = request.args.get("plan")
    if asked and filters.plan not in slugs:
        abort(404)
    user = signed_in_user()
    own = [plan.slug for plan in plans if user is None or plan.organisation_id == user.organisation_id]
    # Nobody who is signed in is shown another municipality's uppdrag unasked.
    if not (filters.plan or own):
        return None
    plan = plan_by_slug(filters.plan or own[0])
    if plan is None:
        abort(404)
    g.plan = plan
    return plan
