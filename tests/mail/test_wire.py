"""The bytes of the mails, and what must never get into a header."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import mail
from tracker.mail import wire

ENVELOPE = mail.Envelope(
    message_id="<abc@plan.example.org>",
    written_at=datetime(2022, 9, 5, 5, 0, 12, 345, tzinfo=UTC),
    from_header=mail.sender("Planer och uppföljning <plan@example.org>", "Uppsala kommun"),
    to_title="Rektor, vuxenutbildningen",
    to_address="rektor.vuxenutbildningen@uppsala.example.org",
    reply_to="controller@uppsala.example.org",
    subject="Två svar till 26-punktsplanen, senast fredag 9 september",
    text="Hej!\n\n{{link:1}}\n.\n..punkt\n" + "lång " * 500,
    html='<p><a href="{{link:1}}">Svara</a> {{link:9}}</p>',
)
LINKS = {1: "https://plan.example.org/svara/a-token?x=1&y=2"}


def test_the_same_row_gives_the_same_bytes() -> None:
    first = mail.compose(ENVELOPE, LINKS)
    assert first == mail.compose(replace(ENVELOPE), dict(LINKS))
    assert first != mail.compose(replace(ENVELOPE, message_id="<def@plan.example.org>"), LINKS)


@given(
    subject=st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=200),
    title=st.text(max_size=80),
)
def test_headers_that_are_remembered_are_the_librarys_own(subject: str, title: str) -> None:
    envelope = replace(ENVELOPE, subject=subject, to_title=title)
    remembered = [mail.compose(envelope, LINKS) for _ in range(2)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wire, "_POLICY", policy.SMTP)
        assert remembered == [mail.compose(envelope, LINKS)] * 2


def test_the_bytes_are_a_mail_that_any_program_reads() -> None:
    data = mail.compose(ENVELOPE, LINKS)
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert data.isascii()
    message = message_from_bytes(data, policy=policy.default)
    assert message.defects == []
    assert message["Date"] == "Mon, 05 Sep 2022 07:00:12 +0200"
    assert message["From"].addresses[0].display_name == "Uppsala kommun, planer och uppföljning"
    assert message["To"].addresses[0].display_name == "Rektor, vuxenutbildningen"
    assert message["Subject"] == ENVELOPE.subject
    assert message["Reply-To"] == "controller@uppsala.example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Content-Language"] == "sv"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert {part["Content-Transfer-Encoding"] for part in message.iter_parts()} == {"quoted-printable"}
    text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert text == ENVELOPE.text.replace("{{link:1}}", LINKS[1]) + "\n"
    html = message.get_body(("html",)).get_content()
    assert 'href="https://plan.example.org/svara/a-token?x=1&amp;y=2"' in html
    assert "{{link:9}}" in html, "only known places are filled"


def test_a_title_with_line_breaks_stays_one_header() -> None:
    evil = "Rektor\r\nBcc: alla@example.org\r\n\r\nHej\x00\u2028"
    envelope = replace(ENVELOPE, to_title=evil, from_header=mail.sender("x <plan@example.org>", evil))
    message = message_from_bytes(mail.compose(envelope, LINKS), policy=policy.default)
    assert message["Bcc"] is None
    assert message["To"].addresses[0].addr_spec == ENVELOPE.to_address


@pytest.mark.parametrize(
    "broken",
    [
        {"subject": "Två svar\r\nBcc: alla@example.org"},
        {"to_address": "a@example.org>\r\nRCPT TO:<b@example.org"},
        {"to_address": "a@example.org, b@example.org"},
        {"reply_to": "a@example.org\nBcc: b@example.org"},
        {"from_header": "a <a@example.org>\r\nBcc: b@example.org"},
    ],
)
def test_a_row_that_would_inject_a_header_is_refused(broken: dict[str, str]) -> None:
    with pytest.raises(mail.UnusableMail):
        mail.compose(replace(ENVELOPE, **broken), LINKS)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("rektor@uppsala.example.org", "rektor@uppsala.example.org"),
        ("rektor@malmö.example.org", "rektor@xn--malm-8qa.example.org"),
        ("åsa@example.org", None),
        ("", None),
        ("rektor", None),
        ("@example.org", None),
        ("rektor@", None),
        ("a@b@example.org", None),
        ("a@example.org, b@example.org", None),
        ("a b@example.org", None),
        ('"a b"@example.org', None),
        ("a@example.org>\r\nRCPT TO:<b@example.org", None),
        ("a@example..org", None),
        ("a\x00@example.org", None),
        ("a@" + "x" * 70 + ".org", None),
    ],
)
def test_only_an_address_that_can_be_mailed_is_used(address: str, wire: str | None) -> None:
    assert mail.wire_address(address) == wire


@pytest.mark.parametrize(
    ("mail_from", "header"),
    [
        ("Planer och uppföljning <a@b.se>", '"Borås Stad, planer och uppföljning" <a@b.se>'),
        ("Borås Stad <a@b.se>", "Borås Stad <a@b.se>"),
        ("a@b.se", "Borås Stad <a@b.se>"),
    ],
)
def test_the_municipality_is_the_sender(mail_from: str, header: str) -> None:
    assert mail.sender(mail_from, "Borås Stad") == header


def test_the_message_id_follows_from_the_key_alone() -> None:
    first = mail.message_id("7/2022-09-05/1", "https://plan.example.org/x")
    assert first == mail.message_id("7/2022-09-05/1", "https://plan.example.org")
    assert first.endswith("@plan.example.org>")
    assert first != mail.message_id("7/2022-09-05/2", "https://plan.example.org")
    assert mail.message_id("k", "http://[::1]:8000").endswith("@localhost>")


@pytest.mark.parametrize(
    "hidden",
    [
        "=?utf-8?q?Svar=0D=0AReply-To:_evil@evil.example=0D=0A=0D=0AByt_l=C3=B6senord?=",
        "Å =?utf-8?b?/w==?=",
        "=?utf-7?q?+2AA-?=",
    ],
)
@pytest.mark.parametrize("place", ["subject", "to_title", "from_header"])
def test_encoded_words_that_somebody_typed_arrive_as_they_were_typed(hidden: str, place: str) -> None:
    value = mail.sender("Planer <plan@example.org>", hidden) if place == "from_header" else hidden
    data = mail.compose(replace(ENVELOPE, **{place: value}), LINKS)
    message = message_from_bytes(data, policy=policy.default)
    assert message.keys() == message_from_bytes(mail.compose(ENVELOPE, LINKS), policy=policy.default).keys()
    assert message["Reply-To"] == ENVELOPE.reply_to
    shown = {"subject": "Subject", "to_title": "To", "from_header": "From"}[place]
    # A long word may be folded, and a fold is read as a blank.
    assert "".join(hidden.split()) in "".join(str(message[shown]).replace("\u2060", "").split())


@given(st.sampled_from(["subject", "to_title", "text"]), st.text())
def test_no_text_makes_a_mail_that_a_reader_takes_for_another(place: str, text: str) -> None:
    value = mail.one_line(text) if place == "subject" else text
    try:
        data = mail.compose(replace(ENVELOPE, **{place: value}), LINKS)
    except mail.UnusableMail:
        return
    message = message_from_bytes(data, policy=policy.default)
    assert [name for name in message if message.get_all(name) != [message[name]]] == []
    assert message["Reply-To"] == ENVELOPE.reply_to
