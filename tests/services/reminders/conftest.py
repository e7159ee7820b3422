"""A service that mails to a real server on loopback, with reminders that wait."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests import reminding
from tests.conftest import make_app, make_settings
from tests.mail_server import MailServer
from tests.reminding import ASKED, OPENING
from tracker.models import db
from tracker.services.reminders.writing.enqueue import enqueue


@pytest.fixture
def mailing_app(database_url: str, tmp_path: Path, smtp: MailServer) -> Iterator[Flask]:
    """The service on each database, mailing to a real server on loopback; inside the app."""
    app = make_app(make_settings(database_url, tmp_path, MAIL_URL=smtp.url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def follow_up(mailing_app: Flask) -> int:
    """An open follow-up whose opening mails wait."""
    follow_up_id = reminding.open_follow_up()
    assert enqueue(OPENING) == len(ASKED)
    return follow_up_id


@pytest.fixture
def alone(mailing_app: Flask) -> int:
    """An open follow-up that only ekonomichef owes an answer to, whose mail waits."""
    follow_up_id = reminding.open_follow_up()
    for rows in ASKED.values():
        for number in rows:
            if number != "22":
                reminding.answer(follow_up_id, number)
    assert enqueue(OPENING) == 1
    return follow_up_id
