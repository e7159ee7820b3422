"""A throw-away PostgreSQL server of the test session's own, dropped at its end."""

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_USER = "tracker"


def find_programs() -> Path | None:
    """The folder with the newest installed server's programs, or None."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda program: int(program.parts[-3]) if program.parts[-3].isdigit() else 0,
    )
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    return Path(elsewhere).resolve().parent if elsewhere else None


def free_port() -> int:
    """A port on loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A running server; its databases are named, copied and dropped here."""

    def __init__(self, port: int) -> None:
        self._port = port

    def url(self, database: str) -> str:
        """The address of a database, as TRACKER_DATABASE_URL takes it."""
        return f"postgresql://{_USER}@127.0.0.1:{self._port}/{database}"

    def create(self, database: str, template: str = "template1") -> None:
        """Make a database as a copy of the template; nobody may be connected to that."""
        self._run(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')

    def drop(self, database: str) -> None:
        """Drop a database, also when somebody is still connected."""
        self._run(f'DROP DATABASE "{database}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_server(programs: Path) -> Iterator[Server]:
    """Start a server in a folder of its own, and remove both at the end."""
    folder = Path(tempfile.mkdtemp(prefix="tracker-postgresql-"))
    # PostgreSQL refuses to run as root.
    account = "postgres" if os.geteuid() == 0 else getpass.getuser()
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, account, account)
        _initialise(programs, folder, account)
        with _process(programs, folder, account) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_account(account: str) -> list[str]:
    if os.geteuid() != 0:
        return ["setpriv", "--pdeathsig", "INT"]
    # pdeathsig: the server ends with pytest, however that ends.
    return ["setpriv", "--pdeathsig", "INT", "--reuid", account, "--regid", account, "--init-groups"]


def _initialise(programs: Path, folder: Path, account: str) -> None:
    # C.UTF-8 is on every Debian, so that order and case never depend on the machine.
    options = ["--auth=trust", f"--username={_USER}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    made = subprocess.run(
        [*_as_account(account), str(programs / "initdb"), "-D", str(folder / "data"), *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise RuntimeError(f"initdb failed: {made.stderr.strip()}")


@contextmanager
def _process(programs: Path, folder: Path, account: str) -> Iterator[Server]:
    port = free_port()
    # Speed, not safety: this data lives as long as the tests. Production keeps fsync on.
    settings = {
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": str(folder),
        "max_connections": "50",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                *_as_account(account),
                str(programs / "postgres"),
                "-D",
                str(folder / "data"),
                "-p",
                str(port),
                *options,
            ],
            cwd=folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        server = Server(port)
        _wait_until_it_answers(server, process, folder / "log")
        yield server
    finally:
        process.send_signal(2)  # fast shutdown: open connections are closed
        process.wait(timeout=30)


def _wait_until_it_answers(server: Server, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(server.url("postgres"), connect_timeout=5).close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')}") from None
            time.sleep(0.05)
