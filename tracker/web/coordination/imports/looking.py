"""The preview of a file: its rows beside what is stored, its questions, and the button that writes it."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField

from tracker import clock
from tracker.domain.exchange.status_words import UNANSWERED
from tracker.domain.terms import ImportKind, ImportState
from tracker.models import Board, ImportFile, PlanKind, db
from tracker.queries.coordination.cockpit import coordinated_boards
from tracker.queries.coordination.imports import import_of, plan_called
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.imports.files import choose, confirm, preview_of, report_of, title_of
from tracker.services.imports.kinds import kind_of_new_plans
from tracker.services.imports.preview import Preview, RowState, outcome
from tracker.services.imports.waiting import ImportRefused, discard
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import DayField, VersionedForm, show_faults
from tracker.web.frame.access import coordinators, current_person

#: A longer list is folded, and of a very long one only the beginning is shown: a page of 1 000 rows is no use.
_FOLDED, _SHOWN = 50, 300


class QuestionsForm(VersionedForm):
    """The day of the follow-up; the meanings of unknown words are fields of their own, named ord-0, ord-1 …"""

    as_of = DayField(
        "Uppföljningen gäller per", description="Som i rapportens titel, till exempel 2022-03-31."
    )


class ConfirmForm(FlaskForm):
    """What was seen, and whether owners' answers are written over."""

    seen = HiddenField()
    over_answers = BooleanField("Skriv över svar som de ansvariga har lämnat i tjänsten")


@blueprint.route("/importera/<int:import_id>", methods=["GET", "POST"])
@coordinators
def import_preview(import_id: int) -> ResponseReturnValue:
    """What the file would do; sent, what a person says of it is kept and everything is compared anew."""
    file = _mine(import_id)
    if file.state is not ImportState.PREVIEW:
        return render_template("coordination/imports/receipt.html", file=file)
    preview = preview_of(file)
    form = _questions(file) if request.method != "POST" else QuestionsForm()
    if form.validate_on_submit():
        words = {
            word: request.form.get(f"ord-{place}", "") for place, word in enumerate(preview.unknown_words)
        }
        try:
            choose(file.id, words=words, as_of=form.as_of.data, version=form.seen_version)
        except FormRefused as refused:
            show_faults(form, refused.faults)
            return _page(file, preview, form, ConfirmForm(formdata=None), refused.status)
        except ChangedMeanwhile as refused:
            flash(refused.message, "error")
        return redirect(url_for("coordination.import_preview", import_id=import_id), 303)
    return _page(file, preview, form, ConfirmForm(formdata=None), 400 if form.errors else 200)


@blueprint.post("/importera/<int:import_id>/las-in")
@coordinators
def import_confirm(import_id: int) -> ResponseReturnValue:
    """Writes what the preview showed; when that is no longer so, it is shown anew."""
    file = _mine(import_id)
    here = redirect(url_for("coordination.import_preview", import_id=import_id), 303)
    form = ConfirmForm()
    if not form.validate_on_submit():
        return here
    try:
        confirm(
            file.id,
            form.seen.data or "",
            over_answers=form.over_answers.data,
            by=current_person(),
            now=clock.utc_now(),
        )
    except ChangedMeanwhile:
        flash("Planen har ändrats sedan du tittade. Inget är inläst. Se igenom jämförelsen igen.", "error")
    except ImportRefused as refused:
        flash(refused.message, "error")
    else:
        flash("Filen är inläst.", "success")
    return here


@blueprint.post("/importera/<int:import_id>/kasta")
@coordinators
def import_discard(import_id: int) -> ResponseReturnValue:
    """Throws the file away."""
    discard(_mine(import_id).id, now=clock.utc_now())
    flash("Filen är kastad. Inget är inläst.")
    return redirect(url_for("coordination.import_report"), 303)


def _mine(import_id: int) -> ImportFile:
    """The file, when the person coordinates the board that it was uploaded for; otherwise the request ends."""
    file = import_of(import_id, ImportKind.PLAN)
    boards = {board.id for board in coordinated_boards(current_person())}
    if file is None or int(file.choices.get("board", 0)) not in boards:
        abort(404)
    return file


def _questions(file: ImportFile) -> QuestionsForm:
    return QuestionsForm(formdata=None, data={"version": str(file.version), "as_of": file.as_of})


def _page(
    file: ImportFile, preview: Preview, form: QuestionsForm, confirming: ConfirmForm, status: int
) -> ResponseReturnValue:
    confirming.seen.data = preview.digest
    rows: dict[str, Any] = {
        state.value: [row for row in preview.rows if row.state is state] for state in RowState
    }
    title, board = title_of(file, preview), db.session.get_one(Board, int(file.choices["board"]))
    page = render_template(
        "coordination/imports/preview.html",
        file=file,
        preview=preview,
        form=form,
        confirming=confirming,
        rows=rows,
        counts=outcome(preview),
        new_title=title,
        namesake=plan_called(title, board.id) if file.plan is None else None,
        labels=_labels(file),
        kind=_kind(file),
        kind_guessed=file.plan is None and bool(report_of(file).kind),
        board=board,
        folded=_FOLDED,
        at_most=_SHOWN,
        answered_here=[row for row in preview.rows if row.answered_here],
    )
    return page, status


def _kind(file: ImportFile) -> PlanKind:
    return file.plan.kind if file.plan else kind_of_new_plans(report_of(file).kind)


def _labels(file: ImportFile) -> list[str]:
    """What an unknown word may stand for: a status, or that nobody has answered."""
    kind = _kind(file)
    known = [label.label for label in kind.vocabulary.labels] if kind.vocabulary else []
    return [*known, UNANSWERED]
