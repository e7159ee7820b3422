"""The mails: one function per e-mail that renders templates/mail, and the bytes that go over the wire."""

import hashlib
import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tracker.domain.calendar import local_time
from tracker.domain.swedish import words as swedish
from tracker.domain.swedish.breaks import at_slashes
from tracker.domain.terms import Step

_TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "mail"
_PLACE = re.compile(r"\{\{link:(\d+)\}\}")
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")
_QUOTE_LENGTH = 300
_FROM_LENGTH = 300


class UnusableMail(ValueError):
    """The mail cannot be put together from its row; the message says why, in Swedish."""


@dataclass(frozen=True)
class Previous:
    """What was answered last time, in the words that are printed."""

    by_reader: bool
    as_of: date
    label: str
    target_year: int | None
    ongoing: bool
    comment: str
    #: The year was printed with a question mark, or otherwise as a guess.
    year_uncertain: bool = False


@dataclass(frozen=True)
class AskedRow:
    """One activity that waits for an answer. `link` is its place in the text, see `link_place`."""

    number: str
    text: str
    link: str
    previous: Previous | None
    #: Whether "Inget nytt sedan sist" will be offered; otherwise last time's year may have passed.
    nothing_new: bool
    as_deputy: bool


@dataclass(frozen=True)
class Contact:
    """The coordinator of a plan: the role's title and address."""

    title: str
    address: str


@dataclass(frozen=True)
class AskedPlan:
    """One plan's follow-up and the rows of it that wait for the reader's answer."""

    title: str
    board: str
    as_of: date
    answer_by: date
    step: Step
    row_singular: str
    row_plural: str
    rows: tuple[AskedRow, ...]
    contact: Contact | None


@dataclass(frozen=True)
class Rendered:
    """A finished mail with a place for each link."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Envelope:
    """All that the bytes of a mail depend on; `text` and `html` have a place for each link."""

    message_id: str
    written_at: datetime
    from_header: str
    to_title: str
    to_address: str
    reply_to: str | None
    subject: str
    text: str
    html: str


def reminder(plans: Sequence[AskedPlan], *, today: date, links_until: date) -> Rendered:
    """The reminder to one person about every row that waits for an answer, as of `today` in Sweden.

    `links_until` is the last day of the personal links. `plans` is not empty, and none of its rows are.
    """
    count = sum(len(plan.rows) for plan in plans)
    in_time = [plan for plan in plans if plan.step is not Step.DAY_AFTER]
    rows = [row for plan in plans for row in plan.rows]
    words = {
        "answers": swedish.capitalised(swedish.counted(count, "svar", "svar", neuter=True)),
        "target": plans[0].title if len(plans) == 1 else f"{swedish.number_word(len(plans))} planer",
        "answer_by": min((plan.answer_by for plan in in_time), default=None),
        "plans": [(plan, _lead(plan, today)) for plan in plans],
        "count": count,
        "nothing_new": any(row.nothing_new for row in rows),
        "capacity": _capacity(rows),
        "contacts": _contacts(plans),
        "links_until": links_until,
        "today": today,
    }
    return _render("reminder", words)


def _lead(plan: AskedPlan, today: date) -> str:
    """The paragraph that says what is followed up, what waits, and until when."""
    if len(plan.rows) == 1:
        waiting = f"{swedish.capitalised(plan.row_singular)} {plan.rows[0].number} saknar svar."
    else:
        count = swedish.capitalised(swedish.number_word(len(plan.rows)))
        waiting = f"{count} av dina {plan.row_plural} saknar svar."
    until = swedish.weekday_date(plan.answer_by)
    if plan.step is Step.DAY_AFTER:
        asking = (
            f"Sista dagen att svara var {until}, men det är inte för sent: "
            "uppföljningen är öppen och ditt svar kommer med."
        )
    elif (plan.answer_by - today).days == 1:
        asking = f"Svara senast i morgon, {until}."
    elif plan.answer_by == today:
        asking = f"Svara senast i dag, {until}."
    else:
        asking = f"Svara senast {until}."
    return f"{plan.board} följer upp {plan.title} per {swedish.month_year(plan.as_of)}. {waiting} {asking}"


def _capacity(rows: Sequence[AskedRow]) -> str:
    deputy = [row.as_deputy for row in rows]
    if not any(deputy):
        return "ansvarig"
    return "ersättare" if all(deputy) else "ansvarig och ersättare"


def _contacts(plans: Sequence[AskedPlan]) -> list[tuple[str, Contact]]:
    """Whom to ask about which plans. Replies go to the first; the others are named with their addresses."""
    found: dict[Contact, list[str]] = {}
    for plan in plans:
        if plan.contact:
            found.setdefault(plan.contact, []).append(plan.title)
    return [(swedish.joined(titles), contact) for contact, titles in found.items()]


def _last_answer(previous: Previous, today: date) -> str:
    """Ditt svar i mars: Påbörjad, bedöms bli färdig 2022."""
    when = swedish.month_year(previous.as_of)
    if previous.as_of.year == today.year:
        when = swedish.MONTHS[previous.as_of.month - 1]
    words = [previous.label]
    if previous.ongoing:
        words.append("ständigt pågående")
    elif previous.target_year is not None:
        note = " (osäkert år)" if previous.year_uncertain else ""
        words.append(f"bedöms bli färdig {previous.target_year}{note}")
    return f"{'Ditt svar' if previous.by_reader else 'Svaret'} i {when}: {', '.join(words)}"


def _headline(row: AskedRow) -> str:
    """8. Vuxenutbildningen rapporterar avvikelser från heltidsplan."""
    return f"{row.number}. {_shortened(row.text)}" if row.text.strip() else row.number


def _breakable(text: str) -> Markup:
    """Where a line of the HTML may end besides between words: after a slash."""
    return Markup("<wbr>").join(at_slashes(text))


def _quoted(text: str) -> str:
    return f"”{_shortened(text)}”"


def _shortened(text: str) -> str:
    """What a person wrote, on one line, cut between words when it is long."""
    words = one_line(text)
    if len(words) > _QUOTE_LENGTH:
        words = words[:_QUOTE_LENGTH].rsplit(" ", 1)[0] + " …"
    # It must never be taken for the place of a link.
    return words.replace("{{link:", "{ {link:")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        last_answer=_last_answer,
        long_date=swedish.long_date,
        quoted=_quoted,
        breakable=_breakable,
        weekday_date=swedish.weekday_date,
        headline=_headline,
    )
    return environment


def _render(name: str, words: Mapping[str, object]) -> Rendered:
    subject, text, page = (
        _environment().get_template(f"{name}/{part}").render(words)
        for part in ("subject.txt", "text.txt", "html.html")
    )
    return Rendered(one_line(subject), text, page)


def link_place(item_id: int) -> str:
    """The place in a mail's text where `compose` puts the item's link."""
    return f"{{{{link:{item_id}}}}}"


def one_line(text: str) -> str:
    """The text fit for a header: no line breaks, no control characters."""
    visible = (" " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") else c for c in text)
    return " ".join("".join(visible).split())


def wire_address(address: str) -> str | None:
    """The address as it goes over the wire (domain in ASCII), or None when no mail can be sent to it."""
    local, at, domain = address.rpartition("@")
    try:
        ready = f"{local}@{domain.encode('idna').decode('ascii')}" if at and local and domain else ""
        ready.encode("ascii")
        parsed = Address(addr_spec=ready)
    except (MessageError, ValueError, IndexError):
        return None
    # Address tolerates quoted local parts with blanks; no municipality has them, attackers do.
    return ready if _PLAIN_ADDRESS.fullmatch(ready) and parsed.addr_spec == ready else None


def sender(mail_from: str, organisation: str) -> str:
    """The From header: the municipality is the sender, the service's name stands beside it.

    "Planer och uppföljning <a@b>" becomes "Uppsala kommun, planer och uppföljning <a@b>".
    """
    name, address = (one_line(part) for part in parseaddr(mail_from))
    organisation = one_line(organisation)
    if not name:
        name = organisation
    elif organisation.casefold() not in name.casefold():
        name = f"{organisation}, {name[:1].lower()}{name[1:]}"
    header = str(Address(display_name=name, addr_spec=address))
    return header if len(header) <= _FROM_LENGTH else address


def message_id(key: str, public_url: str) -> str:
    """The Message-ID of the outbox key: the same for every attempt."""
    host = urlsplit(public_url).hostname or ""
    if not re.fullmatch(r"[a-z0-9.-]{1,120}", host):
        host = "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{host}>"


def compose(envelope: Envelope, links: Mapping[int, str]) -> bytes:
    """The mail as bytes, the same each time; `links` has the address for each item's place.

    Raises UnusableMail when a header cannot hold what its column says.
    """
    message = EmailMessage(policy=SMTP)
    try:
        _set_headers(message, envelope)
    except (MessageError, ValueError, IndexError) as error:
        raise UnusableMail(f"Mejlets huvud kan inte skrivas: {error}.") from error
    message.set_content(_with_links(envelope.text, links), cte="quoted-printable")
    page = {item: html.escape(address) for item, address in links.items()}
    message.add_alternative(_with_links(envelope.html, page), subtype="html", cte="quoted-printable")
    message["Content-Language"] = "sv"
    message.set_boundary(hashlib.sha256(f"boundary {envelope.message_id}".encode()).hexdigest()[:40])
    return message.as_bytes()


def _set_headers(message: EmailMessage, envelope: Envelope) -> None:
    message["Date"] = format_datetime(local_time(envelope.written_at).replace(microsecond=0))
    message["Message-ID"] = envelope.message_id
    message["From"] = envelope.from_header
    message["To"] = Address(display_name=one_line(envelope.to_title), addr_spec=envelope.to_address)
    if envelope.reply_to:
        message["Reply-To"] = Address(addr_spec=envelope.reply_to)
    message["Subject"] = envelope.subject
    # RFC 3834 and Exchange: nobody's out-of-office answers come back.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"


def _with_links(text: str, links: Mapping[int, str]) -> str:
    return _PLACE.sub(lambda place: links.get(int(place[1]), place[0]), text)
