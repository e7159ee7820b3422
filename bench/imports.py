"""Files from outside: what reading them takes, each in a process of its own."""

import subprocess
import sys
from collections.abc import Callable

from bench.server import ROOT
from tests.importers.test_hostile_files import HOSTILE

_DOCUMENT = ROOT / "tests" / "documents" / "uppsala-26-punktsplan-uppfoljning-2022-03.txt"
_READ = """
import resource, sys, time
from tracker.importers.imported import FileRefused
from tracker.importers.sandbox import read_safely
data = sys.stdin.buffer.read()
started = time.perf_counter()
try:
    said = f"{len(read_safely(data, sys.argv[1]).rows)} rows"
except FileRefused as refused:
    said = f"refused: {refused.why}"
took = time.perf_counter() - started
print(f"{took:6.2f} s {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000:6.0f} MB  {said}")
"""


def measure() -> None:
    """Prints seconds and the child's peak memory: the real document (limit 2 s), then each hostile file."""
    _one("the real document", _DOCUMENT.name, _DOCUMENT.read_bytes)
    for name, (filename, made, _) in HOSTILE.items():
        _one(name, filename, made)


def _one(name: str, filename: str, made: Callable[[], bytes]) -> None:
    command = [sys.executable, "-c", _READ, filename]
    ended = subprocess.run(command, input=made(), capture_output=True, check=True, cwd=ROOT)
    print(f"  {name:22}{ended.stdout.decode().strip()}")


if __name__ == "__main__":
    measure()
