"""When a plan's reminders leave: the schedule with a preview of every day, who is next, and a pause."""

from datetime import date, datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, ValidationError

from tracker import clock
from tracker.domain.calendar import local_date
from tracker.domain.follow_up_dates import suggested
from tracker.domain.reminders.rules import (
    FIRST_HOUR,
    LAST_HOUR,
    CountedFrom,
    ListTo,
    ReminderRules,
    parsed_days,
    printed_days,
    rules_faults,
)
from tracker.domain.reminders.schedule import FollowUpDays
from tracker.models import FollowUp, Plan, ReminderSchedule
from tracker.queries.plans.by_name import follow_ups_of, open_follow_up
from tracker.queries.reminders.decided import USUAL, pauses_in, rules_in, stored_rules
from tracker.queries.reminders.said import Told, told
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.reminders.coming import ahead_of
from tracker.services.reminders.due.matter import days_of
from tracker.services.reminders.free_days import free_days_around
from tracker.services.reminders.settings.edit_schedule import edit_schedule
from tracker.services.reminders.settings.pause import pause, resume
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import (
    ChoiceField,
    LineField,
    VersionedForm,
    differences,
    show_faults,
    show_the_rest,
)
from tracker.web.coordination.reminders.next_mails import next_mails, not_asked
from tracker.web.coordination.reminders.preview import preview
from tracker.web.frame.access import coordinators_of_plan, current_person, current_plan


class DaysField(LineField):
    """Numbers of days, "7, 1"; what cannot be read is told and shown again."""

    @property
    def days(self) -> tuple[int, ...]:
        """The numbers, or none while they cannot be read."""
        try:
            return parsed_days(self.data)
        except ValueError:
            return ()

    def pre_validate(self, form: Any) -> None:
        """Refuses what are no numbers."""
        try:
            parsed_days(self.data)
        except ValueError as unreadable:
            raise ValidationError(str(unreadable)) from unreadable


class ScheduleForm(VersionedForm):
    """A plan's rules for reminders."""

    counted_from = ChoiceField("Räkna från")
    opening = BooleanField("Mejla när uppföljningen öppnar")
    before = DaysField(
        "Dagar före",
        description="Ett mejl för varje tal, till exempel 7, 1. En dag som är ledig flyttas till arbetsdagen före.",
    )
    after = DaysField(
        "Dagar efter",
        description="Till dem som inte har svarat, till exempel 1. En ledig dag flyttas till nästa arbetsdag.",
    )
    hour = ChoiceField(
        "Tidigast klockan",
        description="Den som svarar i flera planer får ett mejl om dagen, efter den senaste av planernas tider.",
    )
    not_in_july = BooleanField("Skicka inget i juli")
    list_to = ChoiceField(
        "Lista över svar som saknas",
        description="Går en gång. Den som inte har någon chef här i tjänsten står på samordnarens lista.",
    )
    list_after = LineField("Dagar efter den sista påminnelsen")
    review = BooleanField("Påminn om ständigt pågående som ingen har sett över på ett år")
    values = BooleanField("Påminn om nyckeltal som saknar värde när perioden är slut")
    assignment_before = DaysField(
        "Dagar före ett uppdrags eget datum",
        description="Gäller rader med ett datum då de ska vara besvarade, till exempel 30, 7. Tomt: inget mejl.",
    )

    def offer(self) -> None:
        """Fills in what can be chosen."""
        self.counted_from.choices = [
            (CountedFrom.ANSWER_BY.value, "Sista dagen att svara"),
            (CountedFrom.PAPERS_BY.value, "Stoppdatum för nämndens möte"),
        ]
        self.hour.choices = [
            (str(hour), f"{hour:02}.00") for hour in range(FIRST_HOUR.hour, LAST_HOUR.hour + 1)
        ]
        self.list_to.choices = [
            (ListTo.MANAGER.value, "Till den ansvarigas chef"),
            (ListTo.COORDINATOR.value, "Till samordnaren"),
            (ListTo.NOBODY.value, "Ingen lista"),
        ]

    @property
    def rules(self) -> ReminderRules:
        """What was chosen; where a field cannot be read, the usual rule stands for it."""
        number = self.list_after.data.strip()
        return ReminderRules(
            counted_from=CountedFrom(self.counted_from.data)
            if not self.counted_from.errors
            else USUAL.counted_from,
            opening=self.opening.data,
            before=self.before.days,
            after=self.after.days,
            hour=int(self.hour.data) if not self.hour.errors else USUAL.hour,
            not_in_july=self.not_in_july.data,
            list_to=ListTo(self.list_to.data) if not self.list_to.errors else USUAL.list_to,
            list_after=int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0,
            review=self.review.data,
            values=self.values.data,
            assignment_before=self.assignment_before.days,
        )


@blueprint.route("/<plan_slug>/paminnelser", methods=["GET", "POST"])
@coordinators_of_plan
def reminders(plan_slug: str) -> ResponseReturnValue:
    """The form; looked at or saved, the preview shows the days that it gives. A second editor is shown both."""
    plan = current_plan()
    stored = stored_rules(plan.id)
    form = _stored(stored) if request.method != "POST" else ScheduleForm()
    form.offer()
    conflict = None
    if form.validate_on_submit():
        looking = request.form.get("do") == "preview"
        try:
            if looking:
                show_faults(form, rules_faults(form.rules))
            else:
                edit_schedule(plan.id, form.rules, version=form.seen_version)
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except ChangedMeanwhile:
            theirs = _stored(stored_rules(plan.id))
            theirs.offer()
            conflict = differences(form, theirs)
            form.version.raw_data, form.version.data = None, theirs.version.data
        else:
            if not looking:
                flash("Påminnelserna är sparade.", "success")
                return redirect(url_for("coordination.reminders", plan_slug=plan_slug), 303)
    elif form.is_submitted():
        show_the_rest(form, rules_faults(form.rules))
    page = render_template(
        "coordination/reminders/schedule.html",
        **_page(plan, form, clock.utc_now()),
        form=form,
        conflict=conflict,
        unsaved=not form.errors and form.rules != (rules_in(stored) if stored else USUAL),
    )
    return page, 409 if conflict is not None else 400 if form.errors else 200


def _page(plan: Plan, form: ScheduleForm, now: datetime) -> dict[str, Any]:
    today, running = local_date(now), open_follow_up(plan.id)
    rules = USUAL if form.errors else form.rules
    days = _days(plan, running, today)
    said = told(running.id) if running else Told([], {})
    paused = pauses_in(plan.organisation_id)
    pause = next((one for one in paused if one.plan_id == plan.id), None)
    everywhere = next((one for one in paused if one.plan_id is None), None)
    planned = running is not None and running.opens_on is not None and running.answer_by is not None
    shown = planned and not (form.errors or pause or everywhere)
    coming = ahead_of(running, rules, said.items, now).coming() if running is not None and shown else []
    return {
        "plan": plan,
        "follow_up": running,
        "days": days,
        "lines": [] if form.errors else preview(days, rules, today, said.occasions),
        "next_mails": next_mails(coming, today),
        "not_asked": not_asked(coming),
        "without_papers_day": rules.counted_from is CountedFrom.PAPERS_BY and days.papers_by is None,
        "pause": pause,
        "paused_everywhere": everywhere,
    }


def _days(plan: Plan, running: FollowUp | None, today: date) -> FollowUpDays:
    """The open follow-up's days, or those that one would get that opened today."""
    if running is not None and running.opens_on and running.answer_by:
        return days_of(running)
    earlier = [row.as_of for row in follow_ups_of(plan.id)]
    found = suggested(today, earlier, free_days_around(today))
    return FollowUpDays(found.opens_on, found.answer_by)


def _stored(stored: ReminderSchedule | None) -> ScheduleForm:
    rules = rules_in(stored) if stored else USUAL
    data = {
        **vars(rules),
        "counted_from": rules.counted_from.value,
        "list_to": rules.list_to.value,
        "hour": str(rules.hour),
        "list_after": str(rules.list_after),
        "before": printed_days(rules.before),
        "after": printed_days(rules.after),
        "assignment_before": printed_days(rules.assignment_before),
        "version": str(stored.version if stored else 0),
    }
    return ScheduleForm(formdata=None, data=data)


@blueprint.post("/<plan_slug>/paminnelser/pausa")
@coordinators_of_plan
def pause_plan(plan_slug: str) -> ResponseReturnValue:
    """Lets no mail leave about the plan."""
    plan = current_plan()
    pause(plan.organisation_id, plan.id, by_title=current_person().title, now=clock.utc_now())
    flash("Mejlen om planen är pausade. Inget går förrän någon startar dem igen.", "success")
    return redirect(url_for("coordination.reminders", plan_slug=plan_slug), 303)


@blueprint.post("/<plan_slug>/paminnelser/starta")
@coordinators_of_plan
def resume_plan(plan_slug: str) -> ResponseReturnValue:
    """Lets mails about the plan leave again."""
    plan = current_plan()
    resume(plan.organisation_id, plan.id)
    flash("Mejlen om planen går igen. Det som har väntat går nästa gång mejl skickas.", "success")
    return redirect(url_for("coordination.reminders", plan_slug=plan_slug), 303)
