"""The sender is killed with SIGKILL just before every single call to the database, the mail server and the mark."""

import signal
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.conftest import dispose
from tests.reminding import OPENING
from tests.torture.conftest import FULL, Arena, figure
from tests.torture.fault_server import FaultServer, never
from tests.torture.senders import LATER, Senders, Verdict, judge, waits
from tests.torture.strace import Point, killing, listing, points_in, program

#: So many points in `make test`, spread over the whole tick; `make torture` takes every one.
SLICE = 14


def calls_of_a_tick(arena: Arena, senders: Senders, server: FaultServer, log: Path) -> list[Point]:
    """Every call that one tick makes which writes and sends these mails."""
    arena.restore()
    senders.warm_up(arena.database, arena.folder, server.url, OPENING)
    arena.restore()
    [pid] = senders.order(arena.database, arena.folder, server.url, OPENING, gate=True)
    with listing(pid, log):
        senders.go()
        assert senders.ended() == [0]
    return points_in(log)


def killed_at(point: Point, arena: Arena, senders: Senders, server: FaultServer) -> tuple[bool, Verdict]:
    """Whether the sender got that far, and what is left after another one came later.

    No two ticks make quite the same calls: of reads, for one, some are spared by what was read before.
    """
    arena.restore()
    server.accepted.clear()
    [pid] = senders.order(arena.database, arena.folder, server.url, OPENING, gate=True)
    with killing(pid, point):
        senders.go()
        [ended] = senders.ended()
    senders.order(arena.database, arena.folder, server.url, OPENING + LATER)
    assert senders.ended() == [0]
    app = arena.look()
    with app.app_context():
        verdict = judge(server.accepted, arena.people)
        assert not waits(arena.people)
    dispose(app)
    return ended == -signal.SIGKILL, verdict


def chosen(points: Sequence[Point]) -> Sequence[Point]:
    """All of them, or a slice that still holds the last ones, where the mail leaves."""
    return points if FULL else points[:: max(1, len(points) // SLICE)]


def test_killed_before_any_call_nothing_is_lost_or_doubled_and_at_most_one_mail_is_uncertain(
    arena: Arena, senders: Senders, kind: str, tmp_path: Path
) -> None:
    program()
    server, uncertain, arrived, kills = FaultServer(never), 0, 0, 0
    with server.running():
        points = calls_of_a_tick(arena, senders, server, tmp_path / "calls")
        assert len(points) > 100
        for point in chosen(points):
            killed, verdict = killed_at(point, arena, senders, server)
            assert verdict.clean, f"{point}: {verdict}"
            assert verdict.uncertain <= killed, f"{point}: {verdict}"
            kills += killed
            uncertain += verdict.uncertain
            arrived += verdict.uncertain_arrived
    assert kills >= 0.9 * len(chosen(points))
    calls = ", ".join(f"{number} {call}" for call, number in Counter(p.call for p in points).most_common())
    figure(
        f"{kind}: killed {kills} times at {len(chosen(points))} of {len(points)} points ({calls}): silently lost 0, "
        f"silently doubled 0, uncertain {uncertain} ({arrived} had arrived), at most one per kill, all shown"
    )
