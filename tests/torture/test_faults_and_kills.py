"""A mail server that fails every third time, and senders that are killed on the way, until the outbox is empty."""

import os
import random
import signal
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from tests.conftest import dispose
from tests.reminding import OPENING
from tests.torture.conftest import FULL, Arena, figure
from tests.torture.fault_server import UNKNOWABLE, FaultServer, sometimes
from tests.torture.senders import LATER, Senders, judge, waits
from tracker.domain.terms import MessageState

PEOPLE, KILLS = (2000, 120) if FULL else (40, 6)
#: How far a sender gets that is to be killed: chance chooses a stage, or a statement, up to these.
STAGES_TO_LIVE, STATEMENTS_TO_LIVE = 80, 100
#: More ticks than any run needs, eight days of them: the test fails instead of going on for ever.
TICKS = 400


@pytest.fixture
def crowd() -> int:
    """How many owe an answer."""
    return PEOPLE


@dataclass
class Executioner:
    """Kills one of the running senders at a stage that chance chooses."""

    chance: random.Random
    pids: list[int] = field(default_factory=list)
    left: int = 0

    def take(self, pids: list[int]) -> None:
        """The next senders; one of them dies after so many stages."""
        self.left = self.chance.randint(1, STAGES_TO_LIVE)
        self.pids = pids

    def at(self, _stage: str) -> None:
        """One stage more."""
        self.left -= 1
        if self.left == 0 and self.pids:
            with suppress(ProcessLookupError):
                os.kill(self.chance.choice(self.pids), signal.SIGKILL)


def run_until_empty(
    arena: Arena, senders: Senders, server: FaultServer, executioner: Executioner, at_once: int
) -> int:
    """Ticks every twenty minutes, the first senders doomed; returns how many were killed."""
    kills, moment = 0, OPENING
    app = arena.look()
    for _ in range(TICKS):
        doomed = kills < KILLS
        by_statement = doomed and executioner.chance.random() < 0.5
        die_at = executioner.chance.randint(1, STATEMENTS_TO_LIVE) if by_statement else None
        pids = senders.order(
            arena.database, arena.folder, server.url, moment, senders=at_once, die_at=die_at, gate=True
        )
        executioner.take(pids if doomed and not by_statement else [])
        senders.go()
        kills += sum(code == -signal.SIGKILL for code in senders.ended(at_once))
        moment = later(moment)
        with app.app_context():
            empty = not waits(arena.people)
        if empty and not doomed:
            dispose(app)
            return kills
    raise AssertionError(f"mails still wait after {TICKS} ticks")


def later(moment: datetime) -> datetime:
    """Twenty minutes later; after an evening comes the hour of the next morning when mails leave."""
    following = moment + LATER
    if following.date() == moment.date():
        return following
    return OPENING + timedelta(days=(following.date() - OPENING.date()).days)


@pytest.mark.parametrize("at_once", [1, 3], ids=["one-sender", "three-senders"])
def test_faults_and_kills_lose_and_double_nothing_in_silence(
    arena: Arena, senders: Senders, kind: str, at_once: int
) -> None:
    executioner = Executioner(random.Random(20220829 + at_once))
    server = FaultServer(sometimes(0.35, seed=at_once), executioner.at)
    arena.restore()
    with server.running():
        kills = run_until_empty(arena, senders, server, executioner, at_once)
    app = arena.look()
    with app.app_context():
        verdict = judge(server.accepted, arena.people)
    dispose(app)
    unknowable = sum(server.faults[fault] for fault in UNKNOWABLE)
    assert verdict.clean, verdict
    assert verdict.uncertain <= kills + unknowable
    assert kills and server.faults and verdict.states[MessageState.SENT]
    figure(
        f"{kind}, {at_once} at once: {PEOPLE} mails, {sum(server.faults.values())} faults of "
        f"{len(server.faults)} kinds, {kills} kills: silently lost {len(verdict.lost)}, silently doubled "
        f"{len(verdict.doubled)}, sent {verdict.states[MessageState.SENT]}, refused for good "
        f"{verdict.states[MessageState.FAILED]}, uncertain {verdict.uncertain} ({verdict.uncertain_arrived} had "
        f"arrived; {unknowable} faults after the dot that nobody can know about), all shown"
    )
