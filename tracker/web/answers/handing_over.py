"""Handing over to a colleague, and "det här är inte mitt": the same for whoever opened the page."""

import secrets
from typing import Any

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField

from tracker import clock
from tracker.domain.text import normalise_newlines
from tracker.models import HandOver, User
from tracker.queries.people.colleagues import colleagues
from tracker.services.form_refusal import FormRefused
from tracker.services.refusal import Refusal
from tracker.services.reminders.links.hand_over_activity import Leaving, decline, hand_over
from tracker.web.answers.answer_form import NONCE
from tracker.web.answers.answering import ActivityPage, Desk, reachable
from tracker.web.answers.phrases import (
    heading_of,
    inside_name,
    inside_sentence,
    name_of,
    name_of_share,
    row_word,
)


class HandOverForm(FlaskForm):
    """Who answers instead, and a few words to the coordinator."""

    to = RadioField("Lämna över till", coerce=str, validate_choice=False)
    comment = TextAreaField(
        "Några ord till samordnaren", filters=[lambda text: normalise_newlines(text or "")]
    )
    nonce = HiddenField()


def show_hand_over(desk: Desk) -> ResponseReturnValue:
    """The colleagues of the board, by role."""
    return _page(desk, "answer/hand_over.html", _fresh(desk))


def take_hand_over(desk: Desk) -> ResponseReturnValue:
    """Lets the chosen colleague answer; the page says so, and leads to what is left."""
    form = _typed(desk)
    to = form.to.data if form.to.data and form.to.data.isascii() and form.to.data.isdigit() else ""
    page = ActivityPage.of(desk)
    left_over = reachable(page)
    try:
        left = hand_over(_leaving(desk, form), int(to[:10]) if to else None, now=clock.utc_now())
    except FormRefused as refused:
        return _refused(desk, "answer/hand_over.html", form, refused)
    return show_left(left, signed_in=desk.signed_in, others=left_over)


def show_not_mine(desk: Desk) -> ResponseReturnValue:
    """A few words, and the button."""
    return _page(desk, "answer/not_mine.html", _fresh(desk))


def take_not_mine(desk: Desk) -> ResponseReturnValue:
    """Asks the coordinator to choose somebody else."""
    form = _typed(desk)
    page = ActivityPage.of(desk)
    try:
        left = decline(_leaving(desk, form), now=clock.utc_now())
    except FormRefused as refused:
        return _refused(desk, "answer/not_mine.html", form, refused)
    return show_left(left, signed_in=desk.signed_in, others=reachable(page))


def show_left(left: HandOver, *, signed_in: bool, others: Any = ()) -> ResponseReturnValue:
    """What a form did; sent once more, it is all that is left to say of a row that the person has left."""
    name = name_of_share(left.responsibility)
    return render_template(
        "answer/left.html",
        left=left,
        signed_in=signed_in,
        name=name,
        inside=inside_sentence(name),
        row_word=row_word(left.responsibility.activity),
        next_one=next(iter(others), None),
        inside_name=inside_name,
        heading_of=heading_of,
    )


def _leaving(desk: Desk, form: HandOverForm) -> Leaving:
    if not NONCE.fullmatch(form.nonce.data or ""):
        raise Refusal("Formuläret kom fram tomt eller trasigt. Ladda om sidan och försök igen.", 400)
    return Leaving(desk.responsibility_id, desk.user, form.comment.data, form.nonce.data)


def _fresh(desk: Desk) -> HandOverForm:
    return HandOverForm(
        formdata=None, data={"nonce": secrets.token_urlsafe(16)}, meta={"csrf": desk.signed_in}
    )


def _typed(desk: Desk) -> HandOverForm:
    return HandOverForm(formdata=request.form, meta={"csrf": desk.signed_in})


def _refused(desk: Desk, template: str, form: HandOverForm, refused: FormRefused) -> ResponseReturnValue:
    for fault in refused.faults:
        form[fault.field].errors = [fault.message]
    return make_response(_page(desk, template, form), refused.status)


def _page(desk: Desk, template: str, form: HandOverForm) -> str:
    page = ActivityPage.of(desk)
    people = colleagues(page.mine.row.responsibility, desk.user.id)
    form.to.choices = [(str(person.id), _named(person, people)) for person in people]
    return render_template(
        template,
        mine=page.mine,
        desk=desk,
        form=form,
        name=name_of(page.mine),
        inside=inside_name(page.mine),
        heading=heading_of(page.mine),
        row_word=row_word(page.mine.row.activity),
        coordinator=page.mine.plan.coordinator,
    )


def _named(person: User, people: Any) -> str:
    """The role; where two have the same, the address tells them apart."""
    alike = [one for one in people if one.title == person.title]
    return person.title if len(alike) == 1 else f"{person.title} ({person.email})"
