"""Orders senders, takes hold of them, and judges what they left behind."""

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from tests.conftest import make_app, make_settings
from tests.torture.fault_server import Accepted
from tracker.domain.terms import MessageState
from tracker.models import Message, db
from tracker.queries.reminders.outbox import NEEDS_SOMEONE, WAITING, messages

ROOT = Path(__file__).parents[2]
#: Past every lease and most pauses.
LATER = timedelta(minutes=20)


@dataclass
class Senders:
    """The process that forks senders (sender.py)."""

    process: "subprocess.Popen[str]"

    def order(
        self,
        database: str,
        folder: Path,
        mail: str,
        moment: datetime,
        *,
        senders: int = 1,
        die_at: int | None = None,
        gate: bool = False,
    ) -> list[int]:
        """Starts senders; gives their process ids, as soon as they are ready."""
        order = {
            "database": database,
            "folder": str(folder),
            "mail": mail,
            "moment": moment.isoformat(),
            "senders": senders,
            "die_at": die_at,
            "gate": gate,
        }
        self._write(json.dumps(order))
        return [int(self._expect("ready")) for _ in range(senders)]

    def warm_up(self, database: str, folder: Path, mail: str, moment: datetime) -> None:
        """One tick that makes the next ones fast; the caller restores the database afterwards."""
        self.order(database, folder, mail, moment, senders=0)
        assert self.ended() == [0]

    def go(self) -> None:
        """Opens the gate."""
        self._write("go")

    def ended(self, senders: int = 1) -> list[int]:
        """How they ended: 0, or minus the signal that killed them."""
        return [int(self._expect("ended")) for _ in range(senders)]

    def _write(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def _expect(self, word: str) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith(word + " "), f"the senders said {line!r}, not {word}"
        return line.split()[1]


@contextmanager
def running_senders() -> Iterator[Senders]:
    """The process, until the block ends."""
    command = [sys.executable, "-m", "tests.torture.sender"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    # Leaving the block closes its input, which ends it.
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as process:
        yield Senders(process)


@dataclass
class Verdict:
    """What became of every mail, the database's word against the mail server's."""

    states: Counter[MessageState] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    unheard: list[str] = field(default_factory=list)
    uncertain_arrived: int = 0
    hidden: int = 0

    @property
    def clean(self) -> bool:
        """Nothing lost or doubled in silence, nobody forgotten, and all that is uncertain is shown."""
        return not (self.lost or self.doubled or self.unknown or self.unheard or self.hidden)

    @property
    def uncertain(self) -> int:
        """How many mails a person has to look at because nobody can know."""
        return self.states[MessageState.UNCERTAIN]


def judge(accepted: list[Accepted], people: set[str]) -> Verdict:
    """Compares the outbox with what the server accepted; `people` are those who owed an answer. Inside the app."""
    arrived = Counter(one.message_id for one in accepted)
    stored = db.session.scalars(select(Message).where(Message.to_address.in_(people))).all()
    verdict = Verdict(Counter(mail.state for mail in stored))
    shown = {mail.id for mail in messages(NEEDS_SOMEONE, limit=1_000_000)}
    heard = set()
    for mail in stored:
        count = arrived[mail.message_id]
        if mail.state is MessageState.SENT:
            verdict.lost += [mail.key] * (count == 0)
            verdict.doubled += [mail.key] * (count > 1)
        elif mail.state is MessageState.UNCERTAIN:
            verdict.uncertain_arrived += count
            verdict.doubled += [mail.key] * (count > 1)
            verdict.hidden += mail.id not in shown
        elif count:
            verdict.doubled.append(f"{mail.key} is {mail.state} and arrived")
        if mail.state in (MessageState.SENT, *NEEDS_SOMEONE):
            heard.add(mail.to_address)
    verdict.unknown = sorted(set(arrived) - set(db.session.scalars(select(Message.message_id))))
    verdict.unheard = sorted(people - heard)
    return verdict


def waits(people: set[str]) -> bool:
    """Whether anything to them is still on its way. Inside the app."""
    query = select(Message.id).where(Message.state.in_(WAITING), Message.to_address.in_(people)).limit(1)
    return db.session.scalar(query) is not None


def app_on(database: str, folder: Path) -> Flask:
    """The service over that database, to look at what was left."""
    return make_app(make_settings(database, folder))


def copied(template: Path, folder: Path) -> str:
    """A copy of an SQLite database in the folder; its address."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(template, folder / "tracker.db")
    return f"sqlite:///{folder}/tracker.db"
