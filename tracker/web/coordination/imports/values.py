"""Values of key figures from a file: upload, look at what is new, changed and refused, confirm."""

from dataclasses import replace

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField

from tracker import clock
from tracker.domain.terms import ImportKind, ImportState
from tracker.models import ImportFile
from tracker.queries.coordination.imports import import_of
from tracker.queries.key_figures.values import board_names
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.imports.values.files import (
    Said,
    Target,
    choose_figures,
    chosen_figures,
    confirm_values,
    upload_values,
    values_outcome,
    values_preview,
)
from tracker.services.imports.waiting import ImportRefused, discard
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import ChoiceField, LineField, choices, show_faults
from tracker.web.coordination.imports.new_figures import FiguresForm, figures_form, offers_of, taken
from tracker.web.coordination.imports.uploading import sent_file
from tracker.web.coordination.plans.key_figures import GENDERS, MEASURES
from tracker.web.frame.access import coordinators_of_plan, current_person, current_plan

#: So many values of each kind are shown; a longer list is a file to look at in Excel.
_SHOWN = 200


class ValuesFileForm(FlaskForm):
    """The file."""

    file = FileField(
        "Fil", description="Excel (.xlsx), CSV eller en årsredovisning som text (.txt), högst 20 MB."
    )
    board_id = ChoiceField(
        "Vems värden", numbers=True, description="Gäller de värden vars plats inte står i filen."
    )


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
    form.board_id.choices = choices(board_names(plan.organisation_id).items(), "Kommunen som helhet")
    if form.validate_on_submit():
        try:
            data, name = sent_file(form.file)
            target = Target(plan.organisation_id, plan.id, form.board_id.data)
            file = upload_values(data, name, target, by=current_person(), now=clock.utc_now())
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


@blueprint.post("/<plan_slug>/nyckeltal/las-in/<int:file_id>/nya")
@coordinators_of_plan
def import_values_figures(plan_slug: str, file_id: int) -> ResponseReturnValue:
    """Chooses which key figures are to be made; they are, with their values, when the file is read in."""
    file = _of_this_plan(file_id)
    if file.state is not ImportState.PREVIEW:
        return redirect(_page_of(plan_slug, file_id), 303)
    preview = values_preview(file, clock.today())
    form = figures_form(file, preview)
    if form.validate_on_submit():
        try:
            choose_figures(file.id, taken(form, file, preview), version=form.seen_version)
        except FormRefused as refused:
            # The name is the file's: what is wrong with it stands at the box.
            show_faults(
                form, [replace(one, field=one.field.replace("name_", "take_", 1)) for one in refused.faults]
            )
        except ChangedMeanwhile as problem:
            flash(problem.message, "error")
            return redirect(_page_of(plan_slug, file_id), 303)
        else:
            flash("Valen är sparade. Nyckeltalen skapas när du läser in värdena.", "success")
            return redirect(_page_of(plan_slug, file_id), 303)
    return _preview_page(file, ConfirmValuesForm(formdata=None), form)


def _preview_page(
    file: ImportFile, form: ConfirmValuesForm, figures: FiguresForm | None = None
) -> ResponseReturnValue:
    preview = values_preview(file, clock.today())
    form.seen.raw_data, form.seen.data = None, preview.digest
    page = render_template(
        "coordination/imports/values_preview.html",
        plan=current_plan(),
        file=file,
        preview=preview,
        form=form,
        figures=figures or figures_form(file, preview),
        offers=offers_of(file, preview),
        chosen=len(chosen_figures(file)),
        counts=values_outcome(preview),
        shown=_SHOWN,
        measures=dict(MEASURES),
        genders=dict(GENDERS),
    )
    return page, 400 if form.errors or (figures and figures.errors) else 200


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
