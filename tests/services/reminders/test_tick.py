"""The minute's work: heartbeat, the guard against a clock that jumps, and what the log tells."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from tests import reminding
from tests.reminding import ASKED, OPENING, states, swedish
from tracker.domain.terms import MessageState
from tracker.models import Heartbeat, MailRequest, db
from tracker.queries.reminders.heartbeat import heartbeat, migration_applied, migration_head
from tracker.services.refusal import Refusal
from tracker.services.reminders import tick as ticking
from tracker.services.reminders.links.ask_for_links import ask_for_links
from tracker.services.reminders.sending import deliver
from tracker.services.reminders.sending.outbox import release
from tracker.services.reminders.tick import Ticked, tick, work
from tracker.services.reminders.writing.enqueue import enqueue

EVERYBODY = len(ASKED)


@pytest.fixture(autouse=True)
def context(any_app: Flask) -> Iterator[None]:
    """Inside the app, on each database; mail goes to files."""
    with any_app.app_context():
        yield


def beat_at() -> datetime | None:
    found = heartbeat()
    return found.at if found else None


def test_the_first_tick_ever_is_no_jump_and_sends() -> None:
    reminding.open_follow_up()
    done = tick(OPENING)
    assert (done.written, done.ended[MessageState.SENT], done.held) == (EVERYBODY, EVERYBODY, None)
    assert beat_at() == OPENING


def test_every_minute_again_sends_nothing_twice(tmp_path: Path) -> None:
    reminding.open_follow_up()
    for minute in range(5):
        tick(OPENING + timedelta(minutes=minute))
    assert len(list((tmp_path / "mail").iterdir())) == EVERYBODY
    assert states() == [MessageState.SENT] * EVERYBODY


@pytest.mark.parametrize("back", [timedelta(minutes=6), timedelta(days=1), timedelta(days=400)])
def test_a_clock_that_goes_back_holds_all_mail_until_a_person_says_go(back: timedelta) -> None:
    tick(OPENING + back)
    earlier = states()
    reminding.open_follow_up()
    assert "bakåt" in str(tick(OPENING).held)
    assert "bakåt" in str(tick(OPENING + timedelta(minutes=1)).held), "it stays held"
    assert (states(), beat_at()) == (earlier, OPENING + timedelta(minutes=1))
    release()
    assert tick(OPENING + timedelta(minutes=2)).ended[MessageState.SENT] == EVERYBODY


def test_a_clock_that_is_set_right_by_a_little_holds_nothing() -> None:
    reminding.open_follow_up()
    tick(OPENING)
    assert tick(OPENING - timedelta(minutes=4)).held is None


@pytest.mark.parametrize(("sunday", "first_hour"), [("2026-03-29", 5), ("2026-10-25", 6)])
def test_through_a_night_in_which_the_clocks_change_all_goes_on(sunday: str, first_hour: int) -> None:
    """Monday's first hour is seven in Sweden, whatever hour that is in the world."""
    change = datetime.fromisoformat(f"{sunday}T00:30+00:00")
    monday = change.date() + timedelta(days=1)
    reminding.open_follow_up(
        as_of=monday - timedelta(days=20), opens_on=monday, answer_by=monday + timedelta(days=14)
    )
    for minute in range(0, 90, 5):
        assert tick(change + timedelta(minutes=minute)).held is None
    assert states() == []
    seven = datetime(monday.year, monday.month, monday.day, first_hour, tzinfo=UTC)
    tick(seven - timedelta(minutes=1))
    assert states() == []
    assert tick(seven).ended[MessageState.SENT] == EVERYBODY


def test_a_week_of_silence_with_something_due_holds() -> None:
    reminding.open_follow_up()
    tick(OPENING - timedelta(days=8))
    assert "stått stilla" in str(tick(OPENING).held)
    assert states() == []
    release()
    assert tick(OPENING + timedelta(minutes=1)).written == EVERYBODY


def test_a_week_of_silence_with_a_mail_that_waits_holds() -> None:
    reminding.open_follow_up()
    enqueue(OPENING)
    tick(OPENING - timedelta(days=10))
    assert tick(OPENING).held


def test_a_week_of_silence_with_nothing_due_goes_on() -> None:
    tick(OPENING - timedelta(days=30))
    assert tick(OPENING).held is None


def test_less_than_a_week_of_silence_is_caught_up_with() -> None:
    reminding.open_follow_up()
    tick(OPENING - timedelta(days=6))
    assert tick(OPENING).written == EVERYBODY


def test_release_is_refused_when_nothing_is_held() -> None:
    tick(OPENING)
    with pytest.raises(Refusal):
        release()


def test_a_rehearsal_is_no_heartbeat_and_is_not_judged() -> None:
    tick(swedish("2024-01-08T12:00"))
    reminding.open_follow_up()
    assert work(OPENING).written == EVERYBODY
    assert beat_at() == swedish("2024-01-08T12:00")


def test_those_whom_nobody_can_be_asked_about_are_logged_once_a_day(caplog: pytest.LogCaptureFixture) -> None:
    reminding.open_follow_up()
    row = reminding.responsibility("22")
    row.owner_id = row.deputy_id = None
    reminding.db.session.commit()
    for moment in (OPENING, OPENING + timedelta(minutes=1), OPENING + timedelta(hours=3)):
        tick(moment)
    line = (
        "nobody can be reminded of 26-punktsplan 22: it has neither owner nor deputy with a working address"
    )
    assert caplog.messages.count(line) == 1
    tick(OPENING + timedelta(days=1))
    assert caplog.messages.count(line) == 2


def test_the_database_has_the_migration_that_the_release_expects() -> None:
    assert migration_applied() == migration_head() is not None


def test_it_beats_while_many_mails_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a long evening's work would be told of as standing still."""
    reminding.open_follow_up()
    tick(OPENING - timedelta(minutes=10))
    monkeypatch.setattr(deliver, "_HANDFUL", 1)
    seen: list[datetime | None] = []
    hand_over = deliver._hand_over

    def looking(*known: Any) -> tuple[MessageState, bool]:
        seen.append(beat_at())
        return hand_over(*known)

    monkeypatch.setattr(deliver, "_hand_over", looking)
    tick(OPENING)
    assert seen[0] == OPENING - timedelta(minutes=10)
    assert all(at is not None and at >= OPENING for at in seen[1:])


def test_a_long_tick_takes_no_later_beat_back(monkeypatch: pytest.MonkeyPatch) -> None:
    tick(OPENING)
    later = OPENING + timedelta(minutes=20)

    def work_while_another_ticks(now: datetime, **_: object) -> Ticked:
        db.session.execute(update(Heartbeat).values(at=later))
        db.session.commit()
        return Ticked()

    monkeypatch.setattr(ticking, "work", work_while_another_ticks)
    tick(OPENING + timedelta(minutes=1))
    assert beat_at() == later


def test_what_was_asked_for_is_forgotten_after_a_week() -> None:
    tick(OPENING)
    ask_for_links("nobody@example.org", "192.0.2.1", now=OPENING)
    for day in range(1, 9):
        tick(OPENING + timedelta(days=day))
    assert db.session.query(MailRequest).count() == 0
