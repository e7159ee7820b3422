"""A real mail server on loopback that keeps what it gets, and can be told to refuse."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.postgresql import free_port


@dataclass(frozen=True)
class Delivery:
    """One accepted mail: who it was handed over for, and the mail itself, as bytes and read."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The mail, read."""
        return message_from_bytes(self.raw, policy=policy.default)  # type: ignore[return-value]

    def text(self) -> str:
        """The plain text part."""
        return self._part("plain")

    def html(self) -> str:
        """The HTML part."""
        return self._part("html")

    def _part(self, kind: str) -> str:
        body = self.message.get_body((kind,))
        assert body is not None, f"the mail has no {kind} part"
        content: str = body.get_content()
        return content


class MailServer:
    """Collects deliveries; `refuse` spoils the next ones, `stop` and `start` make it vanish and return."""

    def __init__(self) -> None:
        self.deliveries: list[Delivery] = []
        #: What happens just before a mail is accepted, by how many have been.
        self.before_accepting: dict[int, Callable[[], None]] = {}
        self._refusals: dict[str, list[tuple[str, str | None]]] = {"MAIL": [], "RCPT": [], "DATA": []}
        self._port = free_port()
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        """The address, as TRACKER_MAIL_URL takes it."""
        return f"smtp://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Listen; again after a stop on the same port."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self._port)
        self._controller.start()

    def stop(self) -> None:
        """Vanish: connections are refused from now on."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def refuse(self, stage: str, reply: str, times: int = 1, to: str | None = None) -> None:
        """Answer the next commands of the stage (MAIL, RCPT or DATA) with the reply, such as "450 later".

        With `to`, only those that name the address (RCPT) or come after it (DATA).
        """
        self._refusals[stage].extend([(reply, to)] * times)

    def _refusal(self, stage: str, recipients: list[str]) -> str | None:
        waiting = self._refusals[stage]
        for place, (reply, to) in enumerate(waiting):
            if to is None or to in recipients:
                del waiting[place]
                return reply
        return None

    def recipients(self) -> list[str]:
        """Who got a mail, in order; a person with two mails is there twice."""
        return [recipient for delivery in self.deliveries for recipient in delivery.recipients]

    # What aiosmtpd calls.

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender."""
        if reply := self._refusal("MAIL", []):
            return reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient."""
        if reply := self._refusal("RCPT", [address]):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Take the mail; the refusal comes after the final dot, as a server's would."""
        if reply := self._refusal("DATA", envelope.rcpt_tos):
            return reply
        if happens := self.before_accepting.pop(len(self.deliveries), None):
            happens()
        raw = envelope.original_content or b""
        self.deliveries.append(Delivery(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw))
        return "250 OK"


@contextmanager
def broken_server(
    after_dot: bytes | None, *, until: bytes = b"\r\n.\r\n"
) -> Iterator[tuple[str, list[bytes]]]:
    """A server that reads as far as `until`, answers with `after_dot` (None: nothing), and hangs up."""
    got: list[bytes] = []
    replies = {b"EHLO": b"250 x", b"MAIL": b"250 ok", b"RCPT": b"250 ok", b"DATA": b"354 go on"}

    def talk(connection: socket.socket) -> None:
        connection.sendall(b"220 x\r\n")
        file = connection.makefile("rb")
        while line := file.readline():
            word = line[:4].upper()
            if word not in replies:
                return
            connection.sendall(replies[word] + b"\r\n")
            if word == b"DATA":
                break
        data = b""
        while until not in data and (part := connection.recv(1)):
            data += part
        got.append(data)
        if after_dot is not None:
            connection.sendall(after_dot)

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                talk(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}", got
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=10)
