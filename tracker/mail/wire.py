"""A finished mail as bytes: addresses, headers, places for links; the same row always gives the same bytes."""

import hashlib
import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from tracker.domain.calendar import local_time

_PLACE = re.compile(r"\{\{link:(\d+)\}\}")
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")
_FROM_LENGTH = 300
_WORD_JOINER = "\u2060"


_UNWRITABLE = (
    "Mejlet kan inte skrivas: ämnesraden, mottagarens titel eller texten har tecken som inte går att mejla."
)


class UnusableMail(ValueError):
    """The mail cannot be put together from its row; the message says why, in Swedish."""


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


def link_place(item_id: int) -> str:
    """The place in a mail's text where `compose` puts the item's link."""
    return f"{{{{link:{item_id}}}}}"


def _literal(text: str) -> str:
    """The text as it stands: a header's reader would decode "=?…?=" into whatever somebody hid in it."""
    return text.replace("=?", f"={_WORD_JOINER}?")


def one_line(text: str) -> str:
    """The text fit for a header: no line breaks, no control characters."""
    visible = (" " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") else c for c in text)
    return " ".join("".join(visible).split())


class _Remembering(EmailPolicy):
    """Headers as the library reads and folds them; most are alike in thousands of mails and done once."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """The header, read from its text."""
        return _read_header(name, value) if type(value) is str else super().header_store_parse(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The header's lines."""
        return _folded_header(name, value)


@lru_cache(maxsize=512)
def _read_header(name: str, value: str) -> tuple[str, Any]:
    return SMTP.header_store_parse(name, value)


@lru_cache(maxsize=512)
def _folded_header(name: str, value: Any) -> bytes:
    return SMTP.fold_binary(name, value)


_POLICY = _Remembering(linesep=SMTP.linesep)


@lru_cache(maxsize=4096)
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


@lru_cache(maxsize=64)
def sender(mail_from: str, organisation: str) -> str:
    """The From header: the municipality is the sender, the service's name stands beside it.

    "Planer och uppföljning <a@b>" becomes "Uppsala kommun, planer och uppföljning <a@b>".
    """
    name, address = (_literal(one_line(part)) for part in parseaddr(mail_from))
    organisation = _literal(one_line(organisation))
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

    Raises UnusableMail when a header or the text cannot hold what its column says.
    """
    try:
        message = _message(envelope, links)
        data = message.as_bytes()
    except Exception as error:
        # The library fails in many ways on what can be pasted into a title, and no mail may stop the others.
        raise UnusableMail(_UNWRITABLE) from error
    if _header_names(data) != message.keys():
        raise UnusableMail(_UNWRITABLE)
    return data


def _message(envelope: Envelope, links: Mapping[int, str]) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    _set_headers(message, envelope)
    message.set_content(_with_links(envelope.text, links), cte="quoted-printable")
    page = {item: html.escape(address) for item, address in links.items()}
    message.add_alternative(_with_links(envelope.html, page), subtype="html", cte="quoted-printable")
    message["Content-Language"] = "sv"
    message.set_boundary(hashlib.sha256(f"boundary {envelope.message_id}".encode()).hexdigest()[:40])
    return message


def _header_names(data: bytes) -> list[str]:
    """The headers that a reader of the bytes finds before the first empty line."""
    block = re.split(rb"\r\n\r\n|\n\n|\r\r", data, maxsplit=1)[0]
    lines = re.split(rb"\r\n|\r|\n", block)
    return [line.split(b":")[0].decode("ascii", "replace") for line in lines if line[:1] not in b" \t"]


def _set_headers(message: EmailMessage, envelope: Envelope) -> None:
    message["Date"] = format_datetime(local_time(envelope.written_at).replace(microsecond=0))
    message["Message-ID"] = envelope.message_id
    message["From"] = envelope.from_header
    message["To"] = Address(display_name=_literal(one_line(envelope.to_title)), addr_spec=envelope.to_address)
    if envelope.reply_to:
        message["Reply-To"] = Address(addr_spec=envelope.reply_to)
    message["Subject"] = _literal(envelope.subject)
    # RFC 3834 and Exchange: nobody's out-of-office answers come back.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"


def _with_links(text: str, links: Mapping[int, str]) -> str:
    return _PLACE.sub(lambda place: links.get(int(place[1]), place[0]), text)
