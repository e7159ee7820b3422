"""What the pages promise of the next mail is what a tick does."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from tests import reminding
from tests.reminding import OPENING, person, responsibility, swedish
from tracker.domain.calendar import local_date
from tracker.domain.terms import MatterKind
from tracker.models import FollowUp, db
from tracker.queries.reminders.decided import rules_of
from tracker.queries.reminders.said import told
from tracker.services.reminders.coming import Ahead, ahead_of
from tracker.services.reminders.due.survey import plan_mails
from tracker.services.reminders.links.ask_for_links import ask_for_links
from tracker.services.reminders.links.hand_over_activity import Leaving, decline
from tracker.services.reminders.settings.ask_now import ask_now
from tracker.services.reminders.settings.test_mode import end_test_mode, start_test_mode
from tracker.services.reminders.tick import work

TUESDAY = swedish("2022-08-30T10:00")


@pytest.fixture
def follow_up(any_app: Flask) -> Iterator[int]:
    """A follow-up that opens today, on each database; no mail has left yet."""
    with any_app.app_context():
        yield reminding.open_follow_up()


def ahead(follow_up_id: int, now: datetime) -> Ahead:
    running = db.session.get_one(FollowUp, follow_up_id)
    return ahead_of(running, rules_of([running.plan_id])[running.plan_id], told(follow_up_id).items, now)


def promised(follow_up_id: int, now: datetime) -> dict[str, date]:
    """The day of the next mail about each activity that one goes about."""
    found = ahead(follow_up_id, now).coming()
    return {one.row.activity.number: one.on for one in found if one.on is not None}


def planned(now: datetime) -> dict[str, date]:
    """The same from the dry run of each day."""
    found: dict[str, date] = {}
    for days in range(40):
        day = local_date(now) + timedelta(days)
        rows = [row for mail in plan_mails(day) for row in mail.rows if row.matter.kind is MatterKind.ANSWER]
        for row in rows:
            assert row.matter.responsibility is not None
            found.setdefault(row.matter.responsibility.activity.number, day)
    return found


def recipients(follow_up_id: int, now: datetime) -> set[str]:
    """Who gets a mail when a coordinator asks for the answers now."""
    found = ahead(follow_up_id, now).coming(if_asked=True)
    return {one.user.email.split("@")[0] for one in found if one.user and one.asked_by_hand}


@pytest.mark.parametrize(
    "moment",
    [
        "2022-08-26T10:00",
        "2022-08-29T06:00",
        "2022-08-30T10:00",
        "2022-09-03T10:00",
        "2022-09-09T23:00",
        "2022-09-13T10:00",
    ],
)
def test_what_is_promised_is_what_the_dry_run_says(follow_up: int, moment: str) -> None:
    if swedish(moment) > OPENING:
        work(OPENING)
    assert promised(follow_up, swedish(moment)) == planned(swedish(moment))


def test_after_a_mail_today_the_next_one_is_another_days(follow_up: int) -> None:
    work(OPENING)
    assert set(promised(follow_up, OPENING).values()) == {date(2022, 9, 2)}
    assert promised(follow_up, OPENING) == planned(OPENING)


def test_of_what_was_declined_nothing_more_is_said(follow_up: int) -> None:
    work(OPENING)
    row = responsibility("22")
    decline(Leaving(row.id, person("ekonomichef"), "", "a-form-of-its-own"), now=TUESDAY)
    [declined] = [one for one in ahead(follow_up, TUESDAY).coming() if one.stuck]
    assert (declined.row.activity.number, declined.declined, declined.on) == ("22", True, None)
    assert promised(follow_up, TUESDAY) == planned(TUESDAY)
    assert "ekonomichef" not in recipients(follow_up, TUESDAY)


def test_without_anybody_to_mail_nothing_is_promised(follow_up: int) -> None:
    row = responsibility("22")
    row.owner_id = row.deputy_id = None
    db.session.commit()
    [nobody] = [one for one in ahead(follow_up, TUESDAY).coming() if one.stuck]
    assert (nobody.row.activity.number, nobody.user) == ("22", None)


def test_who_would_be_reminded_by_hand_is_who_is(follow_up: int) -> None:
    work(OPENING)
    ask_for_links(person("ekonomichef").email, "192.0.2.1", now=TUESDAY)
    work(TUESDAY)
    expected = recipients(follow_up, TUESDAY)
    assert len(expected) == 5
    assert "ekonomichef" not in expected, "who has asked for links today has got them"
    ask_now(follow_up, today=TUESDAY.date())
    assert {mail.user.email.split("@")[0] for mail in plan_mails(TUESDAY.date())} == expected
    work(TUESDAY)
    assert recipients(follow_up, TUESDAY) == set()


def test_what_went_to_a_test_address_is_promised_anew(follow_up: int) -> None:
    organisation = db.session.get_one(FollowUp, follow_up).plan.organisation_id
    start_test_mode(organisation, "prov@example.org", by_title=None, now=OPENING)
    work(OPENING)
    end_test_mode(organisation)
    assert promised(follow_up, OPENING) == planned(OPENING)
