"""The facts of an open follow-up: its days, its diarienummer and the report's own texts."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.models import FollowUp
from tracker.services.follow_ups.edit_follow_up import FollowUpFacts, edit_follow_up, faults_of
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.refusal import Refusal
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import (
    DayField,
    LineField,
    TextField,
    VersionedForm,
    show_faults,
    show_the_rest,
    side_by_side,
)
from tracker.web.coordination.follow_ups.days import readable_days, resting_on_readable
from tracker.web.coordination.follow_ups.named import named_follow_up
from tracker.web.frame.access import coordinators_of_plan, current_plan


class FactsForm(VersionedForm):
    """What can be changed while the follow-up is open."""

    opens_on = DayField("Öppnas", needed="Skriv vilken dag uppföljningen öppnas.")
    answer_by = DayField(
        "Svara senast",
        needed="Skriv sista dagen att svara.",
        description="Påminnelserna följer med när dagen flyttas.",
    )
    papers_by = DayField(
        "Stoppdatum", description="När handlingarna till mötet ska vara inne, om nämnden har en sådan dag."
    )
    meeting_on = DayField("Nämndens möte", needed="Skriv vilken dag nämnden möts.")
    report_on = DayField("Rapportens datum", description="Står överst i rapporten.")
    diarienummer = LineField("Diarienummer", description="Uppföljningens eget, till exempel AMN-2022-00099.")
    introduction = TextField(
        "Inledning", description="Står först i rapporten. En tom rad ger ett nytt stycke."
    )
    summary = TextField(
        "Sammanfattning", description="Meningen om antalen räknar tjänsten fram, den behöver du inte skriva."
    )


@blueprint.route("/<plan_slug>/uppfoljningar/<as_of>/uppgifter", methods=["GET", "POST"])
@coordinators_of_plan
def follow_up_facts(plan_slug: str, as_of: str) -> ResponseReturnValue:
    """The form; a second editor is shown both texts."""
    named = named_follow_up(as_of)
    if named.frozen:
        raise Refusal("Uppföljningen är stängd. Rapporten är fryst, så uppgifterna kan inte ändras längre.")
    form = _stored(named) if request.method != "POST" else FactsForm()
    conflict = None
    if form.validate_on_submit():
        try:
            edit_follow_up(named.id, _facts(form), version=form.seen_version)
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except ChangedMeanwhile:
            conflict = side_by_side(form, _stored(named_follow_up(as_of)))
        else:
            flash("Uppgifterna är sparade.", "success")
            return redirect(url_for("coordination.follow_up", plan_slug=plan_slug, as_of=as_of), 303)
    elif form.is_submitted():
        faults = faults_of(named.as_of, _facts(form))
        show_the_rest(form, resting_on_readable(form, faults))
    page = render_template(
        "coordination/follow_ups/facts.html",
        plan=current_plan(),
        follow_up=named,
        form=form,
        conflict=conflict,
    )
    return page, 409 if conflict is not None else 400 if form.errors else 200


def _stored(named: FollowUp) -> FactsForm:
    return FactsForm(formdata=None, obj=named, data={"diarienummer": named.diarienummer or ""})


def _facts(form: FactsForm) -> FollowUpFacts:
    days = readable_days(form)
    return FollowUpFacts(
        opens_on=days.opens_on,
        answer_by=days.answer_by,
        meeting_on=days.meeting_on,
        report_on=days.report_on,
        diarienummer=form.diarienummer.data,
        introduction=form.introduction.data,
        summary=form.summary.data,
        papers_by=days.papers_by,
    )
