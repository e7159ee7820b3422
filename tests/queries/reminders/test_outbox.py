"""What the outbox says of the mail server: only of mails that were tried lately, and whose they are."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from tests import reminding
from tests.reminding import OPENING, mail_to, person
from tracker.models import db
from tracker.queries.people.organisations import organisation_by_slug
from tracker.queries.reminders.outbox import refused_since, sending
from tracker.services.reminders.writing.enqueue import enqueue

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def waiting(any_app: Flask) -> Iterator[None]:
    """Inside the app, on each database; everybody's mail waits."""
    with any_app.app_context():
        reminding.open_follow_up()
        enqueue(OPENING)
        yield


def tried(attempts: int, next_at: datetime, **more: object) -> None:
    """The mail to ekonomichef has been put off so often, until then."""
    mail = mail_to("ekonomichef")
    mail.attempts, mail.next_at = attempts, next_at
    for name, value in more.items():
        setattr(mail, name, value)
    db.session.commit()


def test_a_mail_that_was_put_off_more_than_once_has_waited_since_it_was_written() -> None:
    assert refused_since(OPENING + HOUR) is None, "nothing was tried"
    tried(1, OPENING + HOUR)
    assert refused_since(OPENING + HOUR) is None, "once may be an accident"
    tried(7, OPENING + HOUR)
    assert refused_since(OPENING + HOUR) == OPENING


def test_a_mail_that_was_not_tried_lately_says_nothing() -> None:
    tried(7, OPENING + HOUR)
    assert refused_since(OPENING + 3 * HOUR) is None


def test_a_mail_that_goes_again_as_the_same_bytes_counts_from_then() -> None:
    tried(7, OPENING + 3 * HOUR, sha256="x" * 64, trying_since=OPENING + 2 * HOUR)
    assert refused_since(OPENING + 3 * HOUR) == OPENING + 2 * HOUR


def test_the_mails_of_one_municipality_say_nothing_to_another() -> None:
    tried(7, OPENING + HOUR)
    boras = organisation_by_slug("boras")
    assert boras is not None
    assert sending(person("ekonomichef").organisation_id, OPENING + HOUR).refused_since == OPENING
    assert sending(boras.id, OPENING + HOUR).refused_since is None
