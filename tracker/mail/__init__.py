"""The mails: plain values become sections, sections one letter a day, and a letter the bytes that go out."""

from tracker.mail.letter import Contact, Rendered, Row, Section, letter
from tracker.mail.wire import (
    Envelope,
    UnusableMail,
    compose,
    link_place,
    message_id,
    one_line,
    sender,
    wire_address,
)  # fmt: skip

__all__ = [
    "Contact", "Envelope", "Rendered", "Row", "Section", "UnusableMail", "compose", "letter", "link_place",
    "message_id", "one_line", "sender", "wire_address",
]  # fmt: skip
