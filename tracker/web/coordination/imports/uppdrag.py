"""Uppdrag from a file: upload, answer what nobody knows, look at what is new and changed, confirm."""

from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField

from tracker import clock
from tracker.domain.exchange.status_words import UNANSWERED
from tracker.domain.terms import ImportKind, ImportState, JobState
from tracker.models import ImportFile, Plan
from tracker.queries.coordination.imports import import_of
from tracker.queries.jobs import import_key, job_of_key
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.imports.assignments.files import column_choices, say, upload_uppdrag, uppdrag_preview
from tracker.services.imports.assignments.files import confirm_uppdrag as write_it
from tracker.services.imports.assignments.job import IN_THE_REQUEST, ask_for_import
from tracker.services.imports.assignments.known import LEAD_REPORTS
from tracker.services.imports.assignments.preview import UppdragPreview
from tracker.services.imports.preview import RowState, outcome
from tracker.services.imports.waiting import ImportRefused, discard
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import ChoiceField, DayField, VersionedForm, choices, show_faults
from tracker.web.coordination.imports.asked import said_in
from tracker.web.coordination.imports.uploading import sent_file
from tracker.web.frame.access import coordinators_of_plan, current_person, current_plan
from tracker.web.frame.progress import AGAIN, UNDER_WAY, begin_waiting_work

#: A longer list is folded, and of a very long one only the beginning is shown.
_FOLDED, _SHOWN = 50, 200
#: So many boards, words and days each are asked about at once: a page of thousands of questions is no use.
_ASKED = 50
_PLACE = "/<plan_slug>/las-in-uppdrag"


class UppdragFileForm(FlaskForm):
    """The file."""

    file = FileField("Fil", description="Excel, CSV, Word, PDF eller ren text, högst 20 MB.")


class UppdragQuestionsForm(VersionedForm):
    """What is asked of every file; names and words that nobody knows are fields of their own (asked.py)."""

    as_of = DayField(
        "Statusarna gäller per",
        description="Till exempel 2021-12-31. Lämna tomt, så läses bara uppdragen in, inte nämndernas svar.",
    )
    reporting = ChoiceField(
        "Vems är statusarna?",
        numbers=True,
        description="Är filen en nämnds egen redovisning väljer du den nämnden. Då är svaren den nämndens, "
        "och delar som är nya för de andra nämnderna redovisas inte här.",
    )


class ConfirmUppdragForm(FlaskForm):
    """What was seen, and whether owners' answers are written over."""

    seen = HiddenField()
    over_answers = BooleanField("Skriv över svar som de ansvariga har lämnat i tjänsten")


@blueprint.route(_PLACE, methods=["GET", "POST"])
@coordinators_of_plan
def import_uppdrag(plan_slug: str) -> ResponseReturnValue:
    """The form; sent, the file is read and leads to its preview."""
    plan, form, status = current_plan(), UppdragFileForm(), 200
    if not plan.kind.assignments:
        return redirect(url_for("coordination.import_report", plan=plan_slug))
    if form.validate_on_submit():
        try:
            data, name = sent_file(form.file)
            file = upload_uppdrag(data, name, plan, by=current_person(), now=clock.utc_now())
        except ImportRefused as refused:
            form.file.errors, status = [refused.message], refused.status
        else:
            return redirect(_here(plan_slug, file.id), 303)
    page = render_template("coordination/imports/uppdrag_upload.html", plan=current_plan(), form=form)
    return page, max(status, 400) if form.errors else 200


@blueprint.route(f"{_PLACE}/<int:uppdrag_file_id>", methods=["GET", "POST"])
@coordinators_of_plan
def import_uppdrag_preview(plan_slug: str, uppdrag_file_id: int) -> ResponseReturnValue:
    """What the file would do; sent, what a person says of it is kept and everything is compared anew."""
    file = _of_this_plan(uppdrag_file_id)
    if file.state is not ImportState.PREVIEW:
        return render_template("coordination/imports/receipt.html", file=file)
    job = job_of_key(import_key(file.id))
    if job is not None and job.state in UNDER_WAY:
        return redirect(
            url_for("coordination.import_uppdrag_progress", plan_slug=plan_slug, uppdrag_file_id=file.id)
        )
    preview = uppdrag_preview(file)
    form = _questions(file, preview)
    if form.validate_on_submit():
        said = said_in(request.form, preview, form.reporting.data)
        try:
            say(file.id, said, as_of=form.as_of.data, version=form.seen_version)
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except (ChangedMeanwhile, ImportRefused) as refused:
            flash(refused.message, "error")
            return redirect(_here(plan_slug, file.id), 303)
        else:
            return redirect(_here(plan_slug, file.id), 303)
    failed = job.said if job is not None and job.state is JobState.FAILED else ""
    return _page(file, preview, form, failed)


def _questions(file: ImportFile, preview: UppdragPreview) -> UppdragQuestionsForm:
    """The form; the day that the file's heading speaks of is proposed."""
    if request.method == "POST":
        form = UppdragQuestionsForm()
    else:
        proposed = f"{preview.year}-12-31" if preview.has_answers and preview.year else ""
        form = UppdragQuestionsForm(
            formdata=None,
            data={
                "version": str(file.version),
                "as_of": file.as_of,
                "reporting": file.choices.get("reporting"),
            },
        )
        if file.as_of is None and proposed and file.version == 1:
            form.as_of.raw_data = [proposed]
    form.reporting.choices = choices(
        [(LEAD_REPORTS, "Den som leder, när en rad har flera nämnder"), *preview.board_names.items()],
        "Radens egen nämnd",
    )
    return form


def _page(
    file: ImportFile, preview: UppdragPreview, form: UppdragQuestionsForm, failed: str
) -> ResponseReturnValue:
    confirming = ConfirmUppdragForm(formdata=None)
    confirming.seen.data = preview.digest
    rows: dict[str, Any] = {
        state.value: [row for row in preview.rows if row.state is state] for state in RowState
    }
    plan = current_plan()
    page = render_template(
        "coordination/imports/uppdrag_preview.html",
        plan=plan,
        file=file,
        preview=preview,
        form=form,
        confirming=confirming,
        rows=rows,
        failed=failed,
        counts=outcome(preview).replace("rader:", "uppdrag:").replace("rad:", "uppdrag:"),
        columns=column_choices(plan, preview.board_names),
        labels=[(one, one) for one in (*_labels(plan), UNANSWERED)],
        boards=list(preview.board_names.items()),
        folded=_FOLDED,
        at_most=_SHOWN,
        at_once=_ASKED,
        sent=request.form,
        answered_here=[row for row in preview.rows if row.answered_here],
    )
    return page, 400 if form.errors else 200


@blueprint.post(f"{_PLACE}/<int:uppdrag_file_id>/las-in")
@coordinators_of_plan
def import_uppdrag_confirm(plan_slug: str, uppdrag_file_id: int) -> ResponseReturnValue:
    """Writes what the preview showed: a few at once, many by a job whose page tells how far it has come."""
    file = _of_this_plan(uppdrag_file_id)
    here = redirect(_here(plan_slug, file.id), 303)
    form = ConfirmUppdragForm()
    if not form.validate_on_submit() or file.state is not ImportState.PREVIEW:
        return here
    over, seen = bool(form.over_answers.data), form.seen.data or ""
    preview = uppdrag_preview(file)
    if preview.total > IN_THE_REQUEST:
        ask_for_import(file, seen, over_answers=over, by=current_person(), now=clock.utc_now())
        begin_waiting_work()
        return redirect(
            url_for("coordination.import_uppdrag_progress", plan_slug=plan_slug, uppdrag_file_id=file.id), 303
        )
    try:
        write_it(file.id, seen, over_answers=over, by=current_person(), now=clock.utc_now())
    except ChangedMeanwhile:
        flash("Något har ändrats sedan du tittade. Inget är inläst. Se igenom uppdragen igen.", "error")
    except ImportRefused as refused:
        flash(refused.message, "error")
    else:
        flash("Uppdragen är inlästa.", "success")
    return here


@blueprint.route(f"{_PLACE}/<int:uppdrag_file_id>/framsteg", methods=["GET", "POST"])
@coordinators_of_plan
def import_uppdrag_progress(plan_slug: str, uppdrag_file_id: int) -> ResponseReturnValue:
    """How far the job is; sent, a process for the jobs that wait is started."""
    file = _of_this_plan(uppdrag_file_id)
    here = url_for("coordination.import_uppdrag_progress", plan_slug=plan_slug, uppdrag_file_id=file.id)
    if request.method == "POST":
        begin_waiting_work()
        return redirect(here, 303)
    job = job_of_key(import_key(file.id))
    if job is None or job.state not in UNDER_WAY:
        return redirect(_here(plan_slug, file.id), 303)
    page = render_template(
        "coordination/imports/uppdrag_progress.html", plan=current_plan(), file=file, job=job, here=here
    )
    response: Response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Refresh"] = str(AGAIN)
    return response


@blueprint.post(f"{_PLACE}/<int:uppdrag_file_id>/kasta")
@coordinators_of_plan
def import_uppdrag_discard(plan_slug: str, uppdrag_file_id: int) -> ResponseReturnValue:
    """Throws the file away."""
    try:
        discard(_of_this_plan(uppdrag_file_id).id, now=clock.utc_now())
    except ImportRefused as refused:
        flash(refused.message, "error")
    else:
        flash("Filen är kastad. Inget är inläst.")
    return redirect(url_for("coordination.import_uppdrag", plan_slug=plan_slug), 303)


def _here(plan_slug: str, file_id: int) -> str:
    return url_for("coordination.import_uppdrag_preview", plan_slug=plan_slug, uppdrag_file_id=file_id)


def _of_this_plan(file_id: int) -> ImportFile:
    """The file, when it was uploaded for the plan of the address; otherwise the request ends."""
    file = import_of(file_id, ImportKind.ASSIGNMENTS)
    if file is None or file.plan_id != current_plan().id:
        abort(404)
    return file


def _labels(plan: Plan) -> list[str]:
    vocabulary = plan.kind.vocabulary
    return [label.label for label in vocabulary.labels] if vocabulary else []
