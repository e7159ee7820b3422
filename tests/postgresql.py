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
_MEMORY = Path("/dev/shm")
_MEMORY_NEEDED = 2 * 1024**3  # bytes: a few databases of 10 MB and the log, with room to spare


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

    def __init__(self, programs: Path, folder: Path, account: str) -> None:
        self._programs, self._folder, self._account = programs, folder, account
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

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

    def start(self) -> None:
        """Start it, and wait until it answers; again after a stop with the same data on the same port."""
        # Speed, not safety: this data lives as long as the tests. Production keeps fsync on.
        settings = {
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "wal_level": "minimal",
            "max_wal_senders": "0",
            "max_wal_size": "128MB",
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self._folder),
            "max_connections": "50",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        program, data = str(self._programs / "postgres"), str(self._folder / "data")
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_as_account(self._account), program, "-D", data, "-p", str(self._port), *options],
                cwd=self._folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait_until_it_answers(self._process)

    def _wait_until_it_answers(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
                return
            except psycopg.OperationalError:
                if process.poll() is not None or time.monotonic() > deadline:
                    log = (self._folder / "log").read_text(errors="replace")
                    raise RuntimeError(f"PostgreSQL did not start: {log}") from None
                time.sleep(0.05)

    def stop(self) -> None:
        """Vanish: open connections are closed, and no new ones are taken."""
        if self._process is not None:
            self._process.send_signal(2)  # fast shutdown
            self._process.wait(timeout=30)
            self._process = None

    @contextmanager
    def away(self) -> Iterator[None]:
        """The server does not answer inside, and does again afterwards."""
        self.stop()
        try:
            yield
        finally:
            self.start()


@contextmanager
def running_server(programs: Path) -> Iterator[Server]:
    """Start a server in a folder of its own, and remove both at the end."""
    folder = Path(tempfile.mkdtemp(prefix="tracker-postgresql-", dir=_in_memory()))
    # PostgreSQL refuses to run as root.
    account = "postgres" if os.geteuid() == 0 else getpass.getuser()
    server = Server(programs, folder, account)
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, account, account)
        _initialise(programs, folder, account)
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _in_memory() -> Path | None:
    """The folder that lies in memory, where there is one with room: each test makes and drops a database."""
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _MEMORY_NEEDED
    return _MEMORY if roomy else None


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
