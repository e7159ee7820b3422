"""A mail of the outbox in words: what became of it, what is known, what it says."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tracker.domain.calendar import local_time
from tracker.domain.reminders.steps import Moment, Step
from tracker.domain.swedish.words import capitalised, counted, day_and_month, long_date, number_word
from tracker.domain.terms import MatterKind, MessageState
from tracker.models import Message, MessageItem
from tracker.queries.reminders.outbox import NEEDS_SOMEONE, WAITING, Evidence
from tracker.services.reminders.due.survey import sending_day_at

#: What became of a mail, as a coordinator would say it.
STATES = {
    MessageState.PENDING: "Väntar",
    MessageState.CLAIMED: "Skickas nu",
    MessageState.HANDING: "Skickas nu",
    MessageState.SENT: "Skickat",
    MessageState.FAILED: "Gick inte att skicka",
    MessageState.UNCERTAIN: "Oklart om det kom fram",
    MessageState.CANCELLED: "Avbrutet",
    MessageState.SUPERSEDED: "Ersatt av ett nyare",
}
_KINDS = {
    MatterKind.ANSWER: "Svar i uppföljningen",
    MatterKind.BOARD_ROWS: "Nämndens egna rader",
    MatterKind.LIST: "Lista över svar som saknas",
    MatterKind.VALUE: "Nyckeltal utan värde",
    MatterKind.REVIEW: "Årlig genomgång",
    MatterKind.ASSIGNMENT: "Uppdrag med eget datum",
    MatterKind.HANDOVER: "Någon annan ska svara",
    MatterKind.DELIVERY: "Mejl som kanske inte kom fram",
    MatterKind.TEST: "Prov av en text",
}
#: How services/reminders/sending/hand_over.py begins what became of a mail that goes to a folder.
_WRITTEN, _NOT_WRITTEN = "written to ", "cannot write in "
_SERVER_WORDS = re.compile(r"[1-5][0-9]{2} ")
#: How Python tells that a connection that was there ended.
_CUT_OFF = re.compile(r"unexpectedly closed|reset by peer|broken pipe", re.IGNORECASE)
_PLACE = re.compile(r"\{\{link:\d+\}\}")


@dataclass(frozen=True)
class MailLine:
    """One mail in the list."""

    id: int
    to: str
    address: str
    covers: str
    what: str
    when: str
    state: str
    reply: str
    #: Whether a person has to settle it.
    open: bool


def line(mail: Message, own_boards: set[int], now: datetime) -> MailLine | None:
    """The mail as far as it is about plans of those boards, or None."""
    items = [item for item in mail.items if item.plan.board_id in own_boards]
    if not items:
        return None
    return MailLine(
        id=mail.id,
        to=mail.to_title,
        address=mail.redirected_to or mail.to_address,
        covers=covers(items),
        what=", ".join(dict.fromkeys(map(_what, items))),
        when=when(mail),
        state=state(mail),
        reply=" ".join(filter(None, (mail.reason, _told(mail), _next_try(mail, now)))),
        open=mail.state in NEEDS_SOMEONE,
    )


def covers(items: Iterable[MessageItem]) -> str:
    """ "26-punktsplanen: 1a, 1b, 8; KF-uppdragen: 14"."""
    plans: dict[str, list[str]] = {}
    for item in items:
        numbers = plans.setdefault(item.plan.short_title, [])
        if item.responsibility is not None and item.responsibility.activity.number not in numbers:
            numbers.append(item.responsibility.activity.number)
    return "; ".join(f"{title}: {', '.join(rows)}" if rows else title for title, rows in plans.items())


def state(mail: Message) -> str:
    """What became of it; that a person, and not the mail server, has counted it as sent, is said."""
    by_person = mail.state is MessageState.SENT and mail.sent_at is not None and mail.reason is not None
    return "Räknas som skickat" if by_person else STATES[mail.state]


def _what(item: MessageItem) -> str:
    """What kind of mail it is in, of all that the service sends."""
    moment = item.step.moment
    if moment is Moment.REQUESTED and item.kind is not MatterKind.TEST:
        return "Ny länk på egen begäran"
    if item.kind not in (MatterKind.ANSWER, MatterKind.BOARD_ROWS):
        return _KINDS[item.kind]
    if moment is Moment.OPENED:
        return "När uppföljningen öppnade"
    return "Samordnaren bad om svar" if moment is Moment.ASKED else "Påminnelse"


def reply(mail: Message) -> str:
    """What became of the mail, introduced in Swedish; a mail server's words are its own."""
    words = mail.server_reply or ""
    if words.startswith(_WRITTEN):
        return "Skrivet till fil."
    if words.startswith(_NOT_WRITTEN):
        return "Det gick inte att skriva mejlet till fil. Den som sköter servern ser varför i loggen."
    if _SERVER_WORDS.match(words):
        return f"Mejlservern svarade: {words}"
    if words and mail.state in WAITING and not _CUT_OFF.search(words):
        return "Mejlservern gick inte att nå."
    return "Förbindelsen bröts innan mejlservern svarade." if words else ""


def _told(mail: Message) -> str:
    """The reply, unless the reason says it already: the mail server itself said nothing."""
    return "" if mail.reason and _technical(mail.server_reply or "") else reply(mail)


def _technical(words: str) -> str:
    """What the connection's own words were, when the mail server said nothing."""
    known = words.startswith((_WRITTEN, _NOT_WRITTEN)) or _SERVER_WORDS.match(words)
    return "" if known else words


def _may_leave(mail: Message, at: datetime) -> bool:
    return mail.at_once or sending_day_at(at) is not None


def _next_try(mail: Message, now: datetime) -> str:
    if mail.state is not MessageState.PENDING or not mail.attempts:
        return ""
    at = max(mail.next_at, now)
    if not _may_leave(mail, at):
        return "Nytt försök nästa gång mejl går."
    if at == now:
        return "Nytt försök inom någon minut."
    return f"Nytt försök kl. {local_time(at):%H.%M}."


def when(mail: Message) -> str:
    """The day on which it left, with the time; of one that has not left, its day."""
    return day_and_month(mail.send_on) if mail.sent_at is None else moment(mail.sent_at)


def moment(at: datetime) -> str:
    """2 september kl. 07.00."""
    local = local_time(at)
    return f"{day_and_month(local.date())} kl. {local:%H.%M}"


def known(mail: Message, evidence: Evidence, now: datetime) -> list[tuple[str, str]]:
    """What is known of the mail, as terms and values; what is not known is said."""
    found = [
        ("Läge", state(mail)),
        ("Skrivet", moment(mail.written_at)),
        ("Försök", capitalised(number_word(mail.attempts, neuter=True)) if mail.attempts else "Inget än"),
        ("Lämnat till mejlservern", moment(mail.handed_at) if mail.handed_at else "Nej"),
        ("Svar från mejlservern", reply(mail) or "Inget svar är känt"),
        ("Teknisk uppgift", _technical(mail.server_reply or "")),
        ("Varför", mail.reason or ""),
        ("Länken öppnad", moment(evidence.opened_at) if evidence.opened_at else "Inte vad tjänsten vet"),
        ("Svar sedan dess", moment(evidence.answered_at) if evidence.answered_at else "Inget"),
        ("Nästa försök", moment(mail.next_at) if mail.state is MessageState.PENDING else ""),
        ("Gick i stället till", f"{mail.redirected_to} (testläge)" if mail.redirected_to else ""),
        ("Meddelande-id", mail.message_id),
    ]
    if mail.state is MessageState.PENDING and (mail.next_at <= now or not _may_leave(mail, mail.next_at)):
        found = [
            (term, "Så snart mejl skickas" if term == "Nästa försök" else value) for term, value in found
        ]
    return found


def said(items: Iterable[MessageItem]) -> list[tuple[str, str, str]]:
    """What the mail is about, one thing a line: plan and number, kind, step."""
    return [
        (
            covers([item]),
            _KINDS[item.kind],
            _step(item.step, item),
        )
        for item in items
    ]


def _step(step: Step, item: MessageItem) -> str:
    day = long_date(item.step_on)
    match step.moment:
        case Moment.OPENED:
            return f"När uppföljningen öppnade, {day}"
        case Moment.BEFORE:
            return f"{counted(step.days, 'dag', 'dagar')} före, {day}"
        case Moment.AFTER:
            return f"{counted(step.days, 'dag', 'dagar')} efter, {day}"
        case Moment.ASKED:
            return f"Samordnaren bad om svar, {day}"
        case Moment.REQUESTED:
            return f"På egen begäran, {day}"
        case Moment.DUE | Moment.TOLD:
            return day


def masked(text: str) -> str:
    """The mail's text for somebody else's eyes: personal links stay personal."""
    return _PLACE.sub("(personlig länk)", text)
