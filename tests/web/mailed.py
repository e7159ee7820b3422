"""The mails of a day on which they left, the heart of the scheduler, and pressing buttons on Utskick."""

from datetime import UTC, datetime

from flask import Flask

from tests.coordinating import with_open_follow_up
from tests.page_check import PageClient
from tracker.domain.terms import MessageState
from tracker.models import Heartbeat, Message, db
from tracker.queries.reminders.heartbeat import SCHEDULER
from tracker.services.reminders.tick import tick

PAGE = "/samordning/utskick"
#: A Friday.
MOMENT = datetime(2022, 9, 2, 8, tzinfo=UTC)
BANNER = ".banners"


def mails(app: Flask, **states: MessageState) -> dict[str, int]:
    """Sends the mails of a day and gives some another state; their ids by role."""
    with_open_follow_up(app)
    with app.app_context():
        tick(MOMENT)
        found = {mail.to_address.split("@")[0]: mail for mail in db.session.query(Message)}
        for role, state in states.items():
            found[role].state = state
        db.session.commit()
        return {role: mail.id for role, mail in found.items()}


def press(client: PageClient, url: str, on: str = PAGE) -> int:
    """Presses the button of that form on the page."""
    client.get(on)
    return client.post(url, data=client.page.fields(f"form[action='{url}']")).status_code


def beat(app: Flask, at: datetime, held: str | None = None) -> None:
    """The scheduler ticked at that moment, and perhaps holds all mail."""
    with app.app_context():
        db.session.merge(Heartbeat(name=SCHEDULER, at=at, held=held))
        db.session.commit()
