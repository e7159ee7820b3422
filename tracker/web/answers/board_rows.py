"""A board's own rows in a plan whose rows come from the boards: added, edited and taken away here."""

import secrets
from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField

from tracker import clock
from tracker.domain.plan_fields import PlanField, on_update
from tracker.domain.swedish.words import capitalised
from tracker.domain.text import text_problem
from tracker.models import FollowUp, db
from tracker.queries.plans.answering_boards import boards_with_nothing
from tracker.queries.plans.by_name import open_follow_up
from tracker.queries.plans.standing import StandingRow, rows_of
from tracker.services.answers.board_rows import (
    BoardRow,
    add_row,
    edit_row,
    remove_row,
    say_nothing,
    take_back,
)
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.refusal import Refusal
from tracker.web.answers.all_at_once import blueprint
from tracker.web.answers.answer_form import NONCE, kept
from tracker.web.coordination.fields import Difference, VersionedForm, differences, show_faults
from tracker.web.frame.access import answerers_of_board, current_board, current_person, current_plan
from tracker.web.own_fields import fill, form_with, shown_values, typed_fields

#: Importing this module attaches the pages to the blueprint of Mina aktiviteter.
__all__ = ["blueprint"]

_PATH = "/<plan_slug>/namnd/<board_slug>"


class RowForm(VersionedForm):
    """The row's name; the fields of the plan's kind are added by `form_with`."""

    name = StringField("Namn", filters=[kept])
    nonce = HiddenField()


@blueprint.get(_PATH)
@answerers_of_board
def board_rows(plan_slug: str, board_slug: str) -> ResponseReturnValue:
    """The board's rows, and the way to one more."""
    plan, board = current_plan(), current_board()
    running = open_follow_up(plan.id)
    rows = [row for row in rows_of(plan.id, running) if row.responsibility.board_id == board.id]
    return render_template(
        "answer/board_rows.html",
        plan=plan,
        board=board,
        follow_up=running,
        rows=rows,
        answered=sum(row.answered for row in rows),
        nothing=running is not None and (running.id, board.id) in boards_with_nothing([running.id]),
        said=lambda row: shown_values(_fields(), row.field_values, row.as_of.year),
        words=plan.kind.words,
    )


@blueprint.route(f"{_PATH}/ny", methods=["GET", "POST"])
@answerers_of_board
def new_board_row(plan_slug: str, board_slug: str) -> ResponseReturnValue:
    """The form of one more row; saved, it leads back to the list."""
    running = _running()
    form = _form_class(running, {})()
    if request.method != "POST":
        form.nonce.data = secrets.token_urlsafe(16)
    elif form.validate_on_submit():
        given = BoardRow(form.name.data, typed_fields(form, _fields()))
        try:
            added = add_row(
                running.id,
                current_board(),
                given,
                by=current_person(),
                nonce=_nonce(form),
                now=clock.utc_now(),
            )
        except FormRefused as refused:
            db.session.rollback()
            show_faults(form, refused.faults)
        else:
            flash(f"{capitalised(added.plan.kind.row_word)} {added.number} är sparad.", "success")
            return _to_list(plan_slug, board_slug)
    return _form_page(form, None)


@blueprint.route(f"{_PATH}/<number>", methods=["GET", "POST"])
@answerers_of_board
def edit_board_row(plan_slug: str, board_slug: str, number: str) -> ResponseReturnValue:
    """The form of one of the board's rows; a second editor is shown both texts."""
    running = _running()
    row = _named(running, number)
    form = _stored(running, row)
    conflict: Sequence[Difference] | None = None
    if request.method == "POST":
        form = type(form)()
        given = BoardRow(form.name.data, typed_fields(form, _fields()))
        try:
            edit_row(
                running.id, row.responsibility.id, given, version=form.seen_version, by=current_person(),
                nonce=_nonce(form), now=clock.utc_now(),
            )  # fmt: skip
        except FormRefused as refused:
            db.session.rollback()
            show_faults(form, refused.faults)
        except ChangedMeanwhile:
            db.session.rollback()
            theirs = _stored(running, _named(running, number))
            conflict = differences(form, theirs)
            for field in (form.version, form.nonce):
                field.raw_data, field.data = None, theirs[field.short_name].data
        else:
            flash(f"{capitalised(row.activity.plan.kind.row_word)} {number} är sparad.", "success")
            return _to_list(plan_slug, board_slug)
    return _form_page(form, row, conflict)


@blueprint.post(f"{_PATH}/<number>/ta-bort")
@answerers_of_board
def remove_board_row(plan_slug: str, board_slug: str, number: str) -> ResponseReturnValue:
    """Takes the row away; sent once more, it is gone already."""
    running = _running()
    row = next(iter(_rows(running, number)), None)
    if row is not None:
        remove_row(running.id, row.responsibility.id)
        word = capitalised(current_plan().kind.row_word)
        flash(f"{word} {number} är borttagen. Samordnaren kan ta tillbaka den.", "success")
    return _to_list(plan_slug, board_slug)


@blueprint.post(f"{_PATH}/inga")
@answerers_of_board
def no_board_rows(plan_slug: str, board_slug: str) -> ResponseReturnValue:
    """The board has nothing to report, or has after all."""
    running, board = _running(), current_board()
    if "angra" in request.form:
        take_back(running.id, board)
    else:
        say_nothing(running.id, board, by=current_person(), now=clock.utc_now())
    return _to_list(plan_slug, board_slug)


def _running() -> FollowUp:
    running = open_follow_up(current_plan().id)
    if running is None:
        words = current_plan().kind.words["row_plural"]
        raise Refusal(f"Ingen uppföljning är öppen, så {words} kan inte läggas till eller ändras nu.")
    return running


def _fields() -> tuple[PlanField, ...]:
    return on_update(current_plan().kind.own_fields)


def _rows(running: FollowUp, number: str) -> list[StandingRow]:
    if text_problem(number, 20, single_line=True) is not None:
        return []
    board = current_board()
    found = rows_of(running.plan_id, running, number=number)
    return [row for row in found if row.responsibility.board_id == board.id]


def _named(running: FollowUp, number: str) -> StandingRow:
    rows = _rows(running, number)
    if not rows:
        abort(404)
    return rows[0]


def _form_class(running: FollowUp, stored: dict[str, str]) -> type[RowForm]:
    return form_with(RowForm, _fields(), year=running.as_of.year, stored=stored)


def _stored(running: FollowUp, row: StandingRow) -> RowForm:
    """The form filled with the row's name and what was said last."""
    said = row.current or row.previous
    values = said.field_values if said else {}
    form = _form_class(running, values)(formdata=None, data={"name": row.activity.short_text})
    fill(form, _fields(), values)
    form.version.data = str(row.responsibility.version)
    form.nonce.data = secrets.token_urlsafe(16)
    return form


def _nonce(form: RowForm) -> str:
    if not NONCE.fullmatch(form.nonce.data or ""):
        raise Refusal("Formuläret kom fram tomt eller trasigt. Ladda om sidan och försök igen.", 400)
    return str(form.nonce.data)


def _form_page(
    form: FlaskForm, row: StandingRow | None, conflict: Sequence[Difference] | None = None
) -> ResponseReturnValue:
    plan = current_plan()
    form.name.label.text = plan.kind.words["text_heading"]
    page = render_template(
        "answer/board_row.html",
        plan=plan,
        board=current_board(),
        follow_up=open_follow_up(plan.id),
        row=row,
        form=form,
        fields=_fields(),
        conflict=conflict,
    )
    return page, 409 if conflict is not None else 400 if form.errors else 200


def _to_list(plan_slug: str, board_slug: str) -> ResponseReturnValue:
    return redirect(url_for("my_activities.board_rows", plan_slug=plan_slug, board_slug=board_slug), 303)
