"""`make run` refuses in one sentence, and leaves nothing half made."""

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.postgresql import free_port
from tracker import launch

ROOT = Path(__file__).parent.parent


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder that holds the launcher as a clone does, without a virtual environment."""
    (tmp_path / "clone/tracker").mkdir(parents=True)
    shutil.copy(ROOT / "tracker/launch.py", tmp_path / "clone/tracker/launch.py")
    (tmp_path / "clone/requirements.txt").write_text("")
    return tmp_path / "clone"


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def run(clone: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the launcher as make does."""
    return subprocess.run(
        [sys.executable, "tracker/launch.py"],
        cwd=clone,
        env={"PATH": os.environ["PATH"], "PORT": str(free_port()), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def assert_refused(result: subprocess.CompletedProcess[str], *words: str) -> None:
    """A non-zero exit, one sentence on stderr that holds the words, and nothing said to be running."""
    assert result.returncode == 1
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    assert all(word in lines[0] for word in words), lines[0]
    assert "running" not in result.stdout


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80a", "8000.0", "٨٠", "99999999999999999999", " "])
def test_port_that_is_none(clone: Path, port: str) -> None:
    assert_refused(run(clone, PORT=port), "PORT", "1 to 65535")


def test_port_in_use(clone: Path, taken_port: int) -> None:
    result = run(clone, PORT=str(taken_port))
    assert_refused(result, f"Port {taken_port} is in use", "make run PORT=")
    assert not (clone / ".venv").exists()


def test_folder_that_cannot_be_written_to(clone: Path) -> None:
    # A file where the folder should be stops root too, whom permissions do not stop.
    (clone / "var").write_text("")
    assert_refused(run(clone), "var is not writable")
    assert_refused(run(clone, TRACKER_DATA_DIR="/proc/plans"), "/proc/plans is not writable")


def test_no_venv_module(clone: Path, tmp_path: Path) -> None:
    # Debian without python3-venv: the module ensurepip is not there.
    start = "import sys, runpy; sys.modules['ensurepip'] = None; sys.argv = ['tracker/launch.py']; "
    result = subprocess.run(
        [sys.executable, "-c", start + "runpy.run_path('tracker/launch.py', run_name='__main__')"],
        cwd=clone,
        env={"PATH": os.environ["PATH"], "PORT": str(free_port())},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert_refused(result, "venv", "apt install python3-venv")
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize("version", [(3, 6), (3, 10), (2, 7)])
def test_too_old_python(version: tuple[int, int]) -> None:
    with pytest.raises(
        launch.CannotRun, match=rf"3\.11 or later is needed, this is {version[0]}\.{version[1]}"
    ):
        launch.check_python(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (4, 0)])
def test_python_that_is_new_enough_goes_on(monkeypatch: pytest.MonkeyPatch, version: tuple[int, int]) -> None:
    installed: list[Path] = []
    monkeypatch.setattr(sys, "version_info", (*version, 0))
    monkeypatch.setattr(launch, "install", installed.append)
    monkeypatch.setattr(launch.signal, "signal", lambda *_: None)
    assert launch.main(["install", "requirements.txt"]) == 0
    assert installed == [ROOT / "requirements.txt"]


@pytest.mark.parametrize(("status", "running"), [(200, True), (503, False), (500, False), (404, False)])
def test_the_pages_answer_when_the_database_does(status: int, running: bool) -> None:
    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/halsa" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    with HTTPServer(("127.0.0.1", 0), Health) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        assert launch.answers(server.server_port) is running
        thread.join(timeout=10)


def test_no_pages_do_not_answer() -> None:
    assert launch.answers(free_port()) is False


def test_an_old_python_can_read_the_launcher() -> None:
    import ast

    source = (ROOT / "tracker/launch.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))
    assert "from __future__" not in source, "Python 3.6 does not know `annotations`"


def test_libraries_that_cannot_be_installed(clone: Path) -> None:
    (clone / "requirements.txt").write_text("./no-such-library\n")
    result = run(clone)
    assert_refused(result, "Could not install the libraries", "no-such-library")
    assert not list((clone / ".venv").glob("installed-*")), (
        "the next run would take the libraries for installed"
    )


def test_interrupted_installation_is_taken_up_again(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "ROOT", clone)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    # What a kill in the middle of making .venv leaves: a Python that is not there.
    (clone / ".venv/bin").mkdir(parents=True)
    (clone / ".venv/bin/python").symlink_to(clone / "nowhere")
    python = launch.install(clone / "requirements.txt")
    assert subprocess.call([python, "-c", "import pip"]) == 0
    stamp = clone / ".venv/installed-requirements"
    made = stamp.stat().st_mtime_ns
    launch.install(clone / "requirements.txt")
    assert stamp.stat().st_mtime_ns == made, "a second run installs nothing"
    (clone / "requirements.txt").write_text("# changed\n")
    launch.install(clone / "requirements.txt")
    assert stamp.stat().st_mtime_ns > made


def test_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    key = launch.secret_key(tmp_path)
    assert len(key) >= 32
    assert launch.secret_key(tmp_path) == key
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_settings_that_are_set_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", "postgresql://db.example.org/plan")
    monkeypatch.setenv("TRACKER_MAIL_URL", "")
    settings = launch.demo_settings(tmp_path, 8123)
    assert settings["TRACKER_DATABASE_URL"] == "postgresql://db.example.org/plan"
    assert settings["TRACKER_MAIL_URL"] == f"file://{tmp_path}/mail"
    assert settings["TRACKER_PUBLIC_URL"] == "http://127.0.0.1:8123"
    assert settings["TRACKER_DEMO"] == "1"


def test_another_terminal_gets_the_same_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_MAIL_FROM", "Planer och 'mål' <plan@example.org>")
    settings = launch.demo_settings(tmp_path, 8123)
    launch.write_environment(tmp_path, settings)
    path = tmp_path / "demo.env"
    assert path.stat().st_mode & 0o777 == 0o600
    script = f'. "{path}" && env -0'
    shown = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout.split(
        "\0"
    )
    for name, value in settings.items():
        if name.startswith("TRACKER_"):
            assert f"{name}={value}" in shown


def test_failed_step_says_its_last_line() -> None:
    with pytest.raises(launch.CannotRun, match=r"^Could not load it: the reason$"):
        launch.run_step(
            "load it", [sys.executable, "-c", "import sys; print('noise'); sys.exit('the reason')"]
        )
