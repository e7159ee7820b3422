"""All of a person's rows of a plan on one page, where the answer is nothing but the fields of the plan's kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker import clock
from tracker.domain.field_values import given_values
from tracker.domain.swedish.words import capitalised, counted
from tracker.domain.terms import WayIn
from tracker.models import User, db
from tracker.queries.my_activities import MyActivity, my_activities
from tracker.services.answers.report_status import (
    Conflict,
    FollowUpClosed,
    FollowUpOpened,
    Rejected,
    save_answer,
)
from tracker.services.refusal import Refusal
from tracker.web.answers.answer_form import AnswerForm, fresh_form, typed_form
from tracker.web.answers.asked import asked_of, declined_by
from tracker.web.answers.my_activities import blueprint
from tracker.web.answers.phrases import heading_of, inside_name, name_of, said_when
from tracker.web.frame.access import current_person, signed_in

#: Importing this module attaches the page to the blueprint of Mina aktiviteter.
__all__ = ["blueprint"]


@dataclass
class Line:
    """One row: its part of the form, and what is said of it."""

    mine: MyActivity
    form: AnswerForm
    #: Why it was not saved, when that is nothing of a field's.
    message: str = ""

    @property
    def stored(self) -> dict[str, str]:
        """What the form starts from."""
        return self.mine.start.field_values if self.mine.start else {}

    @property
    def typed(self) -> dict[str, str]:
        """What is typed, as it would be stored."""
        return given_values(self.mine.own_fields, self.form.answer(self.mine.own_fields).fields)

    @property
    def still_holds(self) -> str:
        """The name of the box that says that last time's answer holds; only a row that waits and has one shows it."""
        return f"{prefix_of(self.mine)}holds"

    @property
    def to_be_saved(self) -> bool:
        """Whether something was written, or said to hold: what nobody has touched is no answer."""
        if self.mine.waiting and self.still_holds in request.form:
            return True
        return self.typed != given_values(self.mine.own_fields, self.stored)


def prefix_of(mine: MyActivity) -> str:
    """What tells the row's fields from those of the others."""
    return f"rad-{mine.row.responsibility.id}-"


@blueprint.route("/<plan_slug>/alla", methods=["GET", "POST"])
@signed_in
def all_at_once(plan_slug: str) -> ResponseReturnValue:
    """The form with all rows; each is saved by itself, so that one that is wrong keeps none of the others."""
    user = current_person()
    rows = _rows(user, plan_slug)
    if rows[0].follow_up is None:
        flash("Ingen uppföljning är öppen. Har något ändrats skriver du det på radens egen sida.")
        return redirect(url_for("my_activities.index"), 303)
    if request.method != "POST":
        return _page([_fresh(mine) for mine in rows])
    lines = [_typed(mine) for mine in rows]
    try:
        saved = sum(_save(line, user) for line in lines if line.to_be_saved)
    except (FollowUpClosed, FollowUpOpened) as refusal:
        db.session.rollback()
        for line, mine in zip(lines, _rows(user, plan_slug), strict=False):
            line.mine = mine
            line.form.renew(mine)
        return _page(lines, message=refusal.message, status=409)
    wrong = [line for line in lines if line.form.errors or line.message]
    said = f"{capitalised(counted(saved, 'svar', 'svar', neuter=True))} är {'sparat' if saved == 1 else 'sparade'}."
    if not wrong:
        flash(said if saved else "Inget var ändrat, så inget sparades.", "success" if saved else "message")
        return redirect(url_for("my_activities.all_at_once", plan_slug=plan_slug), 303)
    return _page(lines, message=said if saved else "", status=400)


def _rows(user: User, plan_slug: str) -> list[MyActivity]:
    activities = my_activities(user.id)
    asked = asked_of(user, activities, declined_by(user, activities))
    found = [one for one in asked if one.plan.slug == plan_slug and not one.plan.kind.counted]
    if not found:
        abort(404)
    return found


def _fresh(mine: MyActivity) -> Line:
    return Line(mine, fresh_form(mine, [], csrf=False, prefix=prefix_of(mine)))


def _typed(mine: MyActivity) -> Line:
    """What was sent; a row that came after the page was opened is as it is stored."""
    if f"{prefix_of(mine)}nonce" not in request.form:
        return _fresh(mine)
    return Line(mine, typed_form(mine, [], request.form, csrf=False, prefix=prefix_of(mine)))


def _save(line: Line, user: User) -> bool:
    """Saves one row; says at the row what is wrong with it."""
    row = line.mine.row.responsibility.id
    answer = line.form.answer(line.mine.own_fields)
    try:
        outcome = save_answer(
            line.form.sheet(row, user, WayIn.WEB), answer, label_id=None, now=clock.utc_now()
        )
    except (FollowUpClosed, FollowUpOpened):
        raise
    except Refusal as refusal:
        db.session.rollback()
        line.message = refusal.message
        return False
    if isinstance(outcome, Rejected):
        db.session.rollback()
        line.form.reject(outcome.problems)
        return False
    if isinstance(outcome, Conflict):
        who = "Du" if outcome.theirs.author_id == user.id else outcome.theirs.author_title or "Någon annan"
        db.session.rollback()
        line.message = (
            f"{capitalised(who)} hann svara medan du skrev. Läs det svaret på frågans egen sida. "
            "Sparar du igen gäller ditt."
        )
        fresh = next((one for one in my_activities(user.id) if one.row.responsibility.id == row), None)
        if fresh is not None:
            line.mine = fresh
            line.form.renew(fresh)
        return False
    return True


def _page(lines: Sequence[Line], *, message: str = "", status: int = 200) -> ResponseReturnValue:
    for line in lines:
        line.form.made_visible()
    first = lines[0].mine
    errors = [
        {"text": f"{name_of(line.mine)}: {text}", "href": f"#{href}"}
        for line in lines
        for text, href in _errors(line)
    ]
    html = render_template(
        "answer/all_at_once.html",
        form=FlaskForm(),
        lines=lines,
        plan=first.plan,
        follow_up=first.follow_up,
        waiting=sum(line.mine.waiting for line in lines),
        errors=errors,
        message=message,
        name_of=name_of,
        inside_name=inside_name,
        heading_of=heading_of,
        said_when=said_when,
    )
    return make_response(html, status)


def _errors(line: Line) -> list[tuple[str, str]]:
    """Sentence and place of all that is wrong with a row."""
    first = line.form[f"own_{line.mine.own_fields[0].key}"].id if line.mine.own_fields else ""
    found = [(line.message, first)] if line.message else []
    return [*found, *((str(field.errors[0]), field.id) for field in line.form if field.errors)]
