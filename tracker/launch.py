"""`make run`: from a fresh clone to a running service, with the standard library only."""

# Python 3.6 must be able to read this file, so that a too old Python is told so: no newer syntax here.
# It never imports the tracker package: that needs the libraries which this file installs.

import hashlib
import http.client
import importlib.util
import os
import re
import secrets
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType
from typing import IO, Optional

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
STARTED_WITHIN = 60  # seconds until /halsa must answer; a slow laptop needs about five
STOPPED_WITHIN = 15  # seconds a process gets to finish what it is doing before it is killed


class CannotRun(Exception):
    """Why the service cannot run, in one sentence for the person at the command line."""


class Stopped(Exception):
    """The person, or the machine, asked us to stop."""


def say(text: str) -> None:
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


def check_python(version: "tuple[int, int]") -> None:
    """Refuse a Python older than 3.11."""
    if version < OLDEST_PYTHON:
        raise CannotRun(
            "Python 3.11 or later is needed, this is %d.%d: install a newer one, "
            "or name it as in 'make run PYTHON=python3.12'." % version
        )


def check_venv_module() -> None:
    """Refuse a Python that cannot make a virtual environment (Debian ships venv apart)."""
    # Debian's bare python3 has venv but not ensurepip, so both are asked for.
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        raise CannotRun(
            "Python's venv module is missing: 'apt install python3-venv' brings it, then try again."
        )


def check_port(text: str) -> int:
    """Return the port to listen on; refuse what is not a port, and one that is taken."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 65535):
        raise CannotRun("PORT must be a whole number from 1 to 65535, not '%s'." % text[:40])
    port = int(text)
    with socket.socket() as probe:
        # As gunicorn does: a port whose last user has just closed it is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise CannotRun(
                "Port %d needs root: choose another, as in 'make run PORT=8080'." % port
            ) from None
        except OSError:
            raise CannotRun(
                "Port %d is in use: stop what uses it, or choose another, as in 'make run PORT=%d'."
                % (port, port + 1 if port < 65535 else 8000)
            ) from None
    return port


def check_folder(folder: Path) -> None:
    """Make the folder if it is missing; refuse one that cannot be written to."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=str(folder)):
            pass
    except OSError as error:
        raise CannotRun("The folder %s is not writable: %s." % (folder, error.strerror)) from None


def run_step(doing: str, command: "list[str]", environment: "Optional[dict[str, str]]" = None) -> None:
    """Run a command to its end in silence; when it fails, its last line becomes the sentence."""
    # A session of its own: Ctrl-C reaches this process only, which then ends the step in good order.
    step = subprocess.Popen(
        command,
        cwd=str(ROOT),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        output = step.communicate()[0].decode("utf-8", "replace")
    except Stopped:
        stop([step])
        raise
    if step.returncode != 0:
        lines = [line.strip() for line in output.splitlines() if line.strip()]
        # pip says the reason before its last line; click and pip both begin it with the word.
        errors = [line for line in lines if line.startswith("ERROR")]
        reason = (errors or lines or ["exit code %d" % step.returncode])[-1]
        raise CannotRun("Could not %s: %s" % (doing, re.sub("^error: ", "", reason, flags=re.IGNORECASE)))


def python_of(venv: Path) -> str:
    """Return the path of the virtual environment's Python."""
    return str(venv / "bin" / "python")


def is_usable(venv: Path) -> bool:
    """Tell whether the virtual environment is whole: its Python starts, is new enough and has pip."""
    probe = "import sys, pip; sys.exit(sys.version_info[:2] < %r)" % (OLDEST_PYTHON,)
    try:
        return subprocess.call([python_of(venv), "-c", probe], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def fingerprint(requirements: Path) -> str:
    """Return a hash of the requirements file and of the one it builds on."""
    digest = hashlib.sha256(requirements.read_bytes())
    digest.update((ROOT / "requirements.txt").read_bytes())
    return digest.hexdigest()


def install(requirements: Path) -> str:
    """Make .venv, install the file's libraries unless that is done already, and return the Python to use."""
    venv = ROOT / ".venv"
    stamp = venv / ("installed-" + requirements.stem)
    wanted = fingerprint(requirements)
    if is_usable(venv):
        if stamp.exists() and stamp.read_text() == wanted:
            return python_of(venv)
    else:
        check_venv_module()
        say("Making a virtual environment in .venv ...")
        run_step("make the virtual environment", [sys.executable, "-m", "venv", "--clear", str(venv)])
    say("Installing the libraries of %s (about a minute the first time) ..." % requirements.name)
    pip = [python_of(venv), "-m", "pip", "--quiet", "--no-input", "--disable-pip-version-check"]
    run_step("install the libraries", [*pip, "install", "-r", str(requirements)])
    stamp.write_text(wanted)  # last: an interrupted installation is taken up again
    return python_of(venv)


def secret_key(data: Path) -> str:
    """Return the secret key of this installation; made at random once, readable by its owner only."""
    path = data / "secret-key"
    if not path.exists():
        half_made = data / "secret-key.new"
        half_made.touch(mode=0o600)
        half_made.write_text(secrets.token_urlsafe(48))
        half_made.replace(path)
    return path.read_text().strip()


def demo_settings(data: Path, port: int) -> "dict[str, str]":
    """Return the environment of the demo: what is set already stands, the rest gets embedded defaults."""
    settings = {
        "TRACKER_DATA_DIR": str(data),
        "TRACKER_DATABASE_URL": "sqlite:///%s" % (data / "tracker.db"),
        "TRACKER_MAIL_URL": "file://%s" % (data / "mail"),
        "TRACKER_PUBLIC_URL": "http://127.0.0.1:%d" % port,
        "TRACKER_SECRET_KEY": secret_key(data),
    }
    settings.update((name, value) for name, value in os.environ.items() if value)
    settings["TRACKER_DATA_DIR"] = str(data)
    settings["TRACKER_DEMO"] = "1"
    return settings


def write_environment(data: Path, settings: "dict[str, str]") -> None:
    """Keep the settings in var/demo.env, so that commands in another terminal mean the same service."""
    lines = ["# Made by `make run`: . var/demo.env, and then flask --app wsgi --help"]
    names = sorted(name for name in settings if name.startswith("TRACKER_"))
    lines += ["export %s=%s" % (name, shlex.quote(settings[name])) for name in names]
    lines.append('export PATH=%s:"$PATH"' % shlex.quote(str(ROOT / ".venv" / "bin")))
    path, half_made = data / "demo.env", data / "demo.env.new"
    half_made.touch(mode=0o600)
    half_made.write_text("\n".join(lines) + "\n", encoding="utf-8")
    half_made.replace(path)


def load_data(python: str, data: Path, settings: "dict[str, str]") -> None:
    """Bring the database up to date, load seed/ and prepare the demo; what is there is kept."""
    flask = [python, "-m", "flask", "--app", "wsgi"]
    target, half_made = data / "tracker.db", data / "tracker.db.new"
    # The first time on SQLite it is done under another name: an interruption leaves nothing half made.
    first = settings["TRACKER_DATABASE_URL"] == "sqlite:///%s" % target and not target.exists()
    making = dict(settings, TRACKER_DATABASE_URL="sqlite:///%s" % half_made) if first else settings
    for leftover in data.glob("tracker.db.new*"):
        leftover.unlink()
    say("Preparing the database ...")
    run_step("bring the database up to date", [*flask, "db", "upgrade"], making)
    say("Loading the plans of seed/ ...")
    run_step("load the plans of seed/", [*flask, "seed"], making)
    if first:
        sqlite3.connect(str(half_made)).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
        half_made.replace(target)
    say("Preparing the demo ...")
    run_step("prepare the demo", [*flask, "demo"], settings)


def start(command: "list[str]", settings: "dict[str, str]", log: "IO[bytes]") -> "subprocess.Popen[bytes]":
    """Start a process that writes to its log; in a session of its own, so that Ctrl-C reaches only us."""
    return subprocess.Popen(
        command,
        cwd=str(ROOT),
        env=settings,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def stop(processes: "list[subprocess.Popen[bytes]]") -> None:
    """Ask the processes to finish, all at once; kill one that does not within STOPPED_WITHIN seconds."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)  # a second Ctrl-C must not leave a process behind
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOPPED_WITHIN
    for process in processes:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answers(port: int) -> bool:
    """Tell whether /halsa answers 200, which it also does while the scheduler is silent; 503 says no database."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/halsa")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def fail_if_one_died(processes: "dict[str, subprocess.Popen[bytes]]", logs: Path) -> None:
    """Raise CannotRun when one of the processes has ended by itself."""
    for name, process in processes.items():
        if process.poll() is not None:
            raise CannotRun("The %s stopped by itself: see %s." % (name, logs / (name + ".log")))


def serve(python: str, data: Path, port: int, settings: "dict[str, str]") -> None:
    """Start pages and scheduler, say where they are, and keep them until stopped or until one dies."""
    logs = data / "log"
    check_folder(logs)
    gunicorn = [python, "-m", "gunicorn", "wsgi:app", "--bind", "127.0.0.1:%d" % port]
    threads = ["--worker-class", "gthread", "--workers", "1", "--threads", "8"]
    commands = {
        "pages": [*gunicorn, *threads, "--no-control-socket", "--log-level", "warning"],
        "scheduler": [python, "-m", "flask", "--app", "wsgi", "scheduler"],
    }
    say("Starting pages and scheduler ...")
    check_port(str(port))  # installing takes a while: it may have been taken meanwhile
    processes = {}  # type: dict[str, subprocess.Popen[bytes]]
    try:
        for name, command in commands.items():
            with (logs / (name + ".log")).open("ab") as log:
                processes[name] = start(command, settings, log)
        deadline = time.monotonic() + STARTED_WITHIN
        while not answers(port):
            fail_if_one_died(processes, logs)
            if time.monotonic() > deadline:
                raise CannotRun("The pages do not answer: see %s." % (logs / "pages.log"))
            time.sleep(0.1)
        say("\nThe service is running: http://127.0.0.1:%d\n" % port)
        say((data / "demo-logins.txt").read_text(encoding="utf-8").rstrip())
        say("\nMails are written to %s. Stop with Ctrl-C.\n" % (data / "mail"))
        while True:
            fail_if_one_died(processes, logs)
            time.sleep(0.5)
    finally:
        stop(list(processes.values()))


def on_signal(_number: int, _frame: Optional[FrameType]) -> None:
    """Turn Ctrl-C, a terminate and a closed terminal into one exception."""
    raise Stopped


def run() -> None:
    """Do all that `make run` promises, until stopped."""
    data = Path(os.environ.get("TRACKER_DATA_DIR") or str(ROOT / "var")).resolve()
    port = check_port(os.environ.get("PORT") or "8000")
    check_folder(ROOT)
    check_folder(data)
    python = install(ROOT / "requirements.txt")
    settings = demo_settings(data, port)
    write_environment(data, settings)
    load_data(python, data, settings)
    serve(python, data, port, settings)


def main(arguments: "list[str]") -> int:
    """Run the service, or only `install FILE`; return the exit code, 0 also when the service was stopped."""
    signal.signal(signal.SIGINT, on_signal)
    signal.signal(signal.SIGTERM, on_signal)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup asks us to outlive the terminal
        signal.signal(signal.SIGHUP, on_signal)
    try:
        check_python(sys.version_info[:2])
        if arguments[:1] == ["install"]:
            check_folder(ROOT)
            install(ROOT / arguments[1])
        else:
            run()
    except Stopped:
        say("\nStopped.")
        return 0 if arguments[:1] != ["install"] else 130
    except CannotRun as reason:
        print(reason, file=sys.stderr)
        return 1
    except OSError as error:
        print("Could not go on: %s." % error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
