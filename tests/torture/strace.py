"""Takes hold of a running process with strace: lists its system calls, or kills it just before one of them."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

#: What talks to the database (SQLite's file or PostgreSQL's socket), to the mail server, and to the mark.
CALLS = (
    "pread64", "pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "fcntl", "flock",
    "connect", "sendto", "recvfrom",
)  # fmt: skip
_CALL = re.compile(r"^(\w+)\(")


@dataclass(frozen=True)
class Point:
    """The n-th call of that name, counted from when strace took hold."""

    call: str
    number: int


def program() -> str:
    """Where strace is; the test is not run without it, which a build machine counts as a failure."""
    found = shutil.which("strace")
    if found is None:
        pytest.skip("strace is not installed")
    return found


@contextmanager
def listing(pid: int, log: Path) -> Iterator[None]:
    """Writes every one of the calls to the log while the block runs."""
    with _attached(pid, [f"--trace={','.join(CALLS)}", "-o", str(log)]):
        yield


@contextmanager
def killing(pid: int, point: Point) -> Iterator[None]:
    """Kills the process with SIGKILL when it is about to make that call."""
    inject = f"--inject={point.call}:signal=KILL:when={point.number}"
    with _attached(pid, [f"--trace={point.call}", inject, "-o", "/dev/null"]):
        yield


@contextmanager
def _attached(pid: int, options: list[str]) -> Iterator[None]:
    command = [program(), *options, "-p", str(pid)]
    # It ends with the process that it holds.
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr is not None
        said = tracer.stderr.readline()
        assert "attached" in said, f"strace could not take hold of the sender: {said.strip()}"
        yield


def points_in(log: Path) -> list[Point]:
    """Every call in the log, in order, as points to kill at."""
    seen: dict[str, int] = {}
    found = []
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        match = _CALL.match(line)
        if match:
            seen[match[1]] = seen.get(match[1], 0) + 1
            found.append(Point(match[1], seen[match[1]]))
    return found
