"""Opening a follow-up: its days, and who will be asked."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker import clock
from tracker.domain.follow_up_dates import Dates, suggested
from tracker.domain.plan_rhythm import next_as_of, of_occasion, rhythm_of
from tracker.domain.swedish.words import day_and_month
from tracker.domain.terms import FollowUpState
from tracker.models import Plan
from tracker.queries.plans.by_name import follow_ups_of
from tracker.queries.plans.by_name import open_follow_up as running_follow_up
from tracker.queries.plans.standing import rows_of
from tracker.queries.reminders.decided import rules_of
from tracker.services.follow_ups.open_follow_up import Opening, faults_of
from tracker.services.follow_ups.open_follow_up import open_follow_up as open_it
from tracker.services.form_refusal import FormRefused
from tracker.services.reminders.free_days import free_days_around
from tracker.services.reminders.recipient import recipient
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import DayField, LineField, show_faults, show_the_rest
from tracker.web.coordination.follow_ups.days import readable_days, resting_on_readable
from tracker.web.coordination.reminders.preview import rhythm
from tracker.web.coordination.row_words import row_words
from tracker.web.frame.access import coordinators_of_plan, current_plan


class OpeningForm(FlaskForm):
    """The days of a follow-up."""

    as_of = DayField(
        "Läget gäller per",
        needed="Skriv vilken dag läget gäller, till exempel månadens sista.",
        description="Ofta månadens sista dag. Månaden står i rapportens rubrik.",
    )
    opens_on = DayField(
        "Öppnas",
        needed="Skriv vilken dag uppföljningen öppnas.",
        description="Då går det första mejlet, tidigast kl. 07.00. En ledig dag går det nästa arbetsdag.",
    )
    answer_by = DayField("Svara senast", needed="Skriv sista dagen att svara.")
    papers_by = DayField(
        "Stoppdatum", description="När handlingarna till mötet ska vara inne, om nämnden har en sådan dag."
    )
    meeting_on = DayField("Nämndens möte", needed="Skriv vilken dag nämnden möts.")
    diarienummer = LineField("Diarienummer")
    report_on = DayField("Rapportens datum")


@blueprint.route("/<plan_slug>/ny-uppfoljning", methods=["GET", "POST"])
@coordinators_of_plan
def open_follow_up(plan_slug: str) -> ResponseReturnValue:
    """The form with sensible days filled in, and below it who will be asked and what stands."""
    plan = current_plan()
    form = OpeningForm(data=_suggestion(plan, clock.today())) if request.method != "POST" else OpeningForm()
    if form.validate_on_submit():
        try:
            opened = open_it(plan.id, _opening(form))
        except FormRefused as refused:
            show_faults(form, refused.faults)
        else:
            return _opened(plan, opened.as_of, opened.opens_on)
    elif form.is_submitted():
        earlier = {row.as_of for row in follow_ups_of(plan.id) if row.state is not FollowUpState.PLANNED}
        opening = Opening(readable_days(form), form.diarienummer.data)
        show_the_rest(form, resting_on_readable(form, faults_of(opening, earlier)))
    running = running_follow_up(plan.id)
    if running is not None and request.method != "POST":
        flash("Uppföljningen är redan öppen. Stäng den innan du öppnar nästa.")
        return redirect(_cockpit(plan, running.as_of), 303)
    rows = rows_of(plan.id, None)
    page = render_template(
        "coordination/follow_ups/opening.html",
        plan=plan,
        words=row_words(plan),
        form=form,
        rhythm=rhythm(rules_of([plan.id])[plan.id]),
        asked=[(row, recipient(row.responsibility)) for row in rows if row.asked],
        standing=[row for row in rows if not row.asked],
    )
    return page, 400 if form.errors else 200


def _suggestion(plan: Plan, today: date) -> dict[str, Any]:
    """The days of the follow-up that is planned, as far as they are known and have not passed; else what is usual."""
    rows = follow_ups_of(plan.id)
    done = [row.as_of for row in rows if row.state is not FollowUpState.PLANNED]
    as_of = next_as_of(rhythm_of(plan.rhythm), done, today, (plan.valid_from, plan.valid_to))
    days: dict[str, Any] = dict(vars(suggested(today, done, free_days_around(today), as_of=as_of)))
    planned = min(
        (row for row in rows if row.state is FollowUpState.PLANNED), key=lambda row: row.as_of, default=None
    )
    if planned is None:
        return days
    known = {name: getattr(planned, name) for name in ("opens_on", "answer_by", "papers_by", "meeting_on")}
    ahead = {name: day for name, day in known.items() if day is not None and day >= today}
    return {**days, **ahead, "as_of": planned.as_of, "diarienummer": planned.diarienummer}


def _opening(form: OpeningForm) -> Opening:
    dates = Dates(
        as_of=form.as_of.day,
        opens_on=form.opens_on.day,
        answer_by=form.answer_by.day,
        meeting_on=form.meeting_on.day,
        report_on=form.report_on.data,
        papers_by=form.papers_by.data,
    )
    return Opening(dates, form.diarienummer.data)


def _opened(plan: Plan, as_of: date, opens_on: date | None) -> ResponseReturnValue:
    when = ""
    if opens_on is not None and opens_on > clock.today():
        when = f" Det första mejlet går {day_and_month(opens_on)}."
    flash(f"Uppföljningen {of_occasion(plan.rhythm, as_of)} är öppen.{when}", "success")
    return redirect(_cockpit(plan, as_of), 303)


def _cockpit(plan: Plan, as_of: date) -> str:
    return url_for("coordination.follow_up", plan_slug=plan.slug, as_of=as_of.isoformat())
