"""The organisation's look: accent and logo."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.domain.accounts.contrast import Colour
from tracker.services.people import appearance as services
from tracker.web.administration.blueprint import blueprint
from tracker.web.administration.forms import AppearanceForm
from tracker.web.frame.access import admins, current_person


@blueprint.route("/utseende", methods=["GET", "POST"])
@admins
def appearance() -> ResponseReturnValue:
    """Changes colour and logo."""
    form = AppearanceForm()
    organisation = current_person().organisation
    if request.method != "POST":
        form.accent.data = organisation.accent or ""
        return _page(form, organisation.theme_version, 200)
    if request.form.get("use"):
        # The colour that was offered instead of one that cannot be read.
        form.accent.data = request.form["use"]
    logo = form.logo.data.read() if form.logo.data else None
    try:
        services.change_look(organisation.id, form.accent.data or "", logo, version=form.shown_version)
    except services.AppearanceRefused as refused:
        _name_fields(form, refused)
        return _page(form, current_person().organisation.theme_version, refused.status, refused.offer)
    flash("Utseendet är sparat.", "success")
    return redirect(url_for("administration.appearance"), 303)


@blueprint.post("/utseende/ta-bort-logotyp")
@admins
def remove_logo() -> ResponseReturnValue:
    """Puts the organisation's name in the logo's place."""
    services.remove_logo(current_person().organisation_id, version=AppearanceForm().shown_version)
    flash("Logotypen är borttagen.", "success")
    return redirect(url_for("administration.appearance"), 303)


def _name_fields(form: AppearanceForm, refused: services.AppearanceRefused) -> None:
    for fault in refused.faults:
        if fault.field == "version":
            form.form_errors.append(fault.message)
        else:
            form[fault.field].errors = [fault.message]


def _page(
    form: AppearanceForm, version: int, status: int, offer: Colour | None = None
) -> ResponseReturnValue:
    form.version.data = str(version)
    return make_response(render_template("administration/appearance.html", form=form, offer=offer), status)
