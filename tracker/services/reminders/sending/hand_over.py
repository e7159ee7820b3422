"""Hands a finished mail over, by SMTP or as a file; the intent is recorded just before the final dot."""

import logging
import os
import re
import smtplib
import socket
import ssl
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from tracker.domain.terms import MessageState
from tracker.mail import one_line

log = logging.getLogger(__name__)

#: Seconds to wait for a connection or an ordinary answer.
ANSWER_WITHIN = 60
#: Seconds to wait for the answer to the final dot: RFC 5321 gives the server ten minutes.
FINAL_ANSWER_WITHIN = 600

# The server wants a session of another kind (STARTTLS or log-in first): not the mail's fault.
_SESSION_REFUSED = {421, 454, 530, 534, 535, 538}
# RFC 3463: class, subject and detail. Subject 0 is undefined, 1 the address, 2 the mailbox, and 7 policy.
_ENHANCED = re.compile(r"\d{3} [245]\.(?P<subject>\d{1,3})\.\d{1,3}\b")
_ABOUT_ADDRESS, _POLICY = {"0", "1", "2"}, "7"
# A token may be quoted as a filter rewrites it, or broken over two lines.
_LIKE_A_TOKEN = re.compile(r"[A-Za-z0-9_-]{10,}")


@dataclass(frozen=True)
class Outgoing:
    """A mail as it goes over the wire; `name` is its file's when it is written to a folder."""

    name: str
    sender: str
    recipient: str
    data: bytes
    digest: str


@dataclass(frozen=True)
class Result:
    """How it went, and the server's words.

    SENT, FAILED, PENDING (certainly not delivered, try again) or UNCERTAIN.
    """

    state: MessageState
    reply: str
    #: The server could not be used now, whoever the mail was for.
    server_away: bool = False
    #: The recipient was refused, now or for good; otherwise the server got past that, or was not asked.
    at_recipient: bool = False
    #: And the fault is the address's, not ours or the server's.
    about_address: bool = False


class Transport(Protocol):
    """Where mails go."""

    def hand_over(self, mail: Outgoing, intend: Callable[[], bool]) -> Result | None:
        """Delivers one mail; `intend` is called just before the point of no return.

        Returns None, with nothing delivered, when `intend` says no.
        """

    def close(self) -> None:
        """Ends the connection, if there is one."""


def transport_for(mail_url: str, hello: str | None = None) -> Transport:
    """The transport of TRACKER_MAIL_URL; `hello` is the name with which we greet a mail server."""
    if mail_url.startswith("file:"):
        return FileTransport(Path(unquote(urlsplit(mail_url).path)))
    # A bare number or "localhost" is no name to greet with; the machine's own is taken then.
    return SmtpTransport(mail_url, hello if hello and re.search(r"[a-z]\.[a-z]", hello) else None)


class FileTransport:
    """Writes each mail as an .eml file, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hand_over(self, mail: Outgoing, intend: Callable[[], bool]) -> Result | None:
        """Writes the file under a hidden name, then gives it its own."""
        target = self._folder / f"{re.sub(r'[^A-Za-z0-9.@_-]', '_', mail.name)}.eml"
        half_made = None
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, path = tempfile.mkstemp(prefix=".", suffix=".half", dir=self._folder)
            half_made = Path(path)
            with os.fdopen(handle, "wb") as file:
                file.write(mail.data)
                file.flush()
                os.fsync(file.fileno())
            if not intend():
                return None
            half_made.replace(target)
        except OSError as error:
            reply = f"cannot write in {self._folder}: {error.strerror}"
            return Result(MessageState.PENDING, reply, server_away=True)
        finally:
            if half_made is not None:
                half_made.unlink(missing_ok=True)
        return Result(MessageState.SENT, f"written to {target.name}")

    def close(self) -> None:
        """Nothing to end."""


class SmtpTransport:
    """Drives smtplib by hand: `sendmail` leaves no room between the body and the final dot."""

    def __init__(
        self,
        mail_url: str,
        hello: str | None = None,
        *,
        answer_within: float = ANSWER_WITHIN,
        final_answer_within: float = FINAL_ANSWER_WITHIN,
    ) -> None:
        self._url = urlsplit(mail_url)
        self._hello = hello
        self._answer_within = answer_within
        self._final_answer_within = final_answer_within
        self._server: smtplib.SMTP | None = None

    def hand_over(self, mail: Outgoing, intend: Callable[[], bool]) -> Result | None:
        """MAIL, RCPT, DATA and body; the intent; only then the dot."""
        try:
            server = self._connected()
            refused = _up_to_the_dot(server, mail)
        except smtplib.SMTPResponseException as error:
            self.close()
            return Result(MessageState.PENDING, _words(error.smtp_code, error.smtp_error), server_away=True)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Result(MessageState.PENDING, _masked(str(error)), server_away=True)
        if refused is not None:
            self.close()
            return refused
        try:
            intended = intend()
        except BaseException:
            self._drop()
            raise
        if not intended:
            self._drop()
            return None
        return self._dot(server)

    def close(self) -> None:
        """Says goodbye, if the server still listens."""
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (OSError, smtplib.SMTPException) as error:
                log.debug("the mail server did not say goodbye: %s", error)
                server.close()

    def _dot(self, server: smtplib.SMTP) -> Result:
        try:
            assert server.sock is not None
            server.sock.settimeout(self._final_answer_within)
            server.send(b".\r\n")
            code, words = server.getreply()
            server.sock.settimeout(self._answer_within)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Result(MessageState.UNCERTAIN, _masked(str(error)))
        state = _STATES.get(code // 100, MessageState.UNCERTAIN)
        if state is not MessageState.SENT:
            self._drop()
        return Result(state, _words(code, words), server_away=code == 421)

    def _drop(self) -> None:
        """Ends the connection without a word: a QUIT inside DATA would become part of the mail."""
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            self._server = self._connect()
        return self._server

    def _connect(self) -> smtplib.SMTP:
        url = self._url
        host = url.hostname or ""
        user, password = unquote(url.username or ""), unquote(url.password or "")
        server: smtplib.SMTP
        if url.scheme == "smtps":
            server = smtplib.SMTP_SSL(
                host,
                url.port or 465,
                self._hello,
                timeout=self._answer_within,
                context=ssl.create_default_context(),
            )
        else:
            port = url.port or (587 if user else 25)
            server = smtplib.SMTP(host, port, self._hello, timeout=self._answer_within)
        try:
            assert server.sock is not None
            # Without it the dot waits for a delayed answer: 45 ms of uncertainty instead of two.
            server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            server.ehlo_or_helo_if_needed()
            if url.scheme == "smtp":
                _start_tls(server, demanded=bool(user))
            if user:
                server.login(user, password)
        except BaseException:
            server.close()
            raise
        return server


_STATES = {2: MessageState.SENT, 4: MessageState.PENDING, 5: MessageState.FAILED}


def _up_to_the_dot(server: smtplib.SMTP, mail: Outgoing) -> Result | None:
    """All that can be taken back; a Result when the server refuses."""
    dialogue: tuple[tuple[str, int, Callable[[], tuple[int, bytes]]], ...] = (
        ("MAIL", 2, lambda: server.mail(mail.sender)),
        ("RCPT", 2, lambda: server.rcpt(mail.recipient)),
        ("DATA", 3, lambda: server.docmd("DATA")),
    )
    for command, wanted, ask in dialogue:
        code, words = ask()
        if code // 100 != wanted:
            return _refused(command, code, words)
    body = re.sub(rb"(?m)^\.", b"..", mail.data)
    server.send(body if body.endswith(b"\r\n") else body + b"\r\n")
    return None


def _refused(command: str, code: int, words: bytes) -> Result:
    """What a refusal before the dot says of the mail, its address and the server."""
    reply = _words(code, words)
    at_recipient = command == "RCPT"
    # Who we are is refused, or the session: that is not the fault of this mail, nor of its address.
    if code in _SESSION_REFUSED or command == "MAIL":
        return Result(MessageState.PENDING, reply, server_away=True)
    enhanced = _ENHANCED.match(reply)
    if at_recipient and enhanced is not None and enhanced["subject"] not in _ABOUT_ADDRESS:
        # Such as "Relay access denied": everybody's mail waits until somebody has put it right.
        policy = enhanced["subject"] == _POLICY
        return Result(MessageState.PENDING, reply, server_away=True, at_recipient=policy)
    state = MessageState.FAILED if code // 100 == 5 else MessageState.PENDING
    return Result(state, reply, at_recipient=at_recipient, about_address=at_recipient)


def _start_tls(server: smtplib.SMTP, demanded: bool) -> None:
    """STARTTLS when it is offered; demanded, with a checked certificate, when a password is to follow."""
    if server.has_extn("starttls"):
        context = ssl.create_default_context()
        if not demanded:
            # Between mail servers any encryption is better than none.
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        server.starttls(context=context)
        server.ehlo()
    elif demanded:
        raise smtplib.SMTPNotSupportedError("no STARTTLS offered, and a password is not sent in clear")


def _words(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return _masked(f"{code} {text}")


def _masked(text: str) -> str:
    """The server's words on one line; a filter that quotes the mail must put no personal link in the log."""
    line = one_line(text)
    return (_LIKE_A_TOKEN.sub("…", line) if "svara" in line.lower() else line)[:500]
