"""The ground of the tests: databases apart from each other, and a mail server with bad days."""

import os
import smtplib
import subprocess
import sys
import textwrap
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.mail_server import MailServer
from tracker.models import Plan, db


@pytest.mark.parametrize("_again", [1, 2])
def test_every_test_gets_a_seeded_database_of_its_own(any_app: Flask, _again: int) -> None:
    with any_app.app_context():
        plans = db.session.scalars(select(Plan)).all()
        assert "26-punktsplan" in {plan.slug for plan in plans}
        plans[0].title = "Ändrad"
        db.session.commit()
        changed = select(func.count()).select_from(Plan).where(Plan.title == "Ändrad")
        assert db.session.scalar(changed) == 1


def test_both_databases_are_used(any_app: Flask, request: pytest.FixtureRequest) -> None:
    with any_app.app_context():
        assert db.engine.dialect.name in request.node.name


def letter() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Två aktiviteter väntar"
    message.set_content("Hej på dig")
    message.add_alternative("<p>Hej</p>", subtype="html")
    return message


def send(smtp: MailServer) -> None:
    with smtplib.SMTP("127.0.0.1", int(smtp.url.rsplit(":", 1)[1]), timeout=5) as connection:
        connection.send_message(letter(), "plan@example.org", ["a@example.org"])


def test_mail_server_keeps_what_it_gets(smtp: MailServer) -> None:
    send(smtp)
    assert smtp.recipients() == ["a@example.org"]
    assert smtp.deliveries[0].message["Subject"] == "Två aktiviteter väntar"
    assert smtp.deliveries[0].text().strip() == "Hej på dig"
    assert "<p>Hej</p>" in smtp.deliveries[0].html()


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_mail_server_refuses_when_told(smtp: MailServer, stage: str) -> None:
    smtp.refuse(stage, "450 later")
    with pytest.raises(smtplib.SMTPException):
        send(smtp)
    assert smtp.deliveries == []
    send(smtp)
    assert len(smtp.deliveries) == 1


def test_mail_server_vanishes_and_returns(smtp: MailServer) -> None:
    smtp.stop()
    with pytest.raises(ConnectionRefusedError):
        send(smtp)
    smtp.start()
    send(smtp)
    assert len(smtp.deliveries) == 1


def run_pytest(folder: Path, ci: str) -> subprocess.CompletedProcess[str]:
    """Run a session of two tests, one of them skipped, under the project's own rules."""
    (folder / "conftest.py").write_text("from tests.conftest import *  # noqa\n")
    (folder / "test_two.py").write_text(
        textwrap.dedent("""
            import pytest
            def test_run(): pass
            def test_left_out(): pytest.skip("no such tool")
        """)
    )
    root = Path(__file__).parent.parent
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "no:cacheprovider",
            "-c",
            str(root / "pyproject.toml"),
            str(folder),
        ],
        cwd=root,
        env={**os.environ, "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_was_not_run_is_named_and_fails_a_build_machine(tmp_path: Path) -> None:
    here, build_machine = run_pytest(tmp_path, "false"), run_pytest(tmp_path, "true")
    assert here.returncode == 0, here.stdout
    assert build_machine.returncode == 1
    for session in (here, build_machine):
        assert "not run here" in session.stdout
        assert "1 × no such tool" in session.stdout
        assert "1 passed, 1 skipped" in session.stdout.splitlines()[-1]
