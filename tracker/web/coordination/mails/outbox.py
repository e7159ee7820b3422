"""The outbox as its coordinators see it: the list, one mail, and settling what nobody can be sure of."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.domain.swedish.words import capitalised, counted
from tracker.domain.terms import MessageState
from tracker.models import Message, User
from tracker.queries.coordination.cockpit import coordinated_boards
from tracker.queries.reminders.decided import pauses_in, test_mode_of
from tracker.queries.reminders.heartbeat import heartbeat
from tracker.queries.reminders.outbox import (
    NEEDS_SOMEONE,
    WAITING,
    evidence_of,
    message,
    message_count,
    messages,
    to_settle,
)
from tracker.services.people.accounts import mail_again
from tracker.services.refusal import Refusal
from tracker.services.reminders.sending import outbox as settling
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import LARGEST_ID
from tracker.web.coordination.mails import words
from tracker.web.frame.access import coordinators, current_person
from tracker.web.frame.identity import is_admin
from tracker.web.frame.paging import Paging, asked_page

#: What can be chosen above the list, and what is said when there is none.
_CHOICES = {
    "": (
        "Alla",
        frozenset(MessageState),
        "Inget har skickats än. Det första mejlet går när en uppföljning öppnas.",
    ),
    "behover-atgard": ("Behöver åtgärd", NEEDS_SOMEONE, "Inget mejl behöver åtgärd."),
    "vantar": ("Väntar", WAITING, "Inget mejl väntar."),
    "skickade": ("Skickade", frozenset({MessageState.SENT}), "Inget mejl har skickats än."),
}


@dataclass(frozen=True)
class _Choice:
    text: str
    href: str
    chosen: bool


@blueprint.get("/utskick")
@coordinators
def outbox() -> ResponseReturnValue:
    """The mails about the plans that I coordinate, newest first, fifty a page."""
    user, now = current_person(), clock.utc_now()
    own = {board.id for board in coordinated_boards(user)}
    chosen = _chosen(request.args)
    _, states, empty = _CHOICES[chosen]
    paging = Paging(asked_page(request.args), message_count(states, own))
    found = messages(states, board_ids=own, limit=paging.size, offset=paging.offset)
    lines = [words.line(mail, own, now) for mail in found]
    alive = heartbeat()
    return render_template(
        "coordination/mails/outbox.html",
        lines=[line for line in lines if line is not None],
        paging=paging,
        chosen=chosen,
        empty=empty,
        choices=_choices(chosen),
        uncertain=len(to_settle(own)),
        held=alive.held if alive else None,
        clock=now,
        **_switches(user),
    )


def _chosen(arguments: Mapping[str, str]) -> str:
    chosen = arguments.get("lage", "")
    return chosen if chosen in _CHOICES else ""


def _choices(chosen: str) -> list[_Choice]:
    return [
        _Choice(text, url_for("coordination.outbox", lage=slug or None), slug == chosen)
        for slug, (text, _, _) in _CHOICES.items()
    ]


def _switches(user: User) -> dict[str, object]:
    """What is paused, and where mail goes instead; only administrators can change that for all."""
    paused = pauses_in(user.organisation_id)
    return {
        "paused_everywhere": next((one for one in paused if one.plan_id is None), None),
        "paused_plans": [one for one in paused if one.plan_id is not None],
        "test_mode": test_mode_of(user.organisation_id),
        "may_switch": is_admin(user),
    }


@blueprint.get("/utskick/<int:message_id>")
@coordinators
def one_mail(message_id: int) -> ResponseReturnValue:
    """Everything that is known of one mail, and what it says, without its personal links."""
    mail, own = _own(message_id)
    items = [item for item in mail.items if item.plan.board_id in own]
    return render_template(
        "coordination/mails/mail.html",
        mail=mail,
        covers=words.covers(items),
        known=words.known(mail, evidence_of(mail, items), clock.utc_now()),
        said=words.said(items),
        # A mail that is also about other boards' plans is shown as far as it is about mine.
        text=words.masked(mail.text) if len(items) == len(mail.items) else None,
        open=mail.state in NEEDS_SOMEONE,
        uncertain=mail.state is MessageState.UNCERTAIN,
    )


@blueprint.post("/utskick/<int:message_id>/skicka-igen")
@coordinators
def send_again(message_id: int) -> ResponseReturnValue:
    """Lets an uncertain mail wait once more, as the same bytes; a refused one is written anew."""
    mail, _ = _own(message_id)
    try:
        same = settling.send_again(mail.id, now=clock.utc_now())
    except Refusal as refused:
        flash(refused.message)  # pressed twice, or by two people
    else:
        anew = "Ett nytt mejl skrivs inom någon minut, om svaret fortfarande saknas."
        flash("Mejlet skickas igen inom någon minut." if same else anew, "success")
    return _back(message_id)


@blueprint.post("/utskick/<int:message_id>/framme")
@coordinators
def mark_as_sent(message_id: int) -> ResponseReturnValue:
    """Settles a failed or uncertain mail: somebody has asked, or told the owner otherwise."""
    mail, _ = _own(message_id)
    try:
        settling.mark_as_sent(mail.id, by_title=current_person().title, now=clock.utc_now())
    except Refusal as refused:
        flash(refused.message)
    else:
        flash("Mejlet är markerat som framme.", "success")
    return _back(message_id)


@blueprint.post("/utskick/framme")
@coordinators
def mark_all_as_sent() -> ResponseReturnValue:
    """Settles every uncertain mail about the plans that I coordinate."""
    person = current_person()
    own = {board.id for board in coordinated_boards(person)}
    settled = settling.mark_all_as_sent(to_settle(own), by_title=person.title, now=clock.utc_now())
    said = counted(settled, "mejl", "mejl", neuter=True)
    flash(f"{capitalised(said)} markerades som framme.", "success")
    return _back()


@blueprint.post("/utskick/<int:message_id>/adressen")
@coordinators
def try_address_again(message_id: int) -> ResponseReturnValue:
    """Sends mail again to an address that had been given up."""
    mail, _ = _own(message_id)
    mail_again(mail.user_id)
    flash("Adressen prövas igen vid nästa påminnelse.", "success")
    return redirect(url_for("coordination.one_mail", message_id=mail.id), 303)


def _back(message_id: int | None = None) -> ResponseReturnValue:
    """Where the button was pressed: on the mail's own page, or in the list as it was narrowed."""
    if message_id is not None and "mejlet" in request.form:
        return redirect(url_for("coordination.one_mail", message_id=message_id), 303)
    page = asked_page(request.form)
    lage, sida = _chosen(request.form) or None, page if page > 1 else None
    return redirect(url_for("coordination.outbox", lage=lage, sida=sida), 303)


def _own(message_id: int) -> tuple[Message, set[int]]:
    """The mail and my boards, when it is about a plan of one of them; else the request ends with 404."""
    user = current_person()
    own = {board.id for board in coordinated_boards(user)}
    small = message_id <= LARGEST_ID
    found = message(message_id, organisation_id=user.organisation_id) if small else None
    if found is None or not any(item.plan.board_id in own for item in found.items):
        abort(404)
    return found, own
