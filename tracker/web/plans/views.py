"""The pages of plans: addresses, access, and what the browser may keep."""

import re
from datetime import date

from flask import Blueprint, Response, abort, render_template, request

from tracker import clock
from tracker.queries.plans import plan_list
from tracker.queries.plans.plan_page import occasions
from tracker.web.frame.access import anyone, current_plan, readers_of_plan
from tracker.web.frame.identity import signed_in_user
from tracker.web.frame.kept import plan_page, unchanged
from tracker.web.frame.paging import Paging, asked_page
from tracker.web.plans.activity_view import activity_page
from tracker.web.plans.changes_view import changes_page, chosen_pair
from tracker.web.plans.list_view import follow_ups_page, list_view, running_page
from tracker.web.plans.plan_view import closed_page, newest_page
from tracker.web.plans.shares_view import shares_page
from tracker.web.plans.table import Filters
from tracker.web.plans.versions_view import versions_page

blueprint = Blueprint("plans", __name__)

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
#: As long as the column that holds it.
_LONGEST_NUMBER = 20


@blueprint.get("/planer")
@anyone
def index() -> str:
    """The plans that the reader may see, by board."""
    user = signed_in_user()
    organisation_id = user.organisation_id if user else None
    page = asked_page(request.args)
    total = plan_list.count_readable(organisation_id)
    paging = Paging(page, total)
    plans = plan_list.readable_plans(organisation_id, paging.offset, paging.size)
    return render_template("plans/index.html", boards=list_view(plans), paging=paging)


@blueprint.get("/planer/<plan_slug>")
@readers_of_plan
def plan(plan_slug: str) -> Response:
    """A plan as its newest closed follow-up left it."""
    found, today = current_plan(), clock.today()
    filters = Filters.of(request.args)
    # What may be searched for has no end: such pages are not kept.
    key = None if filters.search else ("plan", filters)
    return unchanged(found, today) or plan_page(
        found, today, key, "plans/parts/plan.html", lambda: newest_page(found, today, filters)
    )


@blueprint.get("/planer/<plan_slug>/aktiviteter/<number>")
@readers_of_plan
def activity(plan_slug: str, number: str) -> Response:
    """An activity with its history and nyckeltal; one that boards share is shown board by board."""
    found, today = current_plan(), clock.today()
    shared = found.kind.shared
    if len(number) > _LONGEST_NUMBER or not number.isprintable():
        abort(404)
    return unchanged(found, today) or plan_page(
        found,
        today,
        ("activity", number),
        "plans/parts/shared_row.html" if shared else "plans/parts/activity.html",
        lambda: (shares_page if shared else activity_page)(found, number, today),
    )


@blueprint.get("/planer/<plan_slug>/uppfoljningar")
@readers_of_plan
def follow_ups(plan_slug: str) -> Response:
    """All follow-ups of a plan, newest first."""
    found, today = current_plan(), clock.today()
    return unchanged(found, today) or plan_page(
        found, today, ("follow-ups",), "plans/parts/follow_ups.html", lambda: follow_ups_page(found, today)
    )


@blueprint.get("/planer/<plan_slug>/andringar")
@readers_of_plan
def changes(plan_slug: str) -> Response:
    """What has changed between two closed follow-ups: `?fran=2022-03-31&till=2022-08-31`, or the last two."""
    found, today = current_plan(), clock.today()
    same = unchanged(found, today)
    if same is not None:
        return same
    known = occasions([found.id])
    pair = chosen_pair(known, request.args.get("fran", ""), request.args.get("till", ""))
    return plan_page(
        found,
        today,
        ("changes", pair.key),
        "plans/parts/changes.html",
        lambda: changes_page(found, known, pair, today),
    )


@blueprint.get("/planer/<plan_slug>/uppfoljningar/<as_of>")
@readers_of_plan
def follow_up(plan_slug: str, as_of: str) -> Response:
    """A closed follow-up as it was frozen; of an open one only its dates and how many have answered."""
    found, today, day = current_plan(), clock.today(), asked_day(as_of)
    same = unchanged(found, today)
    if same is not None:
        return same
    known = occasions([found.id])
    occasion = next((each for each in known if each.follow_up.as_of == day), None)
    if occasion is None:
        abort(404)
    if not occasion.version_id:
        return plan_page(
            found,
            today,
            ("running", day),
            "plans/parts/running.html",
            lambda: running_page(found, occasion, today),
        )
    filters = Filters.of(request.args)
    key = None if filters.search else ("follow-up", day, filters)
    return plan_page(
        found, today, key, "plans/parts/plan.html", lambda: closed_page(found, known, occasion, filters)
    )


@blueprint.get("/planer/<plan_slug>/uppfoljningar/<as_of>/versioner")
@readers_of_plan
def versions(plan_slug: str, as_of: str) -> Response:
    """Every frozen version of a follow-up's report, with its files and their checksums."""
    found, today, day = current_plan(), clock.today(), asked_day(as_of)
    return unchanged(found, today) or plan_page(
        found, today, None, "plans/parts/versions.html", lambda: versions_page(found, day)
    )


def asked_day(text: str) -> date:
    """The day that an address names as YYYY-MM-DD; ends with 404 when it is none."""
    return day_of(text) or abort(404)


def day_of(text: str) -> date | None:
    """The day written as YYYY-MM-DD, or None when it is none."""
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None
