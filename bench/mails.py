"""2 000 mails, written and sent, clean and with faults, beside a bare smtplib loop to the same kind of sink."""

import smtplib
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from flask import Flask

from bench.server import ROOT
from tests.conftest import dispose, make_app, make_settings
from tests.postgresql import find_programs, running_server
from tests.reminding import OPENING
from tests.torture.crowd import add_crowd, address
from tests.torture.sender import PATIENCE
from tests.torture.senders import LATER, waits
from tracker.models import Message, db
from tracker.services.reminders.sending.deliver import deliver
from tracker.services.reminders.sending.hand_over import SmtpTransport
from tracker.services.reminders.writing.enqueue import enqueue

MAILS = 2_000
_SHARE = 0.35


def measure() -> None:
    """Prints seconds for all of it, on each database."""
    with _databases() as databases:
        for name, database in databases.items():
            with TemporaryDirectory() as folder:
                app = _filled(database, Path(folder))
                _report(name, app)
                dispose(app)


@contextmanager
def _databases() -> Iterator[dict[str, str]]:
    with TemporaryDirectory() as folder:
        found = {"SQLite": f"sqlite:///{folder}/tracker.db"}
        programs = find_programs()
        if programs is None:
            print("  PostgreSQL is not installed: SQLite alone")
            yield found
            return
        with running_server(programs) as server:
            server.create("bench")
            yield {**found, "PostgreSQL": server.url("bench")}


def _filled(database: str, folder: Path) -> Flask:
    app = make_app(make_settings(database, folder))
    for command in (["db", "upgrade"], ["seed"]):
        result = app.test_cli_runner().invoke(args=command)
        assert result.exit_code == 0, result.output
    with app.app_context():
        add_crowd(MAILS)
    return app


def _report(name: str, app: Flask) -> None:
    with app.app_context():
        _clean(name)
        _forget()
        _with_faults(name)


def _clean(name: str) -> None:
    start = time.perf_counter()
    assert enqueue(OPENING) >= MAILS
    written = time.perf_counter() - start
    with _sink(0) as (sink, url):
        bare = _bare_loop(url, [_as_text(mail) for mail in db.session.query(Message).limit(MAILS)])
        clean, _ = _deliver(url)
        _count(sink)
    print(
        f"  {name}: written in {written:.1f} s, sent in {clean:.1f} s ({MAILS / clean:.0f} mails/s); bare smtplib "
        f"loop {bare:.1f} s ({MAILS / bare:.0f} mails/s)"
    )


def _with_faults(name: str) -> None:
    enqueue(OPENING)
    with _sink(_SHARE) as (sink, url):
        spent, ticks = _deliver(url)
        taken, faults = _count(sink)
    states = Counter(mail.state for mail in db.session.query(Message))
    print(
        f"  {name}: with {_SHARE:.0%} faults sent in {spent:.1f} s of {ticks} ticks; {faults} faults, {taken} mails "
        "taken; " + ", ".join(f"{number} {state}" for state, number in states.most_common())
    )


def _deliver(url: str) -> tuple[float, int]:
    """Ticks until nothing waits; the seconds that sending took, and the number of ticks."""
    transport = SmtpTransport(url, answer_within=PATIENCE, final_answer_within=PATIENCE)
    moment, spent, ticks = OPENING, 0.0, 0
    people = {address(number) for number in range(MAILS)}
    while True:
        start = time.perf_counter()
        deliver(moment, transport=transport)
        spent, ticks, moment = spent + time.perf_counter() - start, ticks + 1, _later(moment)
        if not waits(people):
            return spent, ticks


def _later(moment: datetime) -> datetime:
    return moment + (LATER if (moment + LATER).date() == OPENING.date() else timedelta(0))


def _bare_loop(url: str, mails: list[tuple[str, bytes]]) -> float:
    """The least that anybody can do: one connection, one mail after the other, nothing remembered."""
    host, port = urlsplit(url).hostname or "", urlsplit(url).port or 0
    start = time.perf_counter()
    with smtplib.SMTP(host, port) as server:
        for to, data in mails:
            server.sendmail("plan@example.org", [to], data)
    return time.perf_counter() - start


def _as_text(mail: Message) -> tuple[str, bytes]:
    message = EmailMessage()
    message["Subject"], message["To"], message["Message-ID"] = mail.subject, mail.to_address, "<bare@x>"
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    return mail.to_address, message.as_bytes()


def _forget() -> None:
    """Nothing has been said."""
    for table in ("answer_link", "message_item", "message"):
        db.session.execute(db.text(f"DELETE FROM {table}"))
    db.session.commit()


@contextmanager
def _sink(share: float) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    command = [sys.executable, "-m", "bench.sink", str(share)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()


def _count(sink: "subprocess.Popen[str]") -> tuple[int, int]:
    """How many mails it took, and how many faults it made."""
    said, _ = sink.communicate()
    taken, faults = said.split()
    return int(taken), int(faults)


if __name__ == "__main__":
    print(f"{MAILS} mails")
    measure()
