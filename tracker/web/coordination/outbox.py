"""Utskick: who got which mail, when, and what the mail server answered."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker.domain.calendar import local_time
from tracker.domain.swedish import day_and_month
from tracker.domain.terms import MessageState
from tracker.models import Message
from tracker.queries.coordination import coordinated_boards
from tracker.queries.outbox import messages
from tracker.web.access import coordinators, current_person
from tracker.web.coordination import blueprint

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


@dataclass(frozen=True)
class MailLine:
    """One mail in words."""

    to: str
    address: str
    covers: str
    when: str
    state: str
    reply: str


@blueprint.get("/utskick")
@coordinators
def outbox() -> ResponseReturnValue:
    """The newest mails about the plans that I coordinate, newest first."""
    user = current_person()
    own = {board.id for board in coordinated_boards(user)}
    lines = [_line(message, own) for message in messages(organisation_id=user.organisation_id)]
    return render_template("coordination/outbox.html", lines=[line for line in lines if line is not None])


def _line(message: Message, own_boards: set[int]) -> MailLine | None:
    """The mail as far as it is about plans of those boards, or None."""
    items = [item for item in message.items if item.follow_up.plan.board_id in own_boards]
    if not items:
        return None
    plans: dict[str, list[str]] = {}
    for item in items:
        plans.setdefault(item.follow_up.plan.short_title, []).append(item.responsibility.activity.number)
    return MailLine(
        to=message.to_title,
        address=message.to_address,
        covers="; ".join(f"{title}: {', '.join(numbers)}" for title, numbers in plans.items()),
        when=_when(message),
        state=_STATES[message.state],
        reply=message.reason or message.server_reply or "",
    )


def _when(message: Message) -> str:
    if message.sent_at is None:
        return day_and_month(message.send_on)
    local = local_time(message.sent_at)
    return f"{day_and_month(local.date())} kl. {local:%H.%M}"
