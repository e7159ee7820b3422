"""Editing the language of an answer before it goes to the board; the owner's own words stay beside it."""

import secrets

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from tracker import clock
from tracker.domain.plan_fields import PlanField, on_update
from tracker.domain.swedish.words import capitalised
from tracker.domain.terms import Demand
from tracker.domain.text import text_problem
from tracker.models import FollowUp, StatusUpdate
from tracker.queries.plans.standing import StandingRow, rows_of
from tracker.services.follow_ups.edit_language import Seen, Texts, edit_language
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.refusal import Refusal
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import TextField, VersionedForm, differences, show_faults
from tracker.web.coordination.follow_ups.lines import named_row
from tracker.web.coordination.follow_ups.named import named_follow_up
from tracker.web.frame.access import coordinators_of_plan, current_person, current_plan
from tracker.web.own_fields import fill, form_with, shown_values, typed_fields

_FIELDS = ("comment", "cause", "remaining_work")


class LanguageForm(VersionedForm):
    """The three texts; a status that does not want one does not show it."""

    comment = TextField("Text")
    cause = TextField("Varför")
    remaining_work = TextField("Vad återstår")
    answer_id = HiddenField()
    nonce = HiddenField()

    @property
    def seen(self) -> Seen:
        """What the editor had before the eyes."""
        text = self.answer_id.data or ""
        return Seen(
            int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0, self.seen_version
        )


@blueprint.route("/<plan_slug>/uppfoljningar/<as_of>/sprak/<number>", methods=["GET", "POST"])
@blueprint.route("/<plan_slug>/uppfoljningar/<as_of>/sprak/<number>/<board_slug>", methods=["GET", "POST"])
@coordinators_of_plan
def language(plan_slug: str, as_of: str, number: str, board_slug: str | None = None) -> ResponseReturnValue:
    """The form with the text that counts, and the owner's own; saved as it is, it is read and approved."""
    named = named_follow_up(as_of)
    if named.frozen:
        raise Refusal("Uppföljningen är stängd. Rapporten är fryst, så texten kan inte ändras längre.")
    row = _answered_row(named, number, board_slug)
    form = _stored(row) if request.method != "POST" else _form_of(row)()
    _name_fields(form, row)
    conflict = None
    if form.validate_on_submit():
        try:
            _save(named, row, form)
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except ChangedMeanwhile:
            row = _answered_row(named, number, board_slug)
            conflict = _meet(form, row)
        else:
            # Said beside the row, which is where the page opens.
            return redirect(_cockpit(row, as_of), 303)
    page = render_template(
        "coordination/follow_ups/language.html",
        plan=current_plan(),
        follow_up=named,
        row=row,
        form=form,
        fields=_shown_fields(row, form),
        own=_own_fields(row),
        name=named_row(row),
        besides=lambda update: shown_values(_own_fields(row), update.field_values, update.as_of.year),
        conflict=conflict,
    )
    return page, 409 if conflict is not None else 400 if form.errors else 200


def _cockpit(row: StandingRow, as_of: str) -> str:
    plan = row.activity.plan
    return url_for(
        "coordination.follow_up",
        plan_slug=plan.slug,
        as_of=as_of,
        granskad=row.activity.number,
        namnd=row.responsibility.board.slug if plan.kind.shared else None,
        _anchor="rapporten",
    )


def _answered_row(named: FollowUp, number: str, board_slug: str | None) -> StandingRow:
    """The row; of several boards' shares the one that is named, else the first that is answered."""
    found = rows_of(named.plan_id, named, number=number) if text_problem(number, 20) is None else []
    rows = [row for row in found if board_slug in (None, row.responsibility.board.slug)]
    if not rows:
        abort(404)
    row = next((row for row in rows if row.answer is not None), None)
    if row is None:
        raise Refusal(
            f"{capitalised(named_row(rows[0]))} har inget svar i uppföljningen än, "
            "så det finns ingen text att redigera."
        )
    return row


def _own_fields(row: StandingRow) -> tuple[PlanField, ...]:
    return on_update(row.activity.plan.kind.own_fields)


def _form_of(row: StandingRow) -> type[LanguageForm]:
    assert row.current is not None
    stored, year = row.current.field_values, row.current.as_of.year
    return form_with(LanguageForm, _own_fields(row), year=year, stored=stored)


def _stored(row: StandingRow) -> LanguageForm:
    assert row.current is not None
    form = _form_of(row)(formdata=None, obj=row.current)
    fill(form, _own_fields(row), row.current.field_values)
    _renew(form, row)
    return form


def _renew(form: LanguageForm, row: StandingRow) -> None:
    """The form was opened now, on what is stored now."""
    assert row.answer is not None
    for field, value in (
        (form.version, str(row.responsibility.version)),
        (form.answer_id, str(row.answer.id)),
        (form.nonce, secrets.token_urlsafe(16)),
    ):
        field.raw_data = None
        field.data = value


def _name_fields(form: LanguageForm, row: StandingRow) -> None:
    assert row.answer is not None
    form.comment.label.text = row.answer.label.comment_heading or "Text"


def _save(named: FollowUp, row: StandingRow, form: LanguageForm) -> None:
    fields = typed_fields(form, _own_fields(row))
    texts = Texts(form.comment.data, form.cause.data, form.remaining_work.data, fields)
    if "restore" in request.form and row.answer is not None:
        own = row.answer
        texts = Texts(own.comment, own.cause, own.remaining_work, own.field_values)
    nonce = form.nonce.data or ""
    if not 8 <= len(nonce) <= 64 or text_problem(nonce, single_line=True):
        nonce = secrets.token_urlsafe(16)
    edit_language(named.id, texts, seen=form.seen, by=current_person(), nonce=nonce, now=clock.utc_now())


def _meet(form: LanguageForm, row: StandingRow) -> list[object]:
    theirs = _stored(row)
    _name_fields(theirs, row)
    found: list[object] = list(differences(form, theirs))
    _renew(form, row)
    return found


def _shown_fields(row: StandingRow, form: LanguageForm) -> list[str]:
    answer: StatusUpdate | None = row.answer
    assert answer is not None
    demands = answer.label.demands
    wanted = {"comment": demands.comment, "cause": demands.cause, "remaining_work": demands.remaining_work}
    return [name for name in _FIELDS if wanted[name] is not Demand.NEVER or form[name].data]
