"""The municipality's own Word template: taken with what it lacks, tried, handed back, taken away."""

from contextlib import closing
from io import BytesIO

from flask import Response, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField

from tracker import clock
from tracker.queries.plans.newest_frozen import newest_frozen_of
from tracker.queries.word_template import kept_template
from tracker.services.reports.formats import FORMATS
from tracker.services.reports.produce_report import intact_content
from tracker.services.reports.word_template import (
    TemplateRefused,
    made_for,
    remove_template,
    save_template,
    template_of,
)
from tracker.web.administration.blueprint import blueprint
from tracker.web.frame.access import admins, current_person


class TemplateForm(FlaskForm):
    """The file."""

    template = FileField(
        "Wordmall",
        description="En .docx eller .dotx utan makron, högst 10 MB. Mallens egen text tas bort, sidhuvud och "
        "sidfot används.",
    )


@blueprint.route("/rapportmall", methods=["GET", "POST"])
@admins
def word_template() -> ResponseReturnValue:
    """Shows the template and what it lacks; sent, takes another one."""
    form = TemplateForm()
    person = current_person()
    status = 200
    if form.validate_on_submit():
        data, name = _sent(form)
        try:
            save_template(person.organisation_id, data, name, by_title=person.title, now=clock.utc_now())
        except TemplateRefused as refused:
            form.template.errors = [str(refused) if name else "Välj en fil."]
            status = refused.status
        else:
            flash("Mallen är sparad. Rapporter som fryses från och med nu får den.", "success")
            return redirect(url_for("administration.word_template"), 303)
    page = render_template(
        "administration/word_template.html",
        form=form,
        kept=kept_template(person.organisation_id),
        tried_on=newest.follow_up if (newest := newest_frozen_of(person.organisation_id)) else None,
    )
    return page, status


def _sent(form: TemplateForm) -> tuple[bytes, str]:
    """The file and its name; both empty when none was chosen."""
    file = form.template.data
    if not file:
        return b"", ""
    with closing(file):
        return file.read(), file.filename or ""


@blueprint.get("/rapportmall/mallen")
@admins
def word_template_file() -> ResponseReturnValue:
    """The template as it was uploaded."""
    organisation_id = current_person().organisation_id
    kept, data = kept_template(organisation_id), template_of(organisation_id)
    if kept is None or data is None:
        return redirect(url_for("administration.word_template"), 303)
    return _word(data, kept.filename)


@blueprint.get("/rapportmall/prov.docx")
@admins
def word_template_trial() -> ResponseReturnValue:
    """The newest frozen report written into the template, named after it; the frozen one stays as it is."""
    organisation_id = current_person().organisation_id
    newest = newest_frozen_of(organisation_id)
    if newest is None:
        return redirect(url_for("administration.word_template"), 303)
    data = made_for(organisation_id, "docx", intact_content(newest.sha256, newest.text))
    follow_up = newest.follow_up
    return _word(data, f"prov-av-mall-{follow_up.plan.slug}-{follow_up.as_of}.docx")


def _word(data: bytes, name: str) -> Response:
    media_type = FORMATS["docx"].media_type
    return send_file(BytesIO(data), mimetype=media_type, as_attachment=True, download_name=name, max_age=0)


@blueprint.post("/rapportmall/ta-bort")
@admins
def remove_word_template() -> ResponseReturnValue:
    """Gives the reports to come the service's own looks again."""
    remove_template(current_person().organisation_id)
    flash("Mallen är borttagen. Nya rapporter får tjänstens eget utseende.", "success")
    return redirect(url_for("administration.word_template"), 303)
