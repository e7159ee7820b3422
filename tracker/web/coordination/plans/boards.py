"""Which boards answer for the plan's rows, chosen once, and who does it for each of them."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import HiddenField

from tracker import clock
from tracker.domain.swedish.words import capitalised, counted
from tracker.models import Board, User, db
from tracker.queries.coordination.cockpit import possible_owners
from tracker.queries.plans.answering_boards import answering_now
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.plans.answering_boards import choose_boards
from tracker.services.plans.shares import boards_for_shares
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import ChoiceField, differences
from tracker.web.frame.access import coordinators_of_plan, current_plan

#: The choice of a board that answers though nobody is chosen yet.
_NOBODY_YET = 0


class BoardsForm(FlaskForm):
    """A choice for each board is added by `_form_class`; `seen` is what the form was filled from."""

    seen = HiddenField()


@blueprint.route("/<plan_slug>/namnder", methods=["GET", "POST"])
@coordinators_of_plan
def boards(plan_slug: str) -> ResponseReturnValue:
    """The form; a second editor is shown both choices."""
    plan = current_plan()
    if not plan.kind.shared or plan.kind.assignments:
        flash(f"I den här planen väljs nämnden för {plan.kind.row_word} för {plan.kind.row_word}.")
        return redirect(url_for("coordination.plan", plan_slug=plan_slug), 303)
    listed, people = boards_for_shares(plan.organisation_id), possible_owners(plan.organisation_id)
    there = answering_now(plan.id)
    form_class = _form_class(listed, people, there)
    form = _stored(form_class, there) if request.method != "POST" else form_class()
    conflict, message = None, None
    if form.validate_on_submit():
        chosen = _chosen(form, listed)
        try:
            choose_boards(plan.id, chosen, seen=_read(form.seen.data), now=clock.utc_now())
        except FormRefused as refused:
            db.session.rollback()
            message = _show(form, refused)
        except ChangedMeanwhile:
            db.session.rollback()
            theirs = _stored(form_class, answering_now(plan.id))
            conflict = differences(form, theirs)
            form.seen.raw_data, form.seen.data = None, theirs.seen.data
        else:
            flash(f"{capitalised(counted(len(chosen), 'nämnd', 'nämnder'))} svarar i planen.", "success")
            return redirect(url_for("coordination.plan", plan_slug=plan_slug), 303)
    page = render_template(
        "coordination/plans/boards.html",
        plan=plan,
        form=form,
        choices=[form[_name(board)] for board in listed],
        message=message,
        conflict=conflict,
    )
    return page, 409 if conflict is not None else 400 if form.errors or message else 200


def _name(board: Board) -> str:
    return f"board_{board.id}"


def _form_class(
    listed: Sequence[Board], people: Sequence[User], there: Mapping[int, int | None]
) -> type[BoardsForm]:
    """The form with a choice for each board; a contact who has left stays until somebody else is chosen."""

    def offered(board: Board) -> list[tuple[str, str]]:
        named = [(str(person.id), person.title) for person in people]
        left = there.get(board.id)
        if left is not None and left not in {person.id for person in people}:
            named.append((str(left), f"{db.session.get_one(User, left).title} (avstängd)"))
        return [("", "Svarar inte"), (str(_NOBODY_YET), "Svarar, men vem väljs senare"), *named]

    class Form(BoardsForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            for board in listed:
                self[_name(board)].choices = offered(board)

    for board in listed:
        setattr(Form, _name(board), ChoiceField(board.name, numbers=True))
    return Form


def _stored(form_class: type[BoardsForm], known: Mapping[int, int | None]) -> BoardsForm:
    data: dict[str, Any] = {
        f"board_{board_id}": contact or _NOBODY_YET for board_id, contact in known.items()
    }
    return form_class(formdata=None, data={**data, "seen": _written(known)})


def _chosen(form: BoardsForm, listed: Sequence[Board]) -> dict[int, int | None]:
    picked = {board.id: cast("int | None", form[_name(board)].data) for board in listed}
    return {board_id: contact or None for board_id, contact in picked.items() if contact is not None}


def _written(known: Mapping[int, int | None]) -> str:
    return ",".join(f"{board_id}:{contact or _NOBODY_YET}" for board_id, contact in sorted(known.items()))


def _read(text: str | None) -> dict[int, int | None]:
    """What `_written` wrote; anything else has seen nothing that is there."""
    found: dict[int, int | None] = {}
    for piece in (text or "").split(","):
        board, _, contact = piece.partition(":")
        if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in (board, contact)):
            continue
        found[int(board)] = int(contact) or None
    return found


def _show(form: BoardsForm, refused: FormRefused) -> str | None:
    """Puts each fault at its board; what belongs to none is said above."""
    above = [fault.message for fault in refused.faults if fault.field not in form]
    for fault in refused.faults:
        if fault.field in form:
            form[fault.field].errors = [fault.message]
    return above[0] if above else None
