"""What stops and turns all mail: the release after a hold, the pause for all, and test mode."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker import clock
from tracker.domain.swedish.words import capitalised, counted
from tracker.queries.reminders.decided import test_mode_of
from tracker.services.form_refusal import FormRefused
from tracker.services.refusal import Refusal
from tracker.services.reminders.sending import outbox as settling
from tracker.services.reminders.settings.pause import pause, resume
from tracker.services.reminders.settings.test_mode import end_test_mode, start_test_mode
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import LineField, show_faults
from tracker.web.frame.access import admins, current_person


class TestModeForm(FlaskForm):
    """Where everything goes instead."""

    __test__ = False
    address = LineField("Skicka alla mejl till", description="En adress som du läser själv.")


@blueprint.post("/utskick/slapp")
@admins
def release() -> ResponseReturnValue:
    """Lets mails leave again after they were held; pressed twice, they are let go once."""
    try:
        settling.release_for(current_person().organisation_id, now=clock.utc_now())
    except settling.OthersWait as refused:
        flash(refused.message)
    except Refusal:
        flash("Mejlen är redan släppta.")
    else:
        flash("Mejlen är släppta. Det som ska gå nu går inom någon minut.", "success")
    return _back()


@blueprint.post("/utskick/hoppa-over")
@admins
def pass_over() -> ResponseReturnValue:
    """Lets mails leave again, but passes over what is due now to the people of the municipality."""
    person = current_person()
    try:
        passed, released = settling.pass_over_for(
            person.organisation_id, by_title=person.title, now=clock.utc_now()
        )
    except Refusal:
        flash("Mejlen är redan släppta.")
    else:
        said = f"{capitalised(counted(passed, 'mejl', 'mejl', neuter=True))} hoppades över."
        if released:
            flash(f"{said} Nästa påminnelse går på sin dag.", "success")
        else:
            flash(f"{said} {settling.OthersWait().message}")
    return _back()


@blueprint.post("/utskick/pausa")
@admins
def pause_all() -> ResponseReturnValue:
    """Lets no mail leave from the municipality."""
    person = current_person()
    pause(person.organisation_id, None, by_title=person.title, now=clock.utc_now())
    flash("Alla mejl från kommunen är pausade.", "success")
    return _back()


@blueprint.post("/utskick/starta")
@admins
def resume_all() -> ResponseReturnValue:
    """Lets mails leave from the municipality again."""
    resume(current_person().organisation_id, None)
    flash("Mejlen går igen. Planer som är pausade för sig är det fortfarande.", "success")
    return _back()


@blueprint.route("/utskick/testlage", methods=["GET", "POST"])
@admins
def test_mode() -> ResponseReturnValue:
    """Redirects everything to one address."""
    person = current_person()
    current = test_mode_of(person.organisation_id)
    # Only when it is shown: what is not sent with the form is missing, not one's own address.
    shown = {"address": current.address if current else person.email} if request.method == "GET" else None
    form = TestModeForm(data=shown)
    if form.validate_on_submit():
        try:
            now = clock.utc_now()
            address = start_test_mode(
                person.organisation_id, form.address.data, by_title=person.title, now=now
            )
        except FormRefused as refused:
            show_faults(form, refused.faults)
        else:
            flash(f"Testläget är på. Alla mejl går till {address}.", "success")
            return _back()
    page = render_template("coordination/mails/test_mode.html", form=form, current=current)
    return page, 400 if request.method == "POST" else 200


@blueprint.post("/utskick/testlage/av")
@admins
def test_mode_off() -> ResponseReturnValue:
    """Lets mail go to the people themselves again."""
    end_test_mode(current_person().organisation_id)
    flash("Testläget är av. Mejlen går till de ansvariga igen.", "success")
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(url_for("coordination.outbox"), 303)
