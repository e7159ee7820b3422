"""What the link of a value that is due opens: a form for the value and nothing else."""

from dataclasses import dataclass
from typing import Any

from flask import make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import StringField

from tracker import clock
from tracker.domain.measurement import Period
from tracker.domain.reminders.values import is_there, period_ending
from tracker.domain.swedish.period import spoken_period
from tracker.models import KeyFigure, KeyFigureValue, User, db
from tracker.queries.key_figures.values import newest_outcome, newest_values, outcome_ends
from tracker.queries.my_activities import figures_of_activity
from tracker.services.answers.give_value import OwnersValue, give_value
from tracker.services.answers.key_figure_values import TypedValue
from tracker.services.reminders.links.answer_links import LinkTarget
from tracker.web.answers.answer_form import SentForm, add_figures, kept
from tracker.web.answers.answering import ActivityPage, Desk, reachable
from tracker.web.answers.phrases import heading_of, inside_name, name_of


class ValueForm(SentForm):
    """Where the value comes from; the fields of the value itself are added by `_form`."""

    source = StringField("Källa", filters=[kept])


@dataclass(frozen=True)
class DueValue:
    """The key figure whose value is asked for, and the period that it is asked for."""

    figure: KeyFigure
    period: Period

    @property
    def is_there(self) -> bool:
        """Whether somebody has filled it in."""
        return is_there(self.period, outcome_ends(self.figure))


def due_value(target: LinkTarget) -> DueValue | None:
    """What the link asks for; None when it is an answer, or when the activity has lost the key figure."""
    if target.missing_value is None:
        return None
    figure_id, end = target.missing_value
    figures = figures_of_activity(target.responsibility.activity_id)
    figure = next((one for one in figures if one.id == figure_id), None)
    return None if figure is None else DueValue(figure, period_ending(end, figure.rhythm))


def show_value(desk: Desk, due: DueValue) -> ResponseReturnValue:
    """The form, with the period that is due."""
    form = _form(due)
    form[_typed(due).period_field].data = due.period.label
    return _page(desk, due, form)


def take_value(desk: Desk, due: DueValue) -> ResponseReturnValue:
    """Saves the value and leads to the receipt, or shows what is wrong with it."""
    form = _form(due, formdata=request.form)
    blank = _typed(due)
    typed = TypedValue(due.figure.id, form[blank.value_field].data, form[blank.period_field].data)
    given = OwnersValue(desk.responsibility_id, desk.user, typed, form.source.data)
    if problems := give_value(given, now=clock.utc_now()):
        # Lets go of the lock; what follows only reads.
        db.session.rollback()
        return make_response(_page(desk, due, form.reject(problems)), 400)
    return redirect(desk.receipt_url, 303)


def show_value_receipt(desk: Desk, due: DueValue) -> ResponseReturnValue:
    """What was saved, and the way to the next answer that waits: perhaps the same activity's own."""
    saved = _saved_by(desk.user, due.figure) or newest_outcome(due.figure)
    if saved is None:
        return redirect(desk.form_url, 303)
    page = ActivityPage.of(desk)
    own = desk.form_url_of(page.mine) if page.mine.waiting and not page.declined else None
    ways = [(page.mine, own)] if own else []
    return render_template(
        "answer/value_receipt.html",
        **_shared(page, due),
        saved=saved,
        next_one=next(iter([*ways, *reachable(page)]), None),
        inside_name=inside_name,
        heading_of=heading_of,
    )


def _saved_by(user: User, figure: KeyFigure) -> KeyFigureValue | None:
    own = [value for value in newest_values(figure.values) if value.author_id == user.id]
    return max(own, key=lambda value: value.id, default=None)


def _typed(due: DueValue) -> TypedValue:
    return TypedValue(due.figure.id, "", "")


def _form(due: DueValue, **source: Any) -> ValueForm:
    class Form(ValueForm):
        pass

    add_figures(Form, [due.figure])
    # The token in the address is what protects it.
    return Form(meta={"csrf": False}, **{"formdata": None, **source})


def _page(desk: Desk, due: DueValue, form: ValueForm) -> str:
    latest = {due.figure.id: newest_outcome(due.figure)}
    page = ActivityPage.of(desk)
    return render_template("answer/value.html", **_shared(page, due), form=form.made_visible(), latest=latest)


def _shared(page: ActivityPage, due: DueValue) -> dict[str, object]:
    return {
        "mine": page.mine,
        "desk": page.desk,
        "declined": page.declined,
        "due": due,
        "figure": due.figure,
        "period": spoken_period(due.period.label),
        "name": name_of(page.mine),
        "activity": heading_of(page.mine),
    }
