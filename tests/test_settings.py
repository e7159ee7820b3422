"""A bad setting stops the start with a sentence that names it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import make_settings
from tracker import create_app
from tracker.config import SettingsError


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "http://["),
        ("PUBLIC_URL", "https://plan.example.org:99999"),
        ("PUBLIC_URL", "https://plan.example.org:x"),
        ("PUBLIC_URL", "https://someone@plan.example.org"),
        ("PUBLIC_URL", "https://plan example.org"),
        ("MAIL_URL", "smtp://["),
        ("MAIL_URL", "smtp://mail.example.org:x"),
        ("MAIL_FROM", "a@example.org, b@example.org"),
        ("MAIL_FROM", "Planer <plan@example.org>\nBcc: x@example.org"),
        ("DATABASE_URL", "postgresql://db.example.org:x/tracker"),
        ("PROXIES", "٣"),
        ("KOLADA_URL", "http://api.kolada.se/v3"),
        ("KOLADA_URL", "http://127.0.0.1.example.org/v3"),
        ("KOLADA_URL", "https://"),
        ("KOLADA_URL", "https://someone@api.kolada.se/v3"),
        ("KOLADA_URL", "file:///etc/passwd"),
        ("SECRET_KEY", "\udcff" * 40),
    ],
)
def test_a_bad_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"TRACKER_{name} "):
        make_settings(f"sqlite:///{tmp_path}/t.db", tmp_path, **{name: value})


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="cannot be made"):
        create_app(make_settings(f"sqlite:///{tmp_path}/file/t.db", tmp_path))


def test_a_bad_setting_stops_the_server_instead_of_starting_it_again_and_again(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"unix:{tmp_path}/s"]
    ended = subprocess.run(
        [*command, "--no-control-socket"],
        cwd=Path(__file__).parent.parent,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 3
    assert "TRACKER_SECRET_KEY is not set" in ended.stderr
    assert "Traceback" not in ended.stderr
