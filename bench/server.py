"""A real gunicorn with one worker on loopback, and what its requests cost."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Cost:
    """What one page cost: CPU of the server per request, and requests per second over one connection."""

    cpu_ms: float
    per_second: float
    status: int
    size: int


@dataclass
class Server:
    """A running server; `headers` go with every request."""

    port: int
    pid: int
    headers: dict[str, str] = field(default_factory=dict)

    def cost(self, path: str, seconds: float, headers: dict[str, str] | None = None) -> Cost:
        """Asks for one page over one kept connection for so many seconds."""
        every = {**self.headers, **(headers or {})}
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        status, size = _ask(connection, path, every)
        cpu, start, requests = _cpu(self.pid), time.perf_counter(), 0
        while time.perf_counter() - start < seconds:
            _ask(connection, path, every)
            requests += 1
        spent = time.perf_counter() - start
        return Cost((_cpu(self.pid) - cpu) * 1000 / requests, requests / spent, status, size)

    def header(self, path: str, name: str) -> str:
        """A header of the page, or an empty text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", path, headers=self.headers)
        return connection.getresponse().getheader(name) or ""

    def sign_in(self, email: str, password: str) -> None:
        """Signs in through the form; later requests carry the cookie."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", "/logga-in")
        answer = connection.getresponse()
        cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.read().decode())
        assert found, "no form at /logga-in"
        form = urlencode({"csrf_token": found.group(1), "email": email, "password": password})
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("POST", "/logga-in", form, headers)
        answer = connection.getresponse()
        assert answer.status in (302, 303), f"could not sign in: {answer.status}"
        self._keep_cookie(answer)
        # The greeting is shown once; until then the page is not the unchanged one.
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", "/planer", headers=self.headers)
        self._keep_cookie(connection.getresponse())

    def _keep_cookie(self, answer: http.client.HTTPResponse) -> None:
        if cookie := answer.getheader("Set-Cookie"):
            self.headers = {"Cookie": cookie.split(";")[0]}


def _ask(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> tuple[int, int]:
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, len(answer.read())


def _cpu(pid: int) -> float:
    """CPU seconds of a process's children: gunicorn's single worker does all the work."""
    total = 0.0
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        fields = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()
        total += (int(fields[11]) + int(fields[12])) / _TICKS
    return total


@contextmanager
def running(app: str, environment: dict[str, str]) -> Iterator[Server]:
    """The app behind gunicorn with one threaded worker; stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "--workers", "1", "--worker-class", "gthread", "--threads", "2",
        "--no-control-socket", "--log-level", "error", "--bind", f"127.0.0.1:{port}", app,
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait(port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("gunicorn did not start")
