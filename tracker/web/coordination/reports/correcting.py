"""The page of a rättelse: what was wrong in a frozen report is put right in a new version."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.models import FollowUp
from tracker.queries.plans.versions import newest_version
from tracker.reports.content import ReportContent
from tracker.reports.figures import value_text
from tracker.services.follow_ups.correct_report import (
    correct_report,
    corrected_fields,
    faults_of,
    labels_of,
    live_figures,
)
from tracker.services.follow_ups.corrected_content import corrected_points
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.reports.produce_report import intact_content
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.follow_ups.named import named_follow_up
from tracker.web.coordination.reports.correction_form import CorrectionSheet
from tracker.web.frame.access import coordinators_of_plan, current_person, current_plan


@blueprint.route("/<plan_slug>/uppfoljningar/<as_of>/ratta", methods=["GET", "POST"])
@coordinators_of_plan
def correct(plan_slug: str, as_of: str) -> ResponseReturnValue:
    """The form; "visa" only brings up the rows that were chosen. A second editor is shown both texts."""
    named = named_follow_up(as_of)
    here = url_for("coordination.follow_up", plan_slug=plan_slug, as_of=as_of)
    if not named.frozen:
        flash("Uppföljningen är öppen, så rapporten kan ändras utan rättelse.")
        return redirect(here, 303)
    sent, choosing = request.method == "POST", "visa" in request.form
    labels = labels_of(named)
    base = _newest(named)
    sheet = CorrectionSheet(base, labels, corrected_fields(named, base), sent=sent)
    conflict = None
    if sent and not choosing:
        if sheet.validate():
            try:
                version = correct_report(named.id, sheet.correction, by=current_person(), now=clock.utc_now())
            except FormRefused as refused:
                sheet.show(refused.faults)
            except ChangedMeanwhile:
                conflict = sheet.meet(_newest(named_follow_up(as_of)))
            else:
                flash(f"Rapporten är rättad. Version {version.number} är fryst.", "success")
                return redirect(here, 303)
        else:
            sheet.show(faults_of(sheet.base, sheet.correction, labels, sheet.fields))
    page = render_template(
        "coordination/reports/correcting.html",
        plan=current_plan(),
        follow_up=named,
        sheet=sheet,
        form=sheet.form,
        values=_values(named, sheet.base),
        conflict=conflict,
    )
    return page, 409 if conflict is not None else 400 if sheet.faulty else 200


def _newest(named: FollowUp) -> ReportContent:
    newest = newest_version(named.id)
    assert newest is not None
    return intact_content(newest.content_sha256, newest.content)


def _values(named: FollowUp, base: ReportContent) -> list[tuple[str, str, str]]:
    """The values that have been corrected since the freeze: which, what it was, what it is."""
    return [
        (
            f"{one.figure.name}, {one.was.label}",
            value_text(one.figure, one.was.value),
            value_text(one.figure, one.now.value),
        )
        for one in corrected_points(base, live_figures(named))
    ]
