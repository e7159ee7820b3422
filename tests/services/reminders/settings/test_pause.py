"""A pause lets nothing leave; afterwards the newest is said, in the words of that day."""

from datetime import timedelta

from tests import reminding
from tests.reminding import ASKED, OPENING, outbox, person, said, states, swedish
from tracker.domain.terms import MessageState
from tracker.models import MailPause, Plan, db
from tracker.services.reminders.settings.pause import pause, resume
from tracker.services.reminders.tick import work
from tracker.services.reminders.writing.enqueue import enqueue

MINUTE = timedelta(minutes=1)
EVERYBODY = len(ASKED)


def plan() -> Plan:
    return db.session.query(Plan).filter_by(slug="26-punktsplan").one()


def pause_all() -> None:
    pause(plan().organisation_id, None, by_title="Samordnare", now=OPENING)


def pause_plan() -> None:
    pause(plan().organisation_id, plan().id, by_title="Samordnare", now=OPENING)


def test_nothing_is_written_about_a_plan_that_is_paused() -> None:
    reminding.open_follow_up()
    pause_plan()
    assert work(OPENING).written == 0
    resume(plan().organisation_id, plan().id)
    assert work(OPENING + MINUTE).written == EVERYBODY


def test_a_pause_for_all_covers_every_plan() -> None:
    reminding.open_follow_up()
    pause_all()
    assert work(OPENING).written == 0
    resume(plan().organisation_id, plan().id)
    assert work(OPENING).written == 0, "resuming one plan does not end the pause for all"
    resume(plan().organisation_id, None)
    assert work(OPENING).written == EVERYBODY


def test_what_waits_when_the_pause_comes_does_not_leave() -> None:
    reminding.open_follow_up()
    enqueue(OPENING)
    pause_plan()
    work(OPENING + MINUTE)
    assert MessageState.SENT not in states()


def test_after_the_pause_only_the_newest_step_is_said() -> None:
    reminding.open_follow_up()
    enqueue(OPENING)
    pause_plan()
    for day in ("2022-08-30", "2022-09-02", "2022-09-05"):
        work(swedish(f"{day}T07:00"))
    resume(plan().organisation_id, plan().id)
    work(swedish("2022-09-06T07:00"))
    work(swedish("2022-09-06T07:01"))
    sent = [mail for mail in outbox() if mail.state is MessageState.SENT]
    assert len(sent) == EVERYBODY
    assert {item.step.code for mail in sent for item in mail.items} == {"WEEK_BEFORE"}
    assert ("22", "OPENED", "SENT") not in [(number, step.code, state) for number, step, state in said()]


def test_pausing_and_resuming_twice_is_once() -> None:
    for _ in range(2):
        pause_plan()
        pause_all()
    assert db.session.query(MailPause).count() == 2
    for _ in range(2):
        resume(plan().organisation_id, plan().id)
        resume(plan().organisation_id, None)
    assert db.session.query(MailPause).count() == 0


def test_a_pause_is_the_municipalitys_own() -> None:
    reminding.open_follow_up()
    other = person("ekonomichef").organisation_id + 1_000
    assert db.session.query(MailPause).filter_by(organisation_id=other).count() == 0
    pause_plan()
    resume(other, None)
    assert work(OPENING).written == 0
