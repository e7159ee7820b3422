"""A bad setting stops the start with a sentence that names it."""

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
