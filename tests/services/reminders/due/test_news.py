"""What coordinators are told of handing over: what they can act on, once, in the words that were written."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from tests import reminding
from tests.reminding import OPENING, mail_to, person, responsibility
from tracker.domain.terms import MatterKind
from tracker.models import HandOver, db
from tracker.services.reminders.due.news import hand_overs
from tracker.services.reminders.links.hand_over_activity import (
    Leaving,
    decline,
    hand_over,
    remind_after_all,
)
from tracker.services.reminders.settings.pause import pause, resume
from tracker.services.reminders.tick import work

AFTER = OPENING + timedelta(hours=2)
TUESDAY = OPENING + timedelta(days=1)


@pytest.fixture(autouse=True)
def context(any_app: Flask) -> Iterator[None]:
    """A follow-up whose opening mails have left, on each database."""
    with any_app.app_context():
        reminding.open_follow_up()
        work(OPENING)
        yield


def leaving(nonce: str, comment: str = "", number: str = "22", role: str = "ekonomichef") -> Leaving:
    return Leaving(responsibility(number).id, person(role), comment, nonce)


def news() -> list[str]:
    """The comments of what the coordinator is told."""
    return [matter.hand_over.comment for matter in hand_overs(TUESDAY.date())]


def test_of_what_somebody_says_twice_the_newest_is_told() -> None:
    decline(leaving("first-form", "Fråga hr."), now=AFTER)
    decline(leaving("second-form", "Fråga ekonomi."), now=AFTER + timedelta(hours=1))
    # As if both had come at the same moment, and neither had settled the other.
    for left in db.session.scalars(select(HandOver)):
        left.settled_at = None
    db.session.commit()
    assert news() == ["Fråga ekonomi."]
    work(TUESDAY)
    assert "Fråga ekonomi." in mail_to("controller").text


def test_what_was_not_theirs_is_no_news_when_it_is_settled() -> None:
    decline(leaving("a-form", "Fråga hr."), now=AFTER)
    assert news() == ["Fråga hr."]
    remind_after_all(responsibility("22").id, responsibility("22").activity.plan_id, now=AFTER)
    assert news() == []


def test_what_was_handed_over_is_told_although_nothing_waits() -> None:
    hand_over(leaving("a-form", "Hen sköter det."), person("rektor.sfi").id, now=AFTER)
    assert news() == ["Hen sköter det."]


def test_a_long_comment_reaches_the_coordinator_whole() -> None:
    comment = " ".join(["ordet"] * 166)
    decline(leaving("a-form", comment), now=AFTER)
    work(TUESDAY)
    assert comment in mail_to("controller").text


def test_who_coordinates_a_plan_is_asked_once_however_much_there_is_to_tell() -> None:
    plan = responsibility("22").activity.plan
    plan.coordinator_id = None
    db.session.commit()

    def statements() -> int:
        db.session.expire_all()
        seen: list[str] = []
        listen = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listen)
        assert list(hand_overs(TUESDAY.date()))
        event.remove(db.engine, "before_cursor_execute", listen)
        return len(seen)

    decline(leaving("one-form"), now=AFTER)
    one = statements()
    decline(leaving("another-form", "", "8", "rektor.vuxenutbildningen"), now=AFTER)
    decline(leaving("a-third-form", "", "25", "strateg.samverkan"), now=AFTER)
    assert statements() == one


def test_an_activity_without_anybody_who_answers_is_told_of_however_long_mails_stood_still() -> None:
    decline(leaving("a-form"), now=AFTER)
    organisation_id = person("ekonomichef").organisation_id
    pause(organisation_id, None, by_title=None, now=AFTER)
    for day in range(1, 36, 7):
        work(OPENING + timedelta(days=day))
    resume(organisation_id, None)
    work(OPENING + timedelta(days=36))
    assert [item.kind for item in mail_to("controller").items] == [MatterKind.HANDOVER]
