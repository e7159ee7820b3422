"""`make run` once it serves: stopping is clean, and one process never stays behind without the other."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.postgresql import free_port

ROOT = Path(__file__).parent.parent

# A service of the same shape as ours, so that each of its two processes can be told to fail.
SERVICE = """
import os, time
from pathlib import Path
from flask import Flask

app = Flask(__name__)

def name_myself(part):
    # In one step: whoever looks finds no file or the whole number.
    Path(f"{part}.new").write_text(str(os.getpid()))
    os.replace(f"{part}.new", f"{part}.pid")

@app.get("/halsa")
def health():
    name_myself("pages")
    return {}, int(os.environ["STATUS"])

@app.cli.command()
def scheduler():
    name_myself("scheduler")
    if os.environ["SCHEDULER"] == "dies":
        raise SystemExit("no clock")
    while True:
        time.sleep(1)
"""

START = """
import os, sys
from pathlib import Path
sys.path.insert(0, os.environ["ROOT"])
from tracker import launch
launch.ROOT = Path.cwd()
launch.STARTED_WITHIN = int(os.environ["WITHIN"])
launch.run = lambda: launch.serve(sys.executable, Path.cwd(), int(os.environ["PORT"]), dict(os.environ))
sys.exit(launch.main([]))
"""

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the launcher over the stand-in service; ended after the test, should it still run."""
    (tmp_path / "wsgi.py").write_text(SERVICE)
    (tmp_path / "demo-logins.txt").write_text("samordnare: hemligt\n")
    started: list[subprocess.Popen[str]] = []

    def start(status: int = 200, scheduler: str = "lives", within: int = 30) -> "subprocess.Popen[str]":
        settings = {"STATUS": str(status), "SCHEDULER": scheduler, "WITHIN": str(within)}
        process = subprocess.Popen(
            [sys.executable, "-c", START],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "ROOT": str(ROOT), "PORT": str(free_port()), **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)


def wait_until_running(process: "subprocess.Popen[str]") -> str:
    """Read what is printed up to the last line of a good start."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Stop with Ctrl-C" in line:
            return said
    raise AssertionError(f"it did not start: {said} {process.stderr.read() if process.stderr else ''}")


def pids(folder: Path) -> list[int]:
    """The processes that the stand-in service named."""
    deadline = time.monotonic() + 10
    while not (folder / "scheduler.pid").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return [int(path.read_text()) for path in folder.glob("*.pid")]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopping_is_clean(start: Start, tmp_path: Path, number: signal.Signals) -> None:
    process = start()
    said = wait_until_running(process)
    assert "http://127.0.0.1:" in said
    assert "samordnare: hemligt" in said
    running = pids(tmp_path)
    assert len(running) == 2
    assert all(map(is_alive, running))
    process.send_signal(number)
    rest, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, "")
    assert rest.strip().endswith("Stopped.")
    assert not any(map(is_alive, running))


def test_scheduler_that_dies_takes_the_pages_along(start: Start, tmp_path: Path) -> None:
    process = start()
    wait_until_running(process)
    running = pids(tmp_path)
    os.kill(int((tmp_path / "scheduler.pid").read_text()), signal.SIGKILL)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert errors == f"The scheduler stopped by itself: see {tmp_path}/log/scheduler.log.\n"
    assert not any(map(is_alive, running))


def test_scheduler_that_cannot_start(start: Start, tmp_path: Path) -> None:
    process = start(scheduler="dies")
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert errors.startswith("The scheduler stopped by itself")
    assert "no clock" in (tmp_path / "log/scheduler.log").read_text()


def test_pages_that_only_fail(start: Start, tmp_path: Path) -> None:
    process = start(status=500, within=3)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert errors == f"The pages do not answer: see {tmp_path}/log/pages.log.\n"
    assert not any(map(is_alive, pids(tmp_path)))
