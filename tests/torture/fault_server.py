"""A mail server on loopback that misbehaves in every way that real ones do, and remembers what it accepted."""

import random
import re
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from enum import StrEnum
from io import BufferedReader


class Fault(StrEnum):
    """What goes wrong with one mail."""

    MAIL_421 = "421 at MAIL, hangs up"
    MAIL_GARBAGE = "garbage at MAIL"
    RCPT_421 = "421 at RCPT, hangs up"
    RCPT_450 = "450 at RCPT"
    RCPT_452 = "452 at RCPT"
    RCPT_550 = "550 at RCPT"
    RCPT_SILENT = "no answer at RCPT"
    DATA_451 = "451 at DATA"
    BODY_DROPPED = "hangs up in the body"
    DOT_451 = "451 after the dot"
    DOT_452 = "452 after the dot"
    DOT_554 = "554 after the dot"
    DOT_GARBAGE = "garbage after the dot"
    DOT_DROPPED_ACCEPTED = "hangs up after the dot, accepted"
    DOT_DROPPED_LOST = "hangs up after the dot, not accepted"
    DOT_SILENT_ACCEPTED = "no answer after the dot, accepted"
    DOT_SILENT_LOST = "no answer after the dot, not accepted"


#: Faults after which the sender cannot know whether the mail arrived.
UNKNOWABLE = frozenset(
    {
        Fault.DOT_GARBAGE,
        Fault.DOT_DROPPED_ACCEPTED,
        Fault.DOT_DROPPED_LOST,
        Fault.DOT_SILENT_ACCEPTED,
        Fault.DOT_SILENT_LOST,
    }
)
_ACCEPTED = (Fault.DOT_DROPPED_ACCEPTED, Fault.DOT_SILENT_ACCEPTED)
_REPLIES = {
    Fault.MAIL_421: b"421 4.3.2 shutting down",
    Fault.MAIL_GARBAGE: b"\xff\xfe what?",
    Fault.RCPT_421: b"421 4.3.2 shutting down",
    Fault.RCPT_450: b"450 4.2.1 mailbox busy",
    Fault.RCPT_452: b"452 4.2.2 mailbox full",
    Fault.RCPT_550: b"550 5.1.1 no such user",
    Fault.DATA_451: b"451 4.3.0 try later",
    Fault.DOT_451: b"451 4.3.0 try later",
    Fault.DOT_452: b"452 4.3.1 no space",
    Fault.DOT_554: b"554 5.6.0 refused",
    Fault.DOT_GARBAGE: b"nonsense",
}


class HungUp(Exception):
    """The other side has gone."""


@dataclass(frozen=True)
class Accepted:
    """One mail that the server took responsibility for."""

    message_id: str
    recipient: str


@dataclass
class FaultServer:
    """Speaks SMTP; `choose` says what goes wrong with the next mail, `at` hears of every stage of each.

    The stages are MAIL, RCPT, DATA, body, dot (read, not answered) and answered.
    """

    choose: Callable[[], Fault | None]
    at: Callable[[str], None] = lambda _stage: None
    accepted: list[Accepted] = field(default_factory=list)
    faults: Counter[Fault] = field(default_factory=Counter)
    transactions: int = 0
    port: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """The address, as TRACKER_MAIL_URL takes it."""
        return f"smtp://127.0.0.1:{self.port}"

    @contextmanager
    def running(self) -> Iterator["FaultServer"]:
        """Listens until the block ends."""
        with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
            self.port = listener.getsockname()[1]
            thread = threading.Thread(target=self._accept, args=(listener,), daemon=True)
            thread.start()
            try:
                yield self
            finally:
                listener.shutdown(socket.SHUT_RDWR)
                thread.join(timeout=10)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as file:
            try:
                _Talk(self, connection, file).go()
            except (HungUp, OSError):
                return

    def begin(self) -> Fault | None:
        """What goes wrong with the mail that begins."""
        with self._lock:
            self.transactions += 1
            fault = self.choose()
            if fault is not None:
                self.faults[fault] += 1
            return fault

    def take(self, data: bytes, recipient: str) -> None:
        """Takes responsibility for a mail."""
        message_id = message_from_bytes(data)["Message-ID"]
        with self._lock:
            self.accepted.append(Accepted(message_id, recipient))


class _Talk:
    """One connection."""

    def __init__(self, server: FaultServer, connection: socket.socket, file: BufferedReader) -> None:
        self._server, self._connection, self._file = server, connection, file
        self._fault: Fault | None = None
        self._recipient = ""

    def go(self) -> None:
        self._say(b"220 fault server")
        while True:
            line = self._line()
            word = line[:4].upper()
            if word == b"EHLO":
                self._say(b"250-fault server\r\n250 8BITMIME")
            elif word == b"MAIL":
                self._fault = self._server.begin()
                self._answer("MAIL", {Fault.MAIL_421, Fault.MAIL_GARBAGE}, b"250 ok")
            elif word == b"RCPT":
                self._recipient = _address(line)
                refused = {Fault.RCPT_421, Fault.RCPT_450, Fault.RCPT_452, Fault.RCPT_550, Fault.RCPT_SILENT}
                self._answer("RCPT", refused, b"250 ok")
            elif word == b"DATA":
                if self._answer("DATA", {Fault.DATA_451}, b"354 go on"):
                    self._body()
            elif word == b"QUIT":
                self._say(b"221 bye")
                return
            else:
                self._say(b"250 ok")

    def _answer(self, stage: str, own: set[Fault], good: bytes) -> bool:
        """Answers a command; False when the fault of the mail belongs here."""
        self._server.at(stage)
        if self._fault not in own:
            self._say(good)
            return True
        if self._fault is Fault.RCPT_SILENT:
            self._wait_until_gone()
        self._say(_REPLIES[self._fault])
        if self._fault in (Fault.MAIL_421, Fault.RCPT_421):
            raise HungUp
        return False

    def _body(self) -> None:
        lines = []
        while (line := self._line()) != b".\r\n":
            lines.append(line)
            if len(lines) == 3:
                self._server.at("body")
                if self._fault is Fault.BODY_DROPPED:
                    raise HungUp
        self._server.at("dot")
        if self._fault is None or self._fault in _ACCEPTED:
            self._server.take(b"".join(lines), self._recipient)
        if self._fault in (Fault.DOT_DROPPED_ACCEPTED, Fault.DOT_DROPPED_LOST):
            raise HungUp
        if self._fault in (Fault.DOT_SILENT_ACCEPTED, Fault.DOT_SILENT_LOST):
            self._wait_until_gone()
        self._say(b"250 taken" if self._fault is None else _REPLIES[self._fault])
        self._server.at("answered")

    def _wait_until_gone(self) -> None:
        """Says nothing until the other side gives up."""
        while self._file.readline():
            pass
        raise HungUp

    def _line(self) -> bytes:
        line = self._file.readline()
        if not line:
            raise HungUp
        return line

    def _say(self, reply: bytes) -> None:
        self._connection.sendall(reply + b"\r\n")


def _address(line: bytes) -> str:
    found = re.search(rb"<([^>]*)>", line)
    return found[1].decode() if found else ""


def sometimes(share: float, seed: int) -> Callable[[], Fault | None]:
    """Something goes wrong with this share of the mails, every fault as often as any other."""
    chance, kinds = random.Random(seed), list(Fault)
    return lambda: chance.choice(kinds) if chance.random() < share else None


def never() -> Fault | None:
    """Nothing goes wrong."""
    return None
