"""What coordinators are told of, and for how long it is news."""

from datetime import timedelta

from flask import Flask

from tests import reminding
from tests.mail_server import MailServer
from tests.reminding import OPENING, address, person, responsibility
from tracker.services.reminders.links.hand_over_activity import Leaving, decline
from tracker.services.reminders.settings.pause import pause, resume
from tracker.services.reminders.tick import work


def test_an_activity_without_anybody_who_answers_is_told_of_however_long_mails_stood_still(
    mailing_app: Flask, smtp: MailServer
) -> None:
    reminding.open_follow_up()
    work(OPENING)
    decline(Leaving(responsibility("22").id, person("ekonomichef"), "", "a-form-of-its-own"), now=OPENING)
    organisation_id = person("ekonomichef").organisation_id
    pause(organisation_id, None, by_title=None, now=OPENING)
    for day in range(0, 36, 7):
        work(OPENING + timedelta(days=day))
    resume(organisation_id, None)
    work(OPENING + timedelta(days=36))
    assert address("controller") in smtp.recipients()
