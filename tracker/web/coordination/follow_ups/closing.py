"""Closing a follow-up: what it means, what is missing, and the day and number that the report bears."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.models import FollowUp
from tracker.queries.coordination.lacking import lacking
from tracker.queries.coordination.ready import marks_of, seen_by
from tracker.queries.plans.standing import owed, rows_of
from tracker.services.follow_ups.close_follow_up import Closing, close_follow_up, faults_of
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import (
    DayField,
    LineField,
    VersionedForm,
    show_faults,
    show_the_rest,
    side_by_side,
)
from tracker.web.coordination.follow_ups.cockpit import closing_words
from tracker.web.coordination.follow_ups.named import named_follow_up
from tracker.web.coordination.reports.lacking import lacking_lines
from tracker.web.coordination.reports.seen import sight_lines
from tracker.web.frame.access import coordinators_of_plan, current_person, current_plan


class ClosingForm(VersionedForm):
    """What the report says of itself."""

    report_on = DayField("Rapportens datum", description="Står överst i rapporten.")
    diarienummer = LineField("Diarienummer", description="Uppföljningens eget, till exempel AMN-2022-00099.")


@blueprint.route("/<plan_slug>/uppfoljningar/<as_of>/stang", methods=["GET", "POST"])
@coordinators_of_plan
def close(plan_slug: str, as_of: str) -> ResponseReturnValue:
    """The page that says what closing means; sent, the report is frozen."""
    named = named_follow_up(as_of, with_report=True)
    done = redirect(url_for("coordination.follow_up", plan_slug=plan_slug, as_of=as_of), 303)
    if named.frozen:
        flash("Uppföljningen är redan stängd.")
        return done
    form = _stored(named) if request.method != "POST" else ClosingForm()
    conflict = None
    closing = Closing(form.report_on.data, form.diarienummer.data, form.seen_version)
    if form.validate_on_submit():
        try:
            close_follow_up(named.id, by=current_person(), now=clock.utc_now(), closing=closing)
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except ChangedMeanwhile:
            conflict = side_by_side(form, _stored(named_follow_up(as_of)))
        else:
            flash("Uppföljningen är stängd och rapporten är fryst.", "success")
            return done
    elif form.is_submitted():
        show_the_rest(form, faults_of(closing))
    rows = rows_of(named.plan_id, named)
    missing, marks = owed(rows), marks_of(named)
    page = render_template(
        "coordination/follow_ups/closing.html",
        plan=current_plan(),
        follow_up=named,
        form=form,
        missing=missing,
        missing_words=closing_words(len(missing)),
        conflict=conflict,
        lacking=lacking_lines(lacking(named, rows, marks, clock.today()), current_plan(), named),
        sights=sight_lines(seen_by(named.id)),
    )
    return page, 409 if conflict is not None else 400 if form.errors else 200


def _stored(named: FollowUp) -> ClosingForm:
    return ClosingForm(
        formdata=None,
        data={
            "version": str(named.version),
            "report_on": named.report_on or clock.today(),
            "diarienummer": named.diarienummer or "",
        },
    )
