"""Utskick: who got which mail, when, and what the mail server answered."""

import re
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.domain.calendar import local_time
from tracker.domain.swedish.words import day_and_month
from tracker.domain.terms import MessageState
from tracker.models import Message
from tracker.queries.coordination.cockpit import coordinated_boards
from tracker.queries.reminders.heartbeat import heartbeat
from tracker.queries.reminders.outbox import NEEDS_SOMEONE, message, messages, plans_of
from tracker.services.refusal import Refusal
from tracker.services.reminders import outbox as settling
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import LARGEST_ID
from tracker.web.frame.access import coordinators, current_person

#: What became of a mail, as a coordinator would say it.
_STATES = {
    MessageState.PENDING: "Väntar",
    MessageState.CLAIMED: "Skickas nu",
    MessageState.HANDING: "Skickas nu",
    MessageState.SENT: "Skickat",
    MessageState.FAILED: "Gick inte att skicka",
    MessageState.UNCERTAIN: "Oklart om det kom fram",
    MessageState.CANCELLED: "Avbrutet",
    MessageState.SUPERSEDED: "Ersatt av ett nyare",
}

#: How services/reminders/hand_over.py begins what became of a mail that goes to a folder.
_WRITTEN, _NOT_WRITTEN = "written to ", "cannot write in "
_SERVER_WORDS = re.compile(r"[1-5][0-9]{2} ")


@dataclass(frozen=True)
class MailLine:
    """One mail in words."""

    to: str
    address: str
    covers: str
    when: str
    state: str
    reply: str
    #: The mail's id when a person has to settle it.
    open_id: int | None


@blueprint.get("/utskick")
@coordinators
def outbox() -> ResponseReturnValue:
    """The newest mails about the plans that I coordinate, newest first."""
    user = current_person()
    own = {board.id for board in coordinated_boards(user)}
    # However many have left since: what needs a person is never pushed off the page.
    mails = {mail.id: mail for mail in (*messages(NEEDS_SOMEONE, board_ids=own), *messages(board_ids=own))}
    lines = [_line(mails[key], own) for key in sorted(mails, reverse=True)]
    alive = heartbeat()
    return render_template(
        "coordination/outbox.html",
        lines=[line for line in lines if line is not None],
        held=alive.held if alive else None,
        clock=clock.utc_now(),
    )


@blueprint.post("/utskick/slapp")
@coordinators
def release() -> ResponseReturnValue:
    """Lets mails leave again after the clock guard has held them; pressed twice, they are let go once."""
    try:
        settling.release()
    except Refusal:
        flash("Mejlen är redan släppta.")
    else:
        flash("Mejlen är släppta. Det som ska gå nu går inom någon minut.", "success")
    return redirect(url_for("coordination.outbox"), 303)


@blueprint.post("/utskick/<int:message_id>/skicka-igen")
@coordinators
def send_again(message_id: int) -> ResponseReturnValue:
    """Lets an uncertain mail wait once more, as the same bytes; a refused one is written anew."""
    if settling.send_again(_own(message_id).id, now=clock.utc_now()):
        flash("Mejlet skickas igen inom någon minut.", "success")
    else:
        flash("Ett nytt mejl skrivs inom någon minut, om svaret fortfarande saknas.", "success")
    return redirect(url_for("coordination.outbox"), 303)


@blueprint.post("/utskick/<int:message_id>/framme")
@coordinators
def mark_as_sent(message_id: int) -> ResponseReturnValue:
    """Settles a failed or uncertain mail: somebody has asked, or told the owner otherwise."""
    settling.mark_as_sent(_own(message_id).id, now=clock.utc_now())
    flash("Mejlet är markerat som framme.", "success")
    return redirect(url_for("coordination.outbox"), 303)


def _own(message_id: int) -> Message:
    """The mail, when it is about a plan of a board that I coordinate; else the request ends with 404."""
    user = current_person()
    own = {board.id for board in coordinated_boards(user)}
    small = message_id <= LARGEST_ID
    found = message(message_id, organisation_id=user.organisation_id) if small else None
    if found is None or not own.intersection(plan.board_id for plan in plans_of(found.id)):
        abort(404)
    return found


def _line(mail: Message, own_boards: set[int]) -> MailLine | None:
    """The mail as far as it is about plans of those boards, or None."""
    items = [item for item in mail.items if item.follow_up.plan.board_id in own_boards]
    if not items:
        return None
    plans: dict[str, list[str]] = {}
    for item in items:
        plans.setdefault(item.follow_up.plan.short_title, []).append(item.responsibility.activity.number)
    return MailLine(
        to=mail.to_title,
        address=mail.to_address,
        covers="; ".join(f"{title}: {', '.join(numbers)}" for title, numbers in plans.items()),
        when=_when(mail),
        state=_STATES[mail.state],
        reply=" ".join(filter(None, (mail.reason, _reply(mail.server_reply or "")))),
        open_id=mail.id if mail.state in NEEDS_SOMEONE else None,
    )


def _reply(words: str) -> str:
    """What became of the mail, introduced in Swedish; a mail server's words are its own."""
    if words.startswith(_WRITTEN):
        return "Skrivet till fil."
    if words.startswith(_NOT_WRITTEN):
        return "Det gick inte att skriva mejlet till fil. Den som sköter servern ser varför i loggen."
    if not words:
        return ""
    if _SERVER_WORDS.match(words):
        return f"Mejlservern svarade: {words}"
    return f"Felmeddelandet löd: {words}"


def _when(mail: Message) -> str:
    if mail.sent_at is None:
        return day_and_month(mail.send_on)
    local = local_time(mail.sent_at)
    return f"{day_and_month(local.date())} kl. {local:%H.%M}"
