"""Values of key figures from a file: upload, look at what is new, changed and refused, confirm."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField

from tracker import clock
from tracker.domain.terms import ImportKind, ImportState
from tracker.models import ImportFile
from tracker.queries.coordination.imports import import_of
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.imports.values.files import (
    Said,
    confirm_values,
    upload_values,
    values_outcome,
    values_preview,
)
from tracker.services.imports.waiting import ImportRefused, discard
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import LineField, show_faults
from tracker.web.coordination.imports.uploading import sent_file
from tracker.web.coordination.plans.key_figures import GENDERS, MEASURES
from tracker.web.frame.access import coordinators_of_plan, current_person, current_plan

#: So many values of each kind are shown; a longer list is a file to look at in Excel.
_SHOWN = 200


class ValuesFileForm(FlaskForm):
    """The file."""

    file = FileField("Fil", description="Excel (.xlsx) eller CSV, högst 20 MB.")


class ConfirmValuesForm(FlaskForm):
    """What was seen, and what is said of all its values."""

    seen = HiddenField()
    source = LineField(
        "Källa",
        description="Varifrån värdena kommer, till exempel Verksamhetssystemet, uttag 4 april. "
        "Gäller de värden vars källa inte står i filen.",
    )
    reason = LineField(
        "Varför värdena rättas", description="De gamla värdena finns kvar med det du skriver här."
    )


@blueprint.route("/<plan_slug>/nyckeltal/las-in", methods=["GET", "POST"])
@coordinators_of_plan
def import_values(plan_slug: str) -> ResponseReturnValue:
    """The form; sent, the file is read and leads to its preview."""
    plan, form, status = current_plan(), ValuesFileForm(), 200
    if form.validate_on_submit():
        try:
            data, name = sent_file(form.file)
            file = upload_values(
                data, name, plan.organisation_id, plan.id, by=current_person(), now=clock.utc_now()
            )
        except ImportRefused as refused:
            form.file.errors, status = [refused.message], refused.status
        else:
            return redirect(_page_of(plan_slug, file.id), 303)
    page = render_template("coordination/imports/values_upload.html", plan=plan, form=form)
    return page, max(status, 400) if form.errors else 200


@blueprint.route("/<plan_slug>/nyckeltal/las-in/<int:file_id>", methods=["GET", "POST"])
@coordinators_of_plan
def import_values_preview(plan_slug: str, file_id: int) -> ResponseReturnValue:
    """What the file would do; sent, it is written as it was seen."""
    file = _of_this_plan(file_id)
    if file.state is not ImportState.PREVIEW:
        return render_template("coordination/imports/receipt.html", file=file)
    form = ConfirmValuesForm()
    if form.validate_on_submit():
        said = Said(form.source.data or "", form.reason.data or "")
        try:
            confirm_values(file.id, form.seen.data or "", said, by=current_person(), now=clock.utc_now())
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except ChangedMeanwhile:
            flash("Något har ändrats sedan du tittade. Inget är inläst. Se igenom värdena igen.", "error")
            return redirect(_page_of(plan_slug, file_id), 303)
        except ImportRefused as refused:
            flash(refused.message, "error")
            return redirect(_page_of(plan_slug, file_id), 303)
        else:
            flash("Värdena är inlästa.", "success")
            return redirect(_page_of(plan_slug, file_id), 303)
    return _preview_page(file, form)


def _preview_page(file: ImportFile, form: ConfirmValuesForm) -> ResponseReturnValue:
    preview = values_preview(file, clock.today())
    form.seen.raw_data, form.seen.data = None, preview.digest
    page = render_template(
        "coordination/imports/values_preview.html",
        plan=current_plan(),
        file=file,
        preview=preview,
        form=form,
        counts=values_outcome(preview),
        shown=_SHOWN,
        measures=dict(MEASURES),
        genders=dict(GENDERS),
    )
    return page, 400 if form.errors else 200


@blueprint.post("/<plan_slug>/nyckeltal/las-in/<int:file_id>/kasta")
@coordinators_of_plan
def import_values_discard(plan_slug: str, file_id: int) -> ResponseReturnValue:
    """Throws the file away."""
    try:
        discard(_of_this_plan(file_id).id, now=clock.utc_now())
    except ImportRefused as refused:
        flash(refused.message, "error")
    else:
        flash("Filen är kastad. Inget är inläst.")
    return redirect(url_for("coordination.import_values", plan_slug=plan_slug), 303)


def _page_of(plan_slug: str, file_id: int) -> str:
    return url_for("coordination.import_values_preview", plan_slug=plan_slug, file_id=file_id)


def _of_this_plan(file_id: int) -> ImportFile:
    """The file, when it was uploaded for the plan of the address; otherwise the request ends."""
    file = import_of(file_id, ImportKind.KEY_FIGURES)
    if file is None or file.plan_id != current_plan().id:
        abort(404)
    return file
