"""`make run` from a fresh copy: it comes up, stops at Ctrl-C, and keeps its data for the next time."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.postgresql import free_port

ROOT = Path(__file__).parent.parent
LEFT_OUT = (".git", ".venv", "var", "__pycache__", ".*_cache", ".hypothesis")

MakeRun = Callable[[int], "subprocess.Popen[str]"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project without anything that was made in it, but with the libraries: another test installs."""
    folder = tmp_path / "en kopia"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


@pytest.fixture
def make_run(copy: Path) -> Iterator[MakeRun]:
    """Runs `make run` on a port; ended after the test, should it still run."""
    started: list[subprocess.Popen[str]] = []

    def make_run(port: int) -> "subprocess.Popen[str]":
        settings = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
        process = subprocess.Popen(
            ["make", "--no-print-directory", "run", f"PYTHON={sys.executable}"],
            cwd=copy,
            env={**settings, "PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield make_run
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=30)


def read_until_running(process: "subprocess.Popen[str]") -> str:
    """What is printed up to the last line of a good start; fails when that does not come within a minute."""
    assert process.stdout is not None
    said = ""
    hurry = threading.Timer(90, os.killpg, (process.pid, signal.SIGTERM))
    hurry.start()
    for line in process.stdout:
        said += line
        if "Stop with Ctrl-C" in line:
            hurry.cancel()
            return said
    hurry.cancel()
    raise AssertionError(f"it did not start:\n{said}")


def get(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def last_tick_at(port: int) -> str | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/halsa")
    ticked: str | None = json.load(connection.getresponse())["scheduler"]["last_tick_at"]
    connection.close()
    return ticked


def wait_for_the_first_tick(port: int) -> None:
    """/halsa is well before the first tick, too: it tells in its JSON when the scheduler ticked last."""
    deadline = time.monotonic() + 30
    while last_tick_at(port) is None:
        assert time.monotonic() < deadline, "the scheduler has not ticked"
        time.sleep(0.2)


def press_ctrl_c(process: "subprocess.Popen[str]") -> str:
    """Do what the terminal does, and return what is said until all have ended."""
    os.killpg(process.pid, signal.SIGINT)
    return process.communicate(timeout=30)[0]


def test_it_runs_stops_and_runs_again_with_its_data(copy: Path, make_run: MakeRun) -> None:
    port = free_port()
    process = make_run(port)
    said = read_until_running(process)
    assert f"http://127.0.0.1:{port}" in said
    logins = copy / "var/demo-logins.txt"
    assert logins.stat().st_mode & 0o777 == 0o600
    assert logins.read_text(encoding="utf-8").strip() in said
    assert logins.read_text(encoding="utf-8").count("@") == 5
    wait_for_the_first_tick(port)
    assert get(port, "/planer/26-punktsplan") in (200, 302)
    rest = press_ctrl_c(process)
    assert "Stopped." in rest
    assert "Traceback" not in rest
    with pytest.raises(ConnectionRefusedError):
        get(port, "/")

    first_logins = logins.read_bytes()
    again = make_run(port)
    assert first_logins.decode().strip() in read_until_running(again)
    assert logins.read_bytes() == first_logins
    assert "Traceback" not in press_ctrl_c(again)
    for log in (copy / "var/log").iterdir():
        assert "Traceback" not in log.read_text(encoding="utf-8"), log.name
